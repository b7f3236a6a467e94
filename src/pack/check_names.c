/* check_names.c - see check.h. Here: names that AWS would refuse, as far as a template fixes them. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "format/json.h"
#include "kinds/value_kind.h"
#include "pack/check.h"

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGIT "0123456789"
#define ALNUM LOWER UPPER DIGIT

static bool check_names_is_service(const char *s)
{
	return strchr(s, '.') && *s != '.' && !str_ends(s, ".");
}

static bool check_names_is_issuer(const char *s)
{
	return !str_starts(s, "https:") && check_names_is_service(s);
}

static bool check_names_is_cluster(const char *s)
{
	return strchr(ALNUM, *s);
}

static bool check_names_is_subdomain(const char *s)
{
	return strchr(LOWER DIGIT, *s) && strchr(LOWER DIGIT, s[strlen(s) - 1]);
}

/* What no value of a pack is asked for, but a resource is named by. */
static const struct value_kind others[] = {
	{ .name = "instance-profile",
	  .chars = ALNUM "_+=,.@-",
	  .min = 1,
	  .max = 128,
	  .what = "an instance profile name",
	  .hint = "1 to 128 letters, digits and + = , . @ _ -" },
	{ .name = "service",
	  .chars = ALNUM "_+=,.@-",
	  .min = 1,
	  .max = 128,
	  .more = check_names_is_service,
	  .what = "an AWS service name",
	  .hint = "such as spot.amazonaws.com" },
	{ .name = "issuer",
	  .chars = ALNUM "._~:/-",
	  .min = 1,
	  .max = 247,
	  .more = check_names_is_issuer,
	  .what = "an issuer",
	  .hint = "a host and a path, without https://" },
	{ .name = "audience",
	  .min = 1,
	  .max = 255,
	  .what = "an audience",
	  .hint = "1 to 255 characters, such as sts.amazonaws.com" },
	{ .name = "queue",
	  .chars = ALNUM "_-",
	  .min = 1,
	  .max = 80,
	  .what = "a queue name",
	  .hint = "1 to 80 letters, digits, hyphens and underscores" },
	{ .name = "event-rule",
	  .chars = ALNUM "._-",
	  .min = 1,
	  .max = 64,
	  .what = "a rule name",
	  .hint = "1 to 64 letters, digits, dots, hyphens and underscores" },
	{ .name = "cluster",
	  .chars = ALNUM "_-",
	  .min = 1,
	  .max = 100,
	  .more = check_names_is_cluster,
	  .what = "an EKS cluster name",
	  .hint = "1 to 100 letters, digits, hyphens and underscores, a letter or digit "
		  "first" },
	{ .name = "service-account",
	  .chars = LOWER DIGIT ".-",
	  .min = 1,
	  .max = 253,
	  .more = check_names_is_subdomain,
	  .what = "a service account name",
	  .hint = "1 to 253 lowercase letters, digits, dots and hyphens, a letter or digit "
		  "at "
		  "both ends" },
	{ .name = NULL }
};

