/* creds_explain.c - why a provider was chosen, in words; see creds_internal.h. */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "aws/creds_internal.h"
#include "base/str.h"
#include "format/json.h"

#define CONTAINER "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
#define CONTAINER_FULL "AWS_CONTAINER_CREDENTIALS_FULL_URI"
#define WEB "AWS_WEB_IDENTITY_TOKEN_FILE"

/* --- which sources there are ------------------------------------------------------------ */

static bool creds_explain_has(const struct creds_search *s, const char *key)
{
	return json_get(s->files.values, key) != NULL;
}

static bool creds_explain_has_role(const struct creds_search *s)
{
	return creds_explain_has(s, "role_arn") &&
		!creds_explain_has(s, "web_identity_token_file");
}

static bool creds_explain_has_web(const struct creds_search *s)
{
	return getenv(WEB) ? *getenv(WEB) : *json_str(s->files.values, "web_identity_token_file");
}

static bool creds_explain_has_sso(const struct creds_search *s)
{
	return creds_explain_has(s, "sso_account_id") ||
		creds_explain_has(s, "sso_role_name");
}

static bool creds_explain_has_key(const struct creds_search *s)
{
	return json_get(profile_in(s->files.credentials, s->files.name), "aws_access_key_id");
}

static bool creds_explain_has_login(const struct creds_search *s)
{
	return creds_explain_has(s, "login_session");
}

static bool creds_explain_has_process(const struct creds_search *s)
{
	return creds_explain_has(s, "credential_process");
}

static bool creds_explain_has_config_key(const struct creds_search *s)
{
	return json_get(profile_in(s->files.config, s->files.name), "aws_access_key_id");
}

static bool creds_explain_has_ec2_file(const struct creds_search *s)
{
	(void)s;
	return getenv("AWS_CREDENTIAL_FILE");
}

static bool creds_explain_has_boto(const struct creds_search *s)
{
	(void)s;
	return getenv("BOTO_CONFIG");
}

static bool creds_explain_has_container(const struct creds_search *s)
{
	(void)s;
	return getenv(CONTAINER) || getenv(CONTAINER_FULL);
}

static bool creds_explain_has_instance(const struct creds_search *s)
{
	(void)s;
	return strcasecmp(profile_env("AWS_EC2_METADATA_DISABLED"), "true") != 0;
}

/*
 * Indexed by enum creds_provider_id; has: whether the provider is configured. The
 * environment has no row.
 */
static const struct {
	bool (*is)(const struct creds_search *s);
	const char *says;
} steps[PROVIDERS] = {
	[PROVIDER_ROLE] = { creds_explain_has_role, "a role" },
	[PROVIDER_WEB] = { creds_explain_has_web, "a web identity" },
	[PROVIDER_SSO] = { creds_explain_has_sso, "IAM Identity Center" },
	[PROVIDER_KEYS] = { creds_explain_has_key, "a key" },
	[PROVIDER_LOGIN] = { creds_explain_has_login, "a console sign-in" },
	[PROVIDER_PROCESS] = { creds_explain_has_process, "a program" },
	[PROVIDER_CONFIG_KEYS] = { creds_explain_has_config_key, "a key (config file)" },
	[PROVIDER_EC2_FILE] = { creds_explain_has_ec2_file,
				"the file of AWS_CREDENTIAL_FILE" },
	[PROVIDER_BOTO] = { creds_explain_has_boto, "the file of BOTO_CONFIG" },
	[PROVIDER_CONTAINER] = { creds_explain_has_container, NULL },
	[PROVIDER_INSTANCE] = { creds_explain_has_instance,
				"an instance's role (the metadata service was not asked)" },
};

/* --- what came after ---------------------------------------------------------------------- */

