/* endpoint.c - see endpoint.h. */
#include "config.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "aws/endpoint.h"
#include "aws/profile.h"
#include "aws/region.h"
#include "base/buf.h"
#include "base/str.h"
#include "format/ini.h"
#include "format/json.h"
#include "net/url.h"

struct partition {
	const char *name;
	const char *starts;	/* the prefix of its Regions' names */
	const char *suffix;
	const char *dual;	/* the suffix of dual-stack endpoints */
	const char *home;	/* IAM is global: the one Region its requests are signed for */
	const char *iam[4];	/* IAM's hosts, by enum endpoint_variant */
	const char *signin;	/* the domain of the console's sign-in */
};

/* Longer prefixes first; the last row matches every Region. */
static const struct partition partitions[] = {
	{ "aws-cn",
	  "cn-",
	  "amazonaws.com.cn",
	  "api.amazonwebservices.com.cn",
	  "cn-north-1",
	  { "iam.cn-north-1.amazonaws.com.cn", "iam-fips.amazonaws.com.cn",
	    "iam.global.api.amazonwebservices.com.cn",
	    "iam-fips.api.amazonwebservices.com.cn" },
	  "amazonaws.cn" },
	{ "aws-us-gov",
	  "us-gov-",
	  "amazonaws.com",
	  "api.aws",
	  "us-gov-west-1",
	  { "iam.us-gov.amazonaws.com", "iam.us-gov.amazonaws.com", "iam.us-gov.api.aws",
	    "iam.us-gov.api.aws" },
	  "amazonaws-us-gov.com" },
	{ "aws-eusc",
	  "eusc-",
	  "amazonaws.eu",
	  "api.amazonwebservices.eu",
	  "eusc-de-east-1",
	  { "iam.eusc-de-east-1.amazonaws.eu", "iam-fips.amazonaws.eu",
	    "iam.global.api.amazonwebservices.eu", "iam-fips.api.amazonwebservices.eu" },
	  "amazonaws-eusc.eu" },
	{ "aws-iso-b",
	  "us-isob-",
	  "sc2s.sgov.gov",
	  "api.aws.scloud",
	  "us-isob-east-1",
	  { "iam.us-isob-east-1.sc2s.sgov.gov", "iam-fips.us-isob-east-1.sc2s.sgov.gov",
	    "iam.api.aws.scloud", "iam-fips.api.aws.scloud" },
	  "sc2shome.sgov.gov" },
	{ "aws-iso-f",
	  "us-isof-",
	  "csp.hci.ic.gov",
	  "api.aws.hci.ic.gov",
	  "us-isof-south-1",
	  { "iam.us-isof-south-1.csp.hci.ic.gov", "iam-fips.csp.hci.ic.gov",
	    "iam.api.aws.hci.ic.gov", "iam-fips.api.aws.hci.ic.gov" },
	  "csphome.hci.ic.gov" },
	{ "aws-iso-e",
	  "eu-isoe-",
	  "cloud.adc-e.uk",
	  "api.cloud-aws.adc-e.uk",
	  "eu-isoe-west-1",
	  { "iam.eu-isoe-west-1.cloud.adc-e.uk", "iam-fips.cloud.adc-e.uk",
	    "iam.api.cloud-aws.adc-e.uk", "iam-fips.api.cloud-aws.adc-e.uk" },
	  "csphome.adc-e.uk" },
	{ "aws-iso",
	  "us-iso-",
	  "c2s.ic.gov",
	  "api.aws.ic.gov",
	  "us-iso-east-1",
	  { "iam.us-iso-east-1.c2s.ic.gov", "iam-fips.us-iso-east-1.c2s.ic.gov",
	    "iam.api.aws.ic.gov", "iam-fips.api.aws.ic.gov" },
	  "c2shome.ic.gov" },
	{ "aws",
	  "",
	  "amazonaws.com",
	  "api.aws",
	  "us-east-1",
	  { "iam.amazonaws.com", "iam-fips.amazonaws.com", "iam.global.api.aws",
	    "iam-fips.global.api.aws" },
	  "aws.amazon.com" },
};

static const struct partition *endpoint_partition_row(const char *region)
{
	const struct partition *p = partitions;

	while (!str_starts(region, p->starts))
		p++;
	return p;
}

const char *endpoint_partition_of(const char *region)
{
	return endpoint_partition_row(region)->name;
}

const char *endpoint_dns_suffix(const char *partition)
{
	for (size_t i = 0; i < sizeof(partitions) / sizeof(*partitions); i++)
		if (str_eq(partitions[i].name, partition))
			return partitions[i].suffix;
	return "amazonaws.com";
}