/* A new kind of resource gets its rows here. */
static const struct {
	const char *kind, *member, *is;
} rules[] = {
	{ "role", "name", "role-name" },
	{ "role-policy", "name", "policy-name" },
	{ "role-policy", "role", "role-name" },
	{ "instance-profile", "name", "instance-profile" },
	{ "instance-profile-role", "name", "instance-profile" },
	{ "instance-profile-role", "role", "role-name" },
	{ "instance-profile-association", "name", "instance-id" },
	{ "instance-profile-association", "profile", "instance-profile" },
	{ "instance-metadata", "name", "instance-id" },
	{ "user", "name", "user-name" },
	{ "user-policy", "name", "policy-name" },
	{ "user-policy", "user", "user-name" },
	{ "access-key", "user", "user-name" },
	{ "credentials-profile", "name", "profile" },
	{ "credentials-profile", "user", "user-name" },
	{ "credentials-csv", "name", "path" },
	{ "credentials-csv", "user", "user-name" },
	{ "credentials-document", "name", "path" },
	{ "credentials-document", "user", "user-name" },
	{ "file", "name", "path" },
	{ "policy", "name", "policy-name" },
	{ "role-policy-attachment", "role", "role-name" },
	{ "role-policy-attachment", "policy", "arn" },
	{ "user-policy-attachment", "user", "user-name" },
	{ "user-policy-attachment", "policy", "arn" },
	{ "service-linked-role", "name", "service" },
	{ "oidc-provider", "name", "issuer" },
	{ "oidc-provider", "audience", "audience" },
	{ "bucket", "name", "bucket" },
	{ "bucket-policy", "name", "bucket" },
	{ "bucket-logging", "name", "bucket" },
	{ "bucket-logging", "target", "bucket" },
	{ "queue", "name", "queue" },
	{ "event-rule", "name", "event-rule" },
	{ "event-rule", "target", "arn" },
	{ "cluster-access", "cluster", "cluster" },
	{ "cluster-access", "principal", "arn" },
	{ "service-account", "name", "service-account" },
	{ "service-account", "cluster", "cluster" },
	{ "service-account", "namespace", "kubernetes-name" },
	{ "namespace", "name", "kubernetes-name" },
	{ "namespace", "cluster", "cluster" },
	{ "pod-identity-association", "name", "service-account" },
	{ "pod-identity-association", "cluster", "cluster" },
	{ "pod-identity-association", "namespace", "kubernetes-name" },
	{ "pod-identity-association", "principal", "arn" },
};

static const struct value_kind *check_names_find(const char *name)
{
	for (const struct value_kind *k = others; k->name; k++)
		if (str_eq(k->name, name))
			return k;
	return value_kind_find(name);
}

/* Without the placeholders; *holes: how many there are. */
static void check_names_literal(struct buf *out, const char *text, size_t *holes)
{
	*holes = 0;
	while (*text) {
		const char *hole = strstr(text, "${"), *end = hole ? strchr(hole, '}') : NULL;

		if (!end) {
			buf_str(out, text);
			return;
		}
		buf_add(out, text, (size_t)(hole - text));
		*holes += 1;
		text = end + 1;
	}
}

/* What surrounds the placeholders must fit, whatever they stand for. */
static void check_names_around(struct check *c, const struct value_kind *k,
			       const char *text, const struct buf *fixed, size_t holes,
			       const char *place)
{
	size_t fits = k->chars ? strspn(fixed->s, k->chars) : fixed->len;
	size_t least = value_kind_characters(fixed->s) + (k->min > 1 ? 0 : holes);

	if (fixed->s[fits])
		check_say(c, place, "'%s' cannot be %s: '%.1s' in it; %s", text, k->what,
			  (unsigned char)fixed->s[fits] < 0x80 ? fixed->s + fits : "?", k->hint);
	else if (least > k->max)
		check_say(c, place, "'%.60s...' cannot be %s: at least %zu characters; %s", text,
			  k->what, least, k->hint);
}

static void check_names_name(struct check *c, const char *text, const struct value_kind *k,
			     const char *member, const char *place)
{
	struct buf fixed = BUF(BUF_TEXT);
	struct err err = ERR_INIT;
	char here[256];
	size_t holes;

	check_at(here, place, member);
	check_names_literal(&fixed, text, &holes);
	if (holes)
		check_names_around(c, k, text, &fixed, holes, here);
	else if (*text && !value_kind_check(k, member, text, &err))
		check_say(c, here, "%s; %s", err.text, err.hint);
	buf_free(&fixed);
}

void check_names(struct check *c, const struct json *row, const char *place)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++)
		if (str_eq(rules[i].kind, json_str(row, "kind")))
			check_names_name(c, json_str(row, rules[i].member),
					 check_names_find(rules[i].is), rules[i].member,
					 place);
}
