/* findings_trust.c - trust policies that are wider than necessary; see findings.h. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "format/json.h"
#include "policy/findings_internal.h"
#include "policy/trust.h"

#define THIRD GUIDE "Access to AWS accounts owned by third parties"
#define OIDC GUIDE "Create a role for OpenID Connect federation"
#define OPERATORS GUIDE "JSON policy elements: Condition operators"
#define ORGANIZATION "add the condition aws:PrincipalOrgID or name the principals in Principal"

/* One principal of an Allow statement (a row of policy_trust) and its context. */
struct trust {
	const struct json *row;
	const struct policy_statement *s;
	const struct json *rows;
	const char *account;		/* of the role, or NULL */
};

/* --- what its conditions say ----------------------------------------------------------- */

static bool findings_trust_ends_so(const char *key, const char *ending)
{
	size_t n = strlen(key), m = strlen(ending);

	return n >= m && !strcasecmp(key + n - m, ending);
}

/* Whether a condition on such a key limits who the caller is. */
static bool findings_trust_is_limited(const struct trust *t, const char *const *endings)
{
	for (size_t i = 0; i < t->s->condition_count; i++)
		for (int k = 0; endings[k]; k++)
			if (findings_trust_ends_so(t->s->conditions[i].key, endings[k]) &&
			    condition_restricts(&t->s->conditions[i]))
				return true;
	return false;
}

static const char *const by_name[] = { "aws:PrincipalArn", "aws:PrincipalAccount",
	"aws:userid", "aws:username", "sts:SourceIdentity", NULL };
static const char *const by_organization[] = { "aws:PrincipalOrgID", "aws:PrincipalOrgPaths",
	NULL };
static const char *const by_other[] = { "sts:ExternalId", "aws:SourceIp", "aws:SourceVpc",
	"aws:SourceVpce", "aws:VpcSourceIp", "aws:PrincipalTag", NULL };
static const char *const by_external_id[] = { "sts:ExternalId", NULL };
static const char *const by_audience[] = { ":aud", ":azp", ":app_id", NULL };
static const char *const identifying[] = { ":sub", ":aud", "sts:ExternalId",
	"aws:PrincipalOrgID", "aws:PrincipalOrgPaths", "aws:PrincipalArn",
	"aws:PrincipalAccount", "aws:SourceIp", "aws:SourceArn", "aws:SourceAccount", NULL };

static bool findings_trust_is_who(const struct trust *t, const char *who)
{
	return str_eq(json_str(t->row, "who"), who);
}

/* --- rows -------------------------------------------------------------------------------- */

static bool findings_trust_everyone(const struct trust *t)
{
	if (!findings_trust_is_who(t, "everyone"))
		return false;
	/* a Deny may exclude everyone outside an organization, account or role */
	json_each(row, t->rows)
		json_each(c, json_true(json_get(row, "denied")) ? json_get(row, "conditions") :
			  NULL) {
			const char *op = json_str(c, "operator"), *key = json_str(c, "key");

			if (str_starts(json_str(row, "who"), "everyone") && strstr(op, "Not") &&
			    (str_starts(key, "aws:Principal") || str_eq(key, "sts:ExternalId")))
				return false;
		}
	return !findings_trust_is_limited(t, by_name) &&
		!findings_trust_is_limited(t, by_organization) &&
		!findings_trust_is_limited(t, by_other);
}

static bool findings_trust_everyone_with(const struct trust *t)
{
	return findings_trust_is_who(t, "everyone") && !findings_trust_everyone(t) &&
		!findings_trust_is_limited(t, by_name);
}

static bool findings_trust_everyone_but(const struct trust *t)
{
	return findings_trust_is_who(t, "everyone-but");
}

/*
 * Whether a Deny without other conditions takes the role from this principal unless it
 * sends an external ID: a negated operator is true without the key, too.
 */
