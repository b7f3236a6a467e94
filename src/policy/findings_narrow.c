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

bool resource_could_be(const char *pattern, const char *asked)
{
	const char *p = pattern, *a = asked;

	if (!findings_narrow_resource_part(asked))
		return true;
	if (!findings_narrow_resource_part(pattern))
		return strchr(pattern, '*');
	for (int i = 0; i < FIELDS; i++) {
		size_t n = strcspn(p, ":"), m = strcspn(a, ":");
		bool wild = memchr(p, '*', n) || memchr(a, '*', m) || memchr(p, '?', n);

		if (i == 2 && !wild && (n != m || strncasecmp(p, a, n))) /* the service */
			return false;
		p += n + 1;
		a += m + 1;
	}
	if (str_eq(asked, BUCKET) && strchr(p, '/'))
		return strcspn(p, "*?") < strcspn(p, "/");
	while (*p && *p == *a && !strchr("*?$", *p)) {
		p++;
		a++;
	}
	return (*p && strchr("*?$", *p)) || (*a && strchr("*?$", *a)) || *p == *a;
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

bool statement_has_action(const struct policy_statement *s, const char *whole)
{
	if (s->action.except)
		return str_eq(whole, "*");
	for (size_t i = 0; i < s->action.n; i++) {
		const char *text = s->action.glob[i].text;
		size_t service = strcspn(whole, "*");

		/* "*:*" and "**" are "*", "iam:**" is "iam:*" */
		if (!strcmp(whole, "*") && !strcmp(text, "*:*"))
			return true;
		if (!strncasecmp(text, whole, service) && text[service] &&
		    strspn(text + service, "*") == strlen(text + service))
			return true;
	}
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

bool statement_passes_to(const struct policy_statement *s, const char *service)
{
	for (size_t i = 0; i < s->condition_count; i++) {
		const struct policy_condition *t = &s->conditions[i];
		bool named = false;

		if (strcasecmp(t->key, "iam:PassedToService") || strstr(t->operator_text, "Not") ||
		    !strncasecmp(t->operator_text, "Null", 4))
			continue;
		for (size_t k = 0; k < t->n; k++) {
			const char *value = t->values[k].text;
			size_t n = strcspn(value, "*?"), m = strlen(service);

			named |= !strncasecmp(value, service, value[n] && n < m ? n : m) &&
				(value[n] || !value[m] || value[m] == '.');
		}
		if (!named)
			return false;
	}
	return true;
}
