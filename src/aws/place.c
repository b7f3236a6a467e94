/* place.c - see place.h. */
#include "config.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "aws/place.h"
#include "aws/profile.h"
#include "aws/region.h"
#include "base/buf.h"
#include "base/str.h"
#include "format/ini.h"
#include "format/json.h"
#include "net/url.h"

struct partition {
	const char *name;
	const char *starts;	/* its regions' names begin so */
	const char *suffix;
	const char *iam_host;	/* IAM is global: one endpoint a partition */
	const char *iam_region;	/* ... and one signing region */
};

/* The longer beginnings first; the last row takes what no other takes. */
static const struct partition partitions[] = {
	{ "aws-cn", "cn-", "amazonaws.com.cn",
	  "iam.cn-north-1.amazonaws.com.cn", "cn-north-1" },
	{ "aws-us-gov", "us-gov-", "amazonaws.com",
	  "iam.us-gov.amazonaws.com", "us-gov-west-1" },
	{ "aws-eusc", "eusc-", "amazonaws.eu",
	  "iam.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1" },
	{ "aws-iso-b", "us-isob-", "sc2s.sgov.gov",
	  "iam.us-isob-east-1.sc2s.sgov.gov", "us-isob-east-1" },
	{ "aws-iso-f", "us-isof-", "csp.hci.ic.gov",
	  "iam.us-isof-south-1.csp.hci.ic.gov", "us-isof-south-1" },
	{ "aws-iso-e", "eu-isoe-", "cloud.adc-e.uk",
	  "iam.eu-isoe-west-1.cloud.adc-e.uk", "eu-isoe-west-1" },
	{ "aws-iso", "us-iso-", "c2s.ic.gov",
	  "iam.us-iso-east-1.c2s.ic.gov", "us-iso-east-1" },
	{ "aws", "", "amazonaws.com", "iam.amazonaws.com", "us-east-1" },
};

static const struct partition *partition_of(const char *region)
{
	const struct partition *p = partitions;

	while (!str_starts(region, p->starts))
		p++;
	return p;
}

const char *place_partition_of(const char *region)
{
	return partition_of(region)->name;
}

const char *place_dns_suffix(const char *partition)
{
	for (size_t i = 0; i < sizeof(partitions) / sizeof(*partitions); i++)
		if (str_eq(partitions[i].name, partition))
			return partitions[i].suffix;
	return "amazonaws.com";
}

/* Words of letters and digits with hyphens between, the last a number. */
static bool region_ok(const char *s)
{
	static const char word[] = "abcdefghijklmnopqrstuvwxyz0123456789";
	size_t words = 0;

	if (strlen(s) > 32 || *s < 'a' || *s > 'z')
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

bool place_region_check(const char *region, struct err *err)
{
	const struct region *near;

	if (region_ok(region))
		return true;
	err_set(err, ERR_INPUT, "'%.64s' is not the name of a region", region);
	near = region_near(region);
	if (near)
		return err_hint(err, "did you mean %s (%s)?", near->name, near->where);
	return err_hint(err, "give a name such as us-east-1 or eu-west-1");
}

static void find_own(struct place *p, const char *service, const char *region)
{
	const struct partition *in = partition_of(region);

	snprintf(p->signing_region, sizeof(p->signing_region), "%s", region);
	if (str_eq(service, "iam")) {
		snprintf(p->host, sizeof(p->host), "%s", in->iam_host);
		snprintf(p->signing_region, sizeof(p->signing_region), "%s",
			 in->iam_region);
	} else {
		snprintf(p->host, sizeof(p->host), "%s%s.%s.%s",
			 str_eq(service, "sso") ? "portal." : "", service, region,
			 in->suffix);
	}
	snprintf(p->url, sizeof(p->url), "https://%s", p->host);
}

bool place_find(struct place *p, const char *service, const char *region,
		const char *custom, const char *name, struct err *err)
{
	struct url u;

	*p = (struct place){ .custom = *custom != '\0', .named = *custom ? name : NULL };
	find_own(p, service, region);
	if (!*custom)
		return true;
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

static bool is_true(const char *s)
{
	return str_eq(s, "true") || str_eq(s, "True") || str_eq(s, "TRUE");
}

static const char *from_services(char url[512], const char *service,
				 const struct json *profile, const struct json *services)
{
	const char *section = json_str(profile, "services");
	struct buf found = BUF(512);

	url[0] = '\0';
	if (*section && ini_sub(json_str(json_get(services, section), service),
				"endpoint_url", &found))
		snprintf(url, 512, "%s", found.s);
	buf_free(&found);
	return url;
}

const char *place_configured(char url[512], const char **name, const char *service,
			     const struct json *profile, const struct json *services)
{
	char variable[64] = "AWS_ENDPOINT_URL_";
	size_t n = strlen(variable);

	url[0] = '\0';
	*name = "AWS_ENDPOINT_URL";
	if (is_true(profile_env("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")) ||
	    is_true(json_str(profile, "ignore_configured_endpoint_urls")))
		return url;
	for (const char *s = service; *s && n + 1 < sizeof(variable); s++)
		variable[n++] = (char)toupper((unsigned char)*s);
	variable[n] = '\0';
	if (*profile_env(variable))
		*name = "AWS_ENDPOINT_URL_<SERVICE>";
	snprintf(url, 512, "%s", *profile_env(variable) ? profile_env(variable) : profile_env(*name));
	if (*url)
		return url;
	*name = "endpoint_url of the profile";
	if (!*from_services(url, service, profile, services))
		snprintf(url, 512, "%s", json_str(profile, "endpoint_url"));
	return url;
}
