/*
 * endpoint.h - regions, partitions and endpoints: the one place that knows them.
 */
#ifndef ACCREDIT_ENDPOINT_H
#define ACCREDIT_ENDPOINT_H

#include <stdbool.h>

#include "base/err.h"

struct json;

/* True for the shape of a region name ("eu-west-1"); else ERR_INPUT says why. */
bool endpoint_region_check(const char *region, struct err *err);

/* "aws", "aws-cn", "aws-us-gov", ...; "aws" for a region nobody knows yet. */
const char *endpoint_partition_of(const char *region);
const char *endpoint_dns_suffix(const char *partition);	/* "amazonaws.com" */
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
	const char *named;	/* by which setting; NULL: AWS's own */
};

/* Which of AWS's own endpoints: bits. */
enum endpoint_variant {
	ENDPOINT_DEFAULT,
	ENDPOINT_FIPS,
	ENDPOINT_DUALSTACK,
	ENDPOINT_FIPS_DUALSTACK
};

/*
 * What is asked for by AWS_USE_FIPS_ENDPOINT and AWS_USE_DUALSTACK_ENDPOINT, else by
 * the profile (may be NULL).
 */
enum endpoint_variant endpoint_variant(const struct json *profile);

/*
 * Where the service is. custom: an endpoint URL that is set, or ""; name: what
 * set it, for the error. Region must have passed endpoint_region_check. False: that
 * URL is none, or cannot be combined with this variant; or the service has no such endpoint there.
 */
bool endpoint_find(struct endpoint *p, const char *service, const char *region,
		   enum endpoint_variant variant, const char *custom, const char *name,
		   struct err *err);

/*
 * The endpoint URL set for the service, by the SDKs' order: the environment's
 * AWS_ENDPOINT_URL_<SERVICE> and AWS_ENDPOINT_URL, then the profile's services
 * section and endpoint_url; none where AWS_IGNORE_CONFIGURED_ENDPOINT_URLS (or
 * the profile) says so. profile and services: objects of ini_read, may be
 * NULL. *name is what set it (a constant). "" if none; url has 512 bytes, a
 * longer value is an error by its being cut.
 */
const char *endpoint_configured(char url[512], const char **name, const char *service,
			     const struct json *profile, const struct json *services);

#endif