static bool findings_trust_is_denied_without_id(const struct trust *t)
{
	json_each(row, t->rows) {
		const struct json *all = json_get(row, "conditions"), *c = json_first(all);

		if (json_true(json_get(row, "denied")) &&
		    json_true(json_get(row, "assumes")) &&
		    (str_eq(json_str(row, "who"), "everyone") ||
		     str_eq(trust_row_read(row).name, trust_row_read(t->row).name)) &&
		    json_count(all) == 1 &&
		    !strcasecmp(json_str(c, "key"), "sts:ExternalId") &&
		    str_starts(json_str(c, "operator"), "StringNotEquals"))
			return true;
	}
	return false;
}

/* Another account, where no condition names an external ID. */
static bool findings_trust_no_external_id(const struct trust *t)
{
	const char *account = json_str(t->row, "account");

	if (findings_trust_is_limited(t, by_external_id) ||
	    findings_trust_is_limited(t, by_organization) ||
	    findings_trust_is_denied_without_id(t))
		return false;
	for (size_t i = 0; i < t->s->condition_count; i++)
		if (!strcasecmp(t->s->conditions[i].key, "sts:ExternalId"))
			return false;
	if (findings_trust_is_who(t, "account"))
		return !t->account || !str_eq(t->account, account);
	return t->account && *account && !str_eq(t->account, account) &&
		(findings_trust_is_who(t, "user") || findings_trust_is_who(t, "role") ||
		 findings_trust_is_who(t, "session"));
}

static bool findings_trust_own_account(const struct trust *t)
{
	return findings_trust_is_who(t, "account") && t->account &&
		str_eq(t->account, json_str(t->row, "account")) &&
		!findings_trust_is_limited(t, by_name);
}

static bool findings_trust_wild_external_id(const struct trust *t)
{
	for (size_t i = 0; i < t->s->condition_count; i++) {
		const struct policy_condition *test = &t->s->conditions[i];

		for (size_t k = 0; k < test->n; k++)
			if (!strcasecmp(test->key, "sts:ExternalId") &&
			    strstr(test->operator_text, "StringLike") &&
			    strpbrk(test->values[k].text, "*?"))
				return true;
	}
	return false;
}

/* Conditions that hold without their key, where no other condition is as strict. */
static bool findings_trust_holds_without(const struct trust *t, bool negated)
{
	for (size_t i = 0; i < t->s->condition_count; i++) {
		const struct policy_condition *test = &t->s->conditions[i];
		const char *const key[] = { test->key, NULL };
		bool not = strstr(test->operator_text, "Not"), identifies = false;

		for (int k = 0; identifying[k]; k++)
			identifies |= findings_trust_ends_so(test->key, identifying[k]);
		if (identifies && not == negated &&
		    (negated || test->if_exists || test->of == POLICY_FOR_ALL_VALUES) &&
		    !findings_trust_is_limited(t, key))
			return true;
	}
	return false;
}

static bool findings_trust_if_exists(const struct trust *t)
{
	return findings_trust_holds_without(t, false);
}

static bool findings_trust_not_equals(const struct trust *t)
{
	return findings_trust_holds_without(t, true);
}

/* --- tokens ------------------------------------------------------------------------------- */

/* Providers that AWS supports itself: their applications differ by audience. */
static bool findings_trust_is_web_identity(const struct trust *t)
{
	static const char *const known[] = { "cognito-identity.amazonaws.com",
		"accounts.google.com", "graph.facebook.com", "www.amazon.com", NULL };

	return str_in(json_str(t->row, "issuer"), known);
}

/*
 * The number of the part of a subject, labels not counted, that has the first wildcard; 0:
 * none.
 */
static int findings_trust_wild_part(const char *subject)
{
	/* parts that are labels: "repo:", "system:serviceaccount:" ... */
	static const char *const labels[] = { "repo", "system", "serviceaccount", "project_path",
		"organization", "project", "workspace", "repository", NULL };
	int named = 0;

	for (const char *s = subject; *s; ) {
		size_t n = strcspn(s, ":/");
		bool label = false;

		for (int i = 0; labels[i]; i++)
			label |= strlen(labels[i]) == n && !strncmp(s, labels[i], n);
		named += s[n] != ':' || !label;
		if (memchr(s, '*', n) || memchr(s, '?', n))
			return named;
		s += n + (s[n] != '\0');
	}
	return 0;
}