bool endpoint_is_aws(const char *host)
{
	for (size_t i = 0; i < sizeof(partitions) / sizeof(*partitions); i++) {
		const char *const domains[] = { partitions[i].suffix, partitions[i].dual,
						partitions[i].signin };

		for (size_t d = 0; d < sizeof(domains) / sizeof(*domains); d++) {
			size_t n = strlen(host), m = strlen(domains[d]);

			if (n > m && host[n - m - 1] == '.' &&
			    str_eq(host + n - m, domains[d]))
				return true;
		}
	}
	return false;
}

const char *endpoint_ec2_principal(const char *partition)
{
	return str_eq(partition, "aws-cn") ? "ec2.amazonaws.com.cn" : "ec2.amazonaws.com";
}

const char *endpoint_home_region(const char *arn)
{
	const struct partition *p = partitions;
	size_t n = str_starts(arn, "arn:") ? strcspn(arn + 4, ":") : 0;

	for (; p < partitions + sizeof(partitions) / sizeof(*partitions); p++)
		if (strlen(p->name) == n && !strncmp(arn + 4, p->name, n))
			return p->home;
	return "us-east-1";
}

/* At least three words of letters and digits with hyphens between, the last a number. */
static bool endpoint_region_ok(const char *s)
{
	static const char word[] = "abcdefghijklmnopqrstuvwxyz0123456789";
	size_t words = 0;

	if (strlen(s) < 9 || strlen(s) > 25 || *s < 'a' || *s > 'z')
		return false;
	for (;; s++) {
		size_t n = strspn(s, word);

		words++;
		if (!n || (s[n] && s[n] != '-'))
			return false;
		if (!s[n])
			return words >= 3 && strspn(s, "0123456789") == n;
		s += n;
	}
}

bool endpoint_region_check(const char *region, struct err *err)
{
	const struct region *near;

	if (endpoint_region_ok(region))
		return true;
	err_set(err, ERR_INPUT, "'%.64s' is not the name of a Region", region);
	if (strchr("\"'", *region))
		return err_hint(
			err,
			"remove the quotes: the AWS CLI reads them as part of the name");
	near = region_near(region);
	if (near)
		return err_hint(err, "did you mean %s (%s)?", near->name, near->where);
	return err_hint(err, "use a name such as us-east-1 or eu-west-1");
}

/* Services with another name in the first label of the host, or in the SDKs' settings. */
static const struct {
	const char *service, *host, *setting;
} names[] = {
	{ "sso", "portal.sso", "sso" },
	{ "sso_oidc", "oidc", "sso_oidc" },
	{ "events", "events", "eventbridge" },
	{ "servicequotas", "servicequotas", "service_quotas" },
};

static void endpoint_regional_host(char *host, size_t size, const struct partition *in,
				   const char *service, const char *region,
				   enum endpoint_variant variant)
{
	const char *suffix = variant & ENDPOINT_DUALSTACK ? in->dual : in->suffix;
	/*
	 * in GovCloud the default host is the FIPS one; for EventBridge also with
	 * dual-stack
	 */
	bool fips = (variant & ENDPOINT_FIPS) &&
		!(str_eq(in->name, "aws-us-gov") &&
		  (!(variant & ENDPOINT_DUALSTACK) || str_eq(service, "events")));
	const char *label = service;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (str_eq(names[i].service, service))
			label = names[i].host;
	if (variant == ENDPOINT_FIPS && str_eq(service, "eks") && str_eq(in->name, "aws"))
		snprintf(host, size, "fips.eks.%s.%s", region, suffix);
	else
		snprintf(host, size, "%s%s.%s.%s", label, fips ? "-fips" : "", region,
			 suffix);
}

/* The default hosts of the console's sign-in have a domain of their own. */
static void endpoint_signin_host(char *host, size_t size, const struct partition *in,
				 const char *region, enum endpoint_variant variant)
{
	const char *fips = variant & ENDPOINT_FIPS ? "-fips" : "";

	if (variant & ENDPOINT_DUALSTACK)
		snprintf(host, size, "signin%s.%s.%s", fips, region, in->dual);
	else if (!(variant & ENDPOINT_FIPS))
		snprintf(host, size, "%s.signin.%s", region, in->signin);
	else if (str_eq(region, "us-gov-west-1"))
		snprintf(host, size, "signin-fips.%s", in->signin);
	else if (str_eq(in->name, "aws-us-gov"))
		snprintf(host, size, "%s.signin-fips.%s", region, in->signin);
	else
		snprintf(host, size, "signin-fips.%s.%s", region, in->suffix);
}

static bool endpoint_find_own(struct endpoint *p, const char *service, const char *region,
			      enum endpoint_variant variant, struct err *err)
{
	const struct partition *in = endpoint_partition_row(region);

