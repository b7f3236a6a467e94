/* endpoint.h - partitions, Regions and endpoints. All rules about them are here. */
#ifndef ACCREDIT_ENDPOINT_H
#define ACCREDIT_ENDPOINT_H

#include <stdbool.h>

#include "base/err.h"

struct json;

/* Whether the text has the form of a Region's name ("eu-west-1"); false: ERR_INPUT. */
bool endpoint_region_check(const char *region, struct err *err);

/* "aws", "aws-cn", "aws-us-gov", ...; "aws" for an unknown Region. */
const char *endpoint_partition_of(const char *region);
const char *endpoint_dns_suffix(const char *partition);	/* "amazonaws.com" */
/* Whether a host is in one of AWS's own domains, of any partition: S3's, the console's ... */
bool endpoint_is_aws(const char *host);
/* The service principal of EC2, as in a role's trust policy and iam:PassedToService. */
const char *endpoint_ec2_principal(const char *partition);
/* The Region that global services of the ARN's partition are called in. */
const char *endpoint_home_region(const char *arn);

struct endpoint {
	char url[600];		/* no "/" at its end */
	char host[300];		/* as in the Host header */
	char path[512];		/* of a custom endpoint, or "" */
	char signing_region[64];
	bool custom;		/* not AWS's own: set by the operator */
	const char *named;	/* the setting; NULL: AWS's own */
};

/* Variants of AWS's own endpoints; FIPS and dual-stack are bits. */
enum endpoint_variant {
	ENDPOINT_DEFAULT,
	ENDPOINT_FIPS,
	ENDPOINT_DUALSTACK,
	ENDPOINT_FIPS_DUALSTACK
};

/*
 * The variant that AWS_USE_FIPS_ENDPOINT and AWS_USE_DUALSTACK_ENDPOINT, else the profile
 * (may be NULL), ask for.
 */
enum endpoint_variant endpoint_variant(const struct json *profile);

/*
 * Fills p with the endpoint of the service. custom: the configured URL, or ""; name: its
 * setting, for err. endpoint_region_check has accepted the Region. False: the URL is not
 * valid or cannot be combined with the variant, or the service has no such endpoint there.
 */
bool endpoint_find(struct endpoint *p, const char *service, const char *region,
		   enum endpoint_variant variant, const char *custom, const char *name,
		   struct err *err);

/*
 * The configured endpoint URL of the service, in the SDKs' order: the environment's
 * AWS_ENDPOINT_URL_<SERVICE> and AWS_ENDPOINT_URL, then the profile's services section and
 * endpoint_url; none where AWS_IGNORE_CONFIGURED_ENDPOINT_URLS (or the profile) says so.
 * profile and services: objects of ini_read, may be NULL. *name is the setting (a
 * constant). "" if none; a URL that does not fit is cut, which endpoint_find refuses.
 */
const char *endpoint_configured(char url[512], const char **name, const char *service,
			     const struct json *profile, const struct json *services);

#endif
