/*
 * findings_narrow.c - how far resources and conditions narrow a statement; see
 * findings_internal.h.
 */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "policy/findings_internal.h"

#define FIELDS 5	/* of an ARN, before the resource */

/* Conditions on these keys limit who calls and from where, not what can be done. */
static const char *const of_holder[] = {
	"aws:MultiFactorAuth", "aws:Source", "aws:SecureTransport", "aws:CurrentTime",
	"aws:EpochTime", "aws:RequestedRegion", "aws:UserAgent", "aws:Referer", "aws:Principal",
	"aws:userid", "aws:username", "aws:TokenIssueTime", "aws:FederatedProvider", "aws:Vpc",
	"aws:ResourceAccount", "aws:ResourceOrg", "iam:PassedToService", "saml:", "sts:",
	"ec2:Region", NULL
};

/* The part after the fifth colon; NULL: there is none. */
static const char *findings_narrow_resource_part(const char *arn)
{
	for (int i = 0; i < FIELDS && arn; i++) {
		arn = strchr(arn, ':');
		arn = arn ? arn + 1 : NULL;
	}
	return arn;
}

static bool findings_narrow_only_wildcards(const char *s)
{
	return *s && strspn(s, "*?/:") == strlen(s) && strpbrk(s, "*?");
}

enum breadth resource_breadth(const char *pattern)
{
	const char *part = findings_narrow_resource_part(pattern);
	size_t kind;

	if (!part)
		return strpbrk(pattern, "*?") ? ALL_OF_THEM : BY_NAME;
	if (!strpbrk(part, "*?") || str_starts(part, "role/aws-service-role/"))
		return BY_NAME;	/* a service-linked role can be passed to its service only */
	kind = strcspn(part, "/:*?");
	if (strstr(pattern, ":s3:"))	/* a bucket's name, then an object's key */
		return part[kind] == '/'		     ? BY_NAME :
			findings_narrow_only_wildcards(part) ? ALL_OF_THEM :
							       BY_PATTERN;
	if (findings_narrow_only_wildcards(part) ||
	    ((part[kind] == '/' || part[kind] == ':') &&
	     findings_narrow_only_wildcards(part + kind + 1)))
		return ALL_OF_THEM;
	return BY_PATTERN;
}

/* Whether two fields of ARNs can be the same; a wildcard matches. */
static bool findings_narrow_field_could_be(const char *a, const char *b)
{
	size_t n = strcspn(a, ":"), m = strcspn(b, ":");

	if (memchr(a, '*', n) || memchr(b, '*', m) || memchr(a, '?', n))
		return true;
	return n == m && !strncasecmp(a, b, n);
}

static bool findings_narrow_begins_alike(const char *a, const char *b)
{
	while (*a && *b && !strchr("*?$", *a) && !strchr("*?$", *b) && *a == *b) {
		a++;
		b++;
	}
	return (*a && strchr("*?$", *a)) || (*b && strchr("*?$", *b)) || *a == *b;
}

bool resource_could_be(const char *pattern, const char *asked)
{
	const char *p = pattern, *a = asked;

	if (!findings_narrow_resource_part(asked))
		return true;
	if (!findings_narrow_resource_part(pattern))
		return strchr(pattern, '*');
	for (int i = 0; i < FIELDS; i++) {
		if (i == 2 && !findings_narrow_field_could_be(p, a)) /* the service */
			return false;
		p = strchr(p, ':') + 1;
		a = strchr(a, ':') + 1;
	}
	if (str_eq(asked, BUCKET) && strchr(p, '/'))
		return strcspn(p, "*?") < strcspn(p, "/");
	return findings_narrow_begins_alike(p, a);
}

const char *resource_asked(struct arena *a, const char *action, const char *resource)
{
	static const char *const others[][2] = {	/* actions on resources of another service */
		{ "rds-data:", "rds" }, { "ebs:", "ec2" }, { "sso-admin:", "sso" },
		{ "sts:", "iam" },
	};

	if (!str_eq(resource, "*") || !strchr(action, ':'))
		return resource;
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (str_starts(action, others[i][0]))
			return arena_fmt(a, "arn:*:%s:*:*:*", others[i][1]);
	return arena_fmt(a, "arn:*:%.*s:*:*:*", (int)strcspn(action, ":"), action);
}

bool statement_could_reach(const struct policy_statement *s, const char *asked)
{
	for (size_t i = 0; i < s->resource.n && !s->resource.except; i++)
		if (resource_could_be(s->resource.glob[i].text, asked))
			return true;
	return s->resource.except;
}

/* "*:*" and "**" are "*", "iam:**" is "iam:*". */
static bool findings_narrow_means_whole(const char *text, const char *whole)
{
	size_t service = strcspn(whole, "*");

	if (!strcmp(whole, "*") && !strcmp(text, "*:*"))
		return true;
	return !strncasecmp(text, whole, service) && text[service] &&
	       strspn(text + service, "*") == strlen(text + service);
}

bool statement_has_action(const struct policy_statement *s, const char *whole)
{
	if (s->action.except)
		return str_eq(whole, "*");
	for (size_t i = 0; i < s->action.n; i++)
		if (findings_narrow_means_whole(s->action.glob[i].text, whole))
			return true;
	return false;
}

bool condition_restricts(const struct policy_condition *t)
{
	const char *op = t->operator_text;

	if (t->if_exists || t->of == POLICY_FOR_ALL_VALUES || !strncasecmp(op, "Null", 4) ||
	    strstr(op, "Not"))
		return false;
	for (size_t i = 0; i < t->n; i++)
		if (strstr(op, "Like") && findings_narrow_only_wildcards(t->values[i].text))
			return false;
	return true;
}

bool statement_is_narrowed(const struct policy_statement *s)
{
	for (size_t i = 0; i < s->condition_count; i++) {
		const struct policy_condition *t = &s->conditions[i];
		bool holder = false;

		for (int k = 0; of_holder[k]; k++)
			holder |= !strncasecmp(t->key, of_holder[k], strlen(of_holder[k]));
		if (!holder && condition_restricts(t))
			return true;
	}
	return false;
}

static bool findings_narrow_value_names(const char *value, const char *service)
{
	size_t n = strcspn(value, "*?"), m = strlen(service);

	if (value[n])
		return !strncasecmp(value, service, n < m ? n : m);
	return !strncasecmp(value, service, m) && (!value[m] || value[m] == '.');
}

bool statement_passes_to(const struct policy_statement *s, const char *service)
{
	for (size_t i = 0; i < s->condition_count; i++) {
		const struct policy_condition *t = &s->conditions[i];
		bool named = false;

		if (strcasecmp(t->key, "iam:PassedToService") || strstr(t->operator_text, "Not") ||
		    !strncasecmp(t->operator_text, "Null", 4))
			continue;
		for (size_t k = 0; k < t->n; k++)
			named |= findings_narrow_value_names(t->values[k].text, service);
		if (!named)
			return false;
	}
	return true;
}