/* The widest subject: 1 several organizations, 2 one organization; 0: names; -1: any. */
static int findings_trust_widest(const struct trust *t)
{
	int wide = -1;

	for (size_t i = 0; i < t->s->condition_count; i++) {
		const struct policy_condition *test = &t->s->conditions[i];
		bool like = strstr(test->operator_text, "Like");
		int here = 0;

		if (!findings_trust_ends_so(test->key, ":sub") ||
		    !condition_restricts(test))
			continue;
		for (size_t k = 0; k < test->n; k++) {
			int part = like ? findings_trust_wild_part(test->values[k].text) :
					  0;

			if (part && (!here || part < here))
				here = part;
		}
		if (wide < 0 || !here || (wide && here > wide))
			wide = here;	/* all conditions must hold: the narrowest counts */
	}
	return wide;
}

static bool findings_trust_says_subject(const struct trust *t)
{
	for (size_t i = 0; i < t->s->condition_count; i++)
		if (findings_trust_ends_so(t->s->conditions[i].key, ":sub") &&
		    !strcasestr(t->s->conditions[i].operator_text, "Null"))
			return true;
	return false;
}

static bool findings_trust_any_subject(const struct trust *t)
{
	return findings_trust_is_who(t, "oidc") && !findings_trust_is_web_identity(t) &&
		findings_trust_widest(t) < 0 && !findings_trust_says_subject(t);
}

static bool findings_trust_subject_unbounded(const struct trust *t)
{
	return findings_trust_is_who(t, "oidc") &&
		(findings_trust_widest(t) == 1 ||
		 (findings_trust_widest(t) < 0 && findings_trust_says_subject(t)));
}

static bool findings_trust_subject_spans(const struct trust *t)
{
	return findings_trust_is_who(t, "oidc") && findings_trust_widest(t) == 2;
}

static bool findings_trust_subject_wild(const struct trust *t)
{
	return findings_trust_is_who(t, "oidc") && findings_trust_widest(t) > 2;
}

static bool findings_trust_no_audience(const struct trust *t)
{
	return (findings_trust_is_who(t, "oidc") || findings_trust_is_who(t, "saml")) &&
		!findings_trust_is_limited(t, by_audience) &&
		!findings_trust_is_web_identity(t);
}

static bool findings_trust_no_application(const struct trust *t)
{
	return findings_trust_is_web_identity(t) &&
		!findings_trust_is_limited(t, by_audience) && findings_trust_widest(t) < 0;
}

static bool findings_trust_deleted(const struct trust *t)
{
	return findings_trust_is_who(t, "unknown");
}