	snprintf(p->signing_region, sizeof(p->signing_region), "%s", region);
	if (str_eq(service, "iam")) {
		snprintf(p->host, sizeof(p->host), "%s", in->iam[variant]);
		snprintf(p->signing_region, sizeof(p->signing_region), "%s", in->home);
	} else if (str_eq(service, "s3")) {
		/* S3 has one suffix, and "dualstack" before the Region. */
		if ((variant & ENDPOINT_FIPS) && str_eq(in->name, "aws-cn")) {
			err_set(err, ERR_INPUT, "S3 has no FIPS endpoint in China");
			return err_hint(
				err,
				"unset AWS_USE_FIPS_ENDPOINT (use_fips_endpoint of the "
				"profile)");
		}
		snprintf(p->host, sizeof(p->host), "s3%s%s.%s.%s",
			 variant & ENDPOINT_FIPS ? "-fips" : "",
			 variant & ENDPOINT_DUALSTACK ? ".dualstack" : "", region,
			 in->suffix);
	} else if (str_eq(service, "signin")) {
		endpoint_signin_host(p->host, sizeof(p->host), in, region, variant);
	} else {
		endpoint_regional_host(p->host, sizeof(p->host), in, service, region,
				       variant);
	}
	snprintf(p->url, sizeof(p->url), "https://%s", p->host);
	return true;
}

bool endpoint_find(struct endpoint *p, const char *service, const char *region,
		   enum endpoint_variant variant, const char *custom, const char *name,
		   struct err *err)
{
	struct url u;

	*p = (struct endpoint){ .custom = *custom != '\0', .named = *custom ? name : NULL };
	if (!*custom)
		return endpoint_find_own(p, service, region, variant, err);
	endpoint_find_own(p, service, region, ENDPOINT_DEFAULT,
			  err); /* sets signing_region */
	if (variant) {
		/*
		 * FIPS or dual-stack was required, so another endpoint must not be used
		 * silently
		 */
		bool fips = variant & ENDPOINT_FIPS;

		err_set(err, ERR_INPUT,
			"%s endpoints are requested (%s), but %s sets another address",
			fips ? "FIPS" : "dual-stack",
			fips ? "AWS_USE_FIPS_ENDPOINT or use_fips_endpoint" :
			       "AWS_USE_DUALSTACK_ENDPOINT or use_dualstack_endpoint",
			name);
		return err_hint(err, "unset one of the two");
	}
	if (!url_endpoint(&u, custom, name, err))
		return false;
	snprintf(p->host, sizeof(p->host), "%s%s%s", u.host, *u.port ? ":" : "",
		 u.port);
	snprintf(p->url, sizeof(p->url), "%s://%s", u.scheme, p->host);
	snprintf(p->path, sizeof(p->path), "%s", u.path);
	if (str_ends(p->path, "/"))
		p->path[strlen(p->path) - 1] = '\0';
	return true;
}

static bool endpoint_is_true(const char *s)
{
	return !strcasecmp(s, "true");
}

enum endpoint_variant endpoint_variant(const struct json *profile)
{
	static const struct {
		const char *variable, *key;
		enum endpoint_variant variant;
	} rows[] = {
		{ "AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint", ENDPOINT_FIPS },
		{ "AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint",
		  ENDPOINT_DUALSTACK },
	};
	int variant = ENDPOINT_DEFAULT;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const char *set = profile_env(rows[i].variable);

		if (endpoint_is_true(*set ? set : json_str(profile, rows[i].key)))
			variant |= (int)rows[i].variant;
	}
	return (enum endpoint_variant)variant;
}

const char *endpoint_configured(char url[512], const char **name, const char *service,
			     const struct json *profile, const struct json *services)
{
	const char *section = json_str(profile, "services");
	char variable[64] = "AWS_ENDPOINT_URL_";
	size_t n = strlen(variable);
	struct buf found = BUF(512);

	url[0] = '\0';
	*name = "AWS_ENDPOINT_URL";
	if (endpoint_is_true(profile_env("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")) ||
	    endpoint_is_true(json_str(profile, "ignore_configured_endpoint_urls")))
		return url;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (str_eq(names[i].service, service)) {
			service = names[i].setting;
			break;
		}
	for (const char *s = service; *s && n + 1 < sizeof(variable); s++)
		variable[n++] = (char)toupper((unsigned char)*s);
	variable[n] = '\0';
	if (*profile_env(variable))
		*name = "AWS_ENDPOINT_URL_<SERVICE>";
	snprintf(url, 512, "%s", *profile_env(variable) ? profile_env(variable) : profile_env(*name));
	if (*url)
		return url;
	*name = "endpoint_url of the profile";
	if (*section &&
	    ini_sub(json_str(json_get(services, section), service), "endpoint_url", &found))
		snprintf(url, 512, "%s", found.s);
	buf_free(&found);
	if (!*url)
		snprintf(url, 512, "%s", json_str(profile, "endpoint_url"));
	return url;
}
