/* creds_why.c - why a source of credentials won, in words; see creds_inside.h. */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "aws/creds_inside.h"
#include "base/str.h"
#include "format/json.h"

#define CONTAINER "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
#define CONTAINER_FULL "AWS_CONTAINER_CREDENTIALS_FULL_URI"

/* What a profile may hold, in the order in which it is looked for. */
static const struct { const char *key, *says; } kinds[] = {
	{ "role_arn", "a role" },
	{ "web_identity_token_file", "a web identity" },
	{ "sso_session", "IAM Identity Center" },
	{ "sso_start_url", "IAM Identity Center" },
	{ "aws_access_key_id", "a key" },
	{ "login_session", "a console sign-in" },
	{ "credential_process", "a program" },
};

#define KINDS (sizeof(kinds) / sizeof(*kinds))

static void passed(struct creds *c, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void passed(struct creds *c, const char *fmt, ...)
{
	size_t n = strlen(c->passed), room = sizeof(c->passed) - n;
	char line[300];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	if (strlen(line) + 2 < room)
		snprintf(c->passed + n, room, "%s%s", n ? "\n" : "", line);
}

/* A role's own web identity is part of it, and the two forms of SSO are one. */
static bool is_another(const struct profile *p, size_t won, size_t i)
{
	bool own_token = !*json_str(p->values, "source_profile") &&
			 !*json_str(p->values, "credential_source");

	return *json_str(p->values, kinds[i].key) && !str_eq(kinds[won].says, kinds[i].says) &&
	       !(i == 1 && won == 0 && own_token);
}

/* What the profile holds besides. */
static void passed_in(const struct profile *p, struct creds *c)
{
	size_t won = 0;

	while (won < KINDS && !*json_str(p->values, kinds[won].key))
		won++;
	for (size_t i = won + 1; i < KINDS; i++)
		if (is_another(p, won, i) && !(i == 3 && is_another(p, won, 2)))
			passed(c, "%s of the same profile '%.64s'", kinds[i].says, p->name);
}

static bool holds_any(const struct profile *p)
{
	for (size_t i = 0; i < KINDS; i++)
		if (*json_str(p->values, kinds[i].key))
			return true;
	return false;
}

static void passed_profile(const struct profile *p, struct creds *c)
{
	if (holds_any(p))
		passed(c, p->named ? "the profile '%.64s' of AWS_PROFILE" :
		       "the profile '%.64s'", p->name);
	else if (p->named)
		passed(c, "AWS_PROFILE, whose profile '%.64s' holds none", p->name);
}

static const char *container(void)
{
	return *profile_env(CONTAINER) ? CONTAINER : CONTAINER_FULL;
}

/* Those that come later and would have had something to say. */
static void passed_over(const struct search *s, size_t won, struct creds *c)
{
	if (won < 1)
		passed_profile(&s->files, c);
	if (won == 1)
		passed_in(&s->files, c);
	if (won < 2 && *profile_env("AWS_WEB_IDENTITY_TOKEN_FILE"))
		passed(c, "the web identity of AWS_WEB_IDENTITY_TOKEN_FILE");
	if (won < 3 && *profile_env(container()))
		passed(c, "the container's role (%s)", container());
	if (won < 4 && strcasecmp(profile_env("AWS_EC2_METADATA_DISABLED"), "true"))
		passed(c, "an instance's role (the metadata service was not asked)");
}

/* Where nothing was found before: "no key in the environment nor in the profile 'x'". */
static void none_before(const struct search *s, size_t won, struct creds *c)
{
	const struct profile *p = &s->files;
	size_t n = 0, size = sizeof(c->why);

	n += (size_t)snprintf(c->why, size, "the environment holds no key");
	if (won == 1)
		snprintf(c->why + n, size - n, p->named ? ", and AWS_PROFILE names the profile "
			 "'%.64s'" : " and AWS_PROFILE is not set, so the profile '%.64s' is "
			 "taken", p->name);
	else
		n += (size_t)snprintf(c->why + n, size - n, ", the profile '%.64s' %s",
				      p->name, p->values ? "has none" : "is not there");
	if (won == 2)
		snprintf(c->why + n, size - n, ", and AWS_WEB_IDENTITY_TOKEN_FILE is set");
	else if (won == 3)
		snprintf(c->why + n, size - n, ", no web identity is named, and %s is set",
			 container());
	else if (won == 4)
		snprintf(c->why + n, size - n, ", neither a web identity nor a container's role "
			 "is named, and the instance's metadata service answers");
}

void creds_why(const struct search *s, creds_source *won, struct creds *c)
{
	static creds_source *const order[] = {
		creds_environment, creds_profile, creds_web_identity, creds_container,
		creds_instance,
	};
	size_t i = 0;

	while (i + 1 < sizeof(order) / sizeof(*order) && order[i] != won)
		i++;
	c->passed[0] = '\0';
	if (i)
		none_before(s, i, c);
	else
		snprintf(c->why, sizeof(c->why), "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY "
			 "are set, and the environment comes first");
	passed_over(s, i, c);
}