static const struct trust_rule {
	const char *id;
	enum severity severity;
	bool (*applies)(const struct trust *t);
	const char *says, *narrower, *source;
} trusts[] = {
	{ "trust-everyone", HIGH, findings_trust_everyone,
	  "Anyone with an AWS account can assume the role.", ORGANIZATION,
	  GUIDE "JSON policy elements: Principal" },
	{ "trust-not-principal", HIGH, findings_trust_everyone_but,
	  "NotPrincipal with Allow allows everyone except those listed to assume the role.",
	  "name the principals in Principal", GUIDE "JSON policy elements: NotPrincipal" },
	{ "trust-everyone-with", MEDIUM, findings_trust_everyone_with,
	  "Anyone who meets the conditions can assume the role, from any account that the conditions do not exclude.",
	  "name the principals in Principal", GUIDE "JSON policy elements: Principal" },
	{ "trust-no-external-id", MEDIUM, findings_trust_no_external_id,
	  "Another account can assume the role without an external ID (confused-deputy risk): if a vendor owns it, another of its customers could make the vendor act on this account.",
	  "add the condition sts:ExternalId with the ID that the vendor issued for this account",
	  THIRD },
	{ "trust-own-account", LOW, findings_trust_own_account,
	  "Any user or role of this account whose policies allow it can assume the role.",
	  "name the user or role in Principal", GUIDE "JSON policy elements: Principal" },
	{ "trust-wild-external-id", MEDIUM, findings_trust_wild_external_id,
	  "The external ID is a pattern, so IDs of other customers match as well.",
	  "use StringEquals with the one external ID", THIRD },
	{ "trust-if-exists", MEDIUM, findings_trust_if_exists,
	  "A condition with IfExists or ForAllValues is true when the request does not have its key, so it protects nothing.",
	  "use the operator without IfExists or ForAllValues", OPERATORS },
	{ "trust-not-equals", MEDIUM, findings_trust_not_equals,
	  "A condition with a negated operator is true for every other value and without the key, so it protects nothing.",
	  "use StringEquals with the allowed values", OPERATORS },
	{ "trust-any-subject", HIGH, findings_trust_any_subject,
	  "Every identity of the provider can assume the role: there is no condition on the subject (sub).",
	  "add a condition on the subject (sub) with the one identity that needs the role",
	  OIDC },
	{ "trust-subject-unbounded", HIGH, findings_trust_subject_unbounded,
	  "The subject does not limit the role to one organization, namespace or group: identities of others match as well.",
	  "use StringEquals with the one subject that needs the role", OIDC },
	{ "trust-subject-spans", MEDIUM, findings_trust_subject_spans,
	  "The subject matches everything in one organization, namespace or group.",
	  "name the repository, service account or project in the subject", OIDC },
	{ "trust-subject-wild", LOW, findings_trust_subject_wild,
	  "The subject has a wildcard: every branch, tag or run that matches can assume the role.",
	  "name the branch or environment in the subject", OIDC },
	{ "trust-no-audience", MEDIUM, findings_trust_no_audience,
	  "Tokens or assertions issued for another service are accepted: there is no condition on the audience (aud).",
	  "add a condition on the audience (aud)", OIDC },
	{ "trust-any-application", HIGH, findings_trust_no_application,
	  "Every user of every application of this identity provider can assume the role.",
	  "add a condition on the audience (aud) with the ID of the application or "
	  "identity pool",
	  OIDC },
	{ "trust-deleted-principal", LOW, findings_trust_deleted,
	  "The trust policy names a principal by an internal ID or in an unknown form: it might have been deleted.",
	  "remove the principal", GUIDE "JSON policy elements: Principal" },
};

/* --- all of them -------------------------------------------------------------------------- */

struct json *findings_trust(const struct policy_set *set, const char *account)
{
	struct json *rows = policy_trust(set), *found = json_list_new();

	json_each(row, rows) {
		const struct json *place = json_get(row, "statement");
		struct trust t = { row, NULL, rows, account };

		for (size_t i = 0; i < set->n && !t.s; i++)
			if (str_eq(set->statements[i].document,
				   json_str(place, "document")) &&
			    (double)set->statements[i].index ==
				    json_number(json_get(place, "index")))
				t.s = &set->statements[i];

		if (!t.s || json_true(json_get(row, "denied")) ||
		    !json_true(json_get(row, "assumes")))
			continue;
		for (size_t i = 0; i < sizeof(trusts) / sizeof(*trusts); i++)
			if (trusts[i].applies(&t)) {
				struct json *on = json_list_new(),
					    *places = json_list_new();
				struct json *actions = json_get(t.row, "actions"), *f;

				finding_add_text(on, trust_row_read(t.row).name);
				finding_add_statement(places, t.s);
				f = json_push(found,
					      finding_new(trusts[i].id, trusts[i].severity,
							  on, places,
							  actions ? json_copy(actions) :
								    json_list_new()));
				json_put_str(f, "text", trusts[i].says);
				json_put_str(f, "narrower", trusts[i].narrower);
				json_put_str(f, "source", trusts[i].source);
				json_free(on);
			}
	}
	json_free(rows);
	return findings_sorted(found);
}

size_t findings_trust_rows(void)
{
	return sizeof(trusts) / sizeof(*trusts);
}