static void creds_explain_add(char *lines, size_t size, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static void creds_explain_add(char *lines, size_t size, const char *fmt, ...)
{
	size_t n = strlen(lines), room = size - n;
	char line[400];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	if (strlen(line) + 2 < room)
		snprintf(lines + n, room, "%s%s", n ? "\n" : "", line);
}

static bool creds_explain_holds_any(const struct creds_search *s)
{
	for (int i = PROVIDER_ROLE; i <= PROVIDER_CONFIG_KEYS; i++)
		if (!(i == PROVIDER_WEB && getenv(WEB)) && steps[i].is(s))
			return true;
	return false;
}

/* Lists the later providers that are configured too. */
static void creds_explain_passed_over(const struct creds_search *s, struct creds *c)
{
	if (s->won == PROVIDER_ENVIRONMENT) {
		const struct profile *p = &s->files;
		char *to = c->passed;

		if (creds_explain_holds_any(s) && p->named)
			creds_explain_add(to, sizeof(c->passed),
					  "the profile '%.64s' of %s", p->name, p->named);
		else if (creds_explain_holds_any(s))
			creds_explain_add(to, sizeof(c->passed), "the profile '%.64s'",
					  p->name);
		else if (p->named)
			creds_explain_add(to, sizeof(c->passed),
					  "%s, whose profile '%.64s' holds none", p->named,
					  p->name);
		if (getenv(WEB) && *getenv(WEB))
			creds_explain_add(to, sizeof(c->passed),
					  "the web identity of " WEB);
	}
	for (int i = (int)s->won + 1; i < PROVIDERS; i++) {
		if (!steps[i].is(s) ||
		    (s->won == PROVIDER_ENVIRONMENT && i <= PROVIDER_CONFIG_KEYS))
			continue;
		if (i == PROVIDER_WEB && getenv(WEB))
			creds_explain_add(c->passed, sizeof(c->passed),
					  "the web identity of " WEB);
		else if (i <= PROVIDER_CONFIG_KEYS)
			creds_explain_add(c->passed, sizeof(c->passed),
					  "%s of the same profile '%.64s'", steps[i].says,
					  s->files.name);
		else if (i == PROVIDER_CONTAINER)
			creds_explain_add(c->passed, sizeof(c->passed),
					  "the container's role (%s)",
					  getenv(CONTAINER) ? CONTAINER : CONTAINER_FULL);
		else
			creds_explain_add(c->passed, sizeof(c->passed), "%s",
					  steps[i].says);
	}
}

/* --- why this one --------------------------------------------------------------------------- */

/* Why no earlier provider was used: "the environment has no key, and ..." */
static void creds_explain_none_before(const struct creds_search *s, struct creds *c)
{
	static const char first[] = "the environment has no key";
	const struct profile *p = &s->files;
	const char *set = getenv(CONTAINER) ? CONTAINER " is set" :
					      CONTAINER_FULL " is set";
	size_t size = sizeof(c->why);

	/* the setting of a provider that comes after the profile and before the instance */
	if (s->won == PROVIDER_EC2_FILE)
		set = "AWS_CREDENTIAL_FILE is set";
	else if (s->won == PROVIDER_BOTO)
		set = getenv("BOTO_CONFIG") ? "BOTO_CONFIG is set" :
					      "boto 2 has a file of its own";
	if (s->won == PROVIDER_WEB && getenv(WEB))
		snprintf(c->why, size, "%s, and " WEB " is set", first);
	else if (s->won <= PROVIDER_CONFIG_KEYS && p->named)
		snprintf(c->why, size, "%s, and %s names the profile '%.64s'", first, p->named,
			 p->name);
	else if (s->won <= PROVIDER_CONFIG_KEYS)
		snprintf(c->why, size,
			 "%s and AWS_PROFILE is not set, so profile '%.64s' is used", first,
			 p->name);
	else if (s->won == PROVIDER_INSTANCE)
		snprintf(c->why, size, "%s, the profile '%.64s' %s, neither a web identity nor a "
			 "container's role is named, and the instance's metadata service answers",
			 first, p->name, p->values ? "has none" : "is not there");
	else
		snprintf(c->why, size,
			 "%s, the profile '%.64s' %s, no web identity is named, and "
			 "%s",
			 first, p->name, p->values ? "has none" : "is not there", set);
}

void creds_explain(const struct creds_search *s, struct creds *c)
{
	const char *region = profile_env("AWS_REGION"), *other = profile_env("AWS_DEFAULT_REGION");
	char near[400];

	c->passed[0] = c->notes[0] = '\0';
	if (s->won == PROVIDER_ENVIRONMENT)
		snprintf(c->why, sizeof(c->why),
			 "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY "
			 "are set, and the environment comes first");
	else
		creds_explain_none_before(s, c);
	creds_explain_passed_over(s, c);
	/* settings that have less effect than the operator may expect */
	if (!*other)
		other = json_str(s->files.values, "region");
	if (*region && *other && !str_eq(region, other))
		creds_explain_add(c->notes, sizeof(c->notes),
				  "AWS_REGION sets the Region: version 1 of the AWS CLI "
				  "and boto3 ignore it and use %.40s",
				  other);
	if (profile_near(&s->files, s->files.name, near, sizeof(near)))
		creds_explain_add(c->notes, sizeof(c->notes), "%s", near);
	if (*profile_raw_env("AWS_SECRET_ACCESS_KEY") && !*profile_raw_env("AWS_ACCESS_KEY_ID"))
		creds_explain_add(c->notes, sizeof(c->notes),
				  "AWS_SECRET_ACCESS_KEY is not used: "
				  "AWS_ACCESS_KEY_ID is not set");
	if (getenv("AWS_DEFAULT_PROFILE") && *profile_raw_env("AWS_PROFILE") &&
	    !str_eq(getenv("AWS_DEFAULT_PROFILE"), getenv("AWS_PROFILE")))
		creds_explain_add(c->notes, sizeof(c->notes),
				  "AWS_PROFILE is not used: AWS_DEFAULT_PROFILE comes "
				  "before it");
}
