/* trust_diff.c - see trust_diff.h. */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "format/json.h"
#include "plan/trust_diff.h"
#include "resource/document.h"

#define SERVICE_ACCOUNT "system:serviceaccount:"
#define PROVIDER ":oidc-provider/"

struct looking {
	struct json *list;
	const struct json *wanted;	/* its statement */
	const char *issuer;
};

static void __attribute__((format(printf, 5, 6)))
trust_diff_say(const struct looking *l, const char *finding, const char *found,
	       const char *wanted, const char *fmt, ...)
{
	char text[1024];
	struct json *row;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	json_each(said, l->list)
		if (str_eq(json_str(said, "text"), text))
			return;
	row = json_push(l->list, json_object_new());
	json_put_str(row, "finding", finding);
	json_put_str(row, "found", found);
	json_put_str(row, "wanted", wanted);
	json_put_str(row, "text", text);
}

/* The one provider of a statement; "" for none, or for a principal of another kind. */
static const char *trust_diff_federated(const struct json *statement)
{
	const struct json *all = json_get(json_get(statement, "Principal"), "Federated");
	const char *principal = json_text(json_first(all)) ? json_text(json_first(all)) :
							     "";
	const char *at = strstr(principal, PROVIDER);

	return at ? at + strlen(PROVIDER) : "";
}

/* What IAM took has names everywhere; what is read here may be anything. */
static const char *trust_diff_key_of(const struct json *row)
{
	return json_key(row) ? json_key(row) : "";
}

/* "issuer:sub" -> "sub"; the issuer may hold colons itself. */
static const char *trust_diff_claim_of(const char *key)
{
	const char *colon = strrchr(key, ':');

	return colon ? colon + 1 : "";
}

static bool trust_diff_is_of(const char *key, const char *issuer)
{
	size_t n = strlen(issuer);

	return !strncasecmp(key, issuer, n) && key[n] == ':';
}

/* The values that a statement asks of a claim, whatever the operator; NULL: none. */
static const struct json *trust_diff_asked(const struct json *statement, const char *claim)
{
	json_each(operator, json_get(statement, "Condition"))
		json_each(row, operator)
			if (!strcasecmp(trust_diff_claim_of(trust_diff_key_of(row)), claim))
				return row;
	return NULL;
}

/* --- one value that is not the wanted one ------------------------------------------- */

static bool trust_diff_has_pattern(const char *text)
{
	return strpbrk(text, "*?");
}

static void trust_diff_find_subject(const struct looking *l, const char *operator,
				    const char * value, const char *wanted)
{
	bool exact = !strncasecmp(operator, "StringEquals", 12);

	if (exact && trust_diff_has_pattern(value))
		trust_diff_say(
			l, "wildcard", value, wanted,
			"sub is compared with '%s' by %s, where * and ? are plain "
			"characters: no pod can assume the role; use %s for patterns",
			value, operator, "StringLike");
	else if (trust_diff_has_pattern(value))
		trust_diff_say(l, "subject", value, wanted,
			       "sub can be anything that matches '%s': more pods than '%s' "
			       "can assume the role",
			       value, wanted);
	else if (!strcasecmp(value, wanted) && !strcasecmp(operator, "StringEqualsIgnoreCase"))
		return;
	else if (!strcasecmp(value, wanted))
		trust_diff_say(
			l, "case", value, wanted,
			"sub is '%s', which differs in case from '%s': no token matches it",
			value, wanted);
	else if (!str_starts(value, SERVICE_ACCOUNT))
		trust_diff_say(l, "spelling", value, wanted,
			       "sub is '%s', which names no service account: "
			       "it is written " SERVICE_ACCOUNT "NAMESPACE:NAME",
			       value);
	else
		trust_diff_say(l, "subject", value, wanted,
			       "sub is '%s': the pods of '%s' cannot assume the role",
			       value, wanted);
}

static void trust_diff_find_value(const struct looking *l, const char *operator,
				  const char * key, const char *value)
{
	const char *claim = trust_diff_claim_of(key);
	const struct json *wanted = trust_diff_asked(l->wanted, claim);
	const char *first = json_text(json_first(wanted)) ? json_text(json_first(wanted)) : "";

	if (!trust_diff_is_of(key, l->issuer))
		trust_diff_say(l, "issuer", key, l->issuer,
			       "the condition on '%s' is about another OIDC "
			       "provider than %s: no token of the cluster meets it",
			       key, l->issuer);
	else if (!strcasecmp(claim, "sub") && *first)
		trust_diff_find_subject(l, operator, value, first);
	else if (!strcasecmp(claim, "aud") && *first)
		trust_diff_say(l, "audience", value, first,
			       "aud is '%s', but the tokens of pods are issued for '%s'",
			       value, first);
}

/* Where the wanted value is one of several, the others are the difference's to show. */
static void trust_diff_find_row(const struct looking *l, const char *operator,
				const struct json * row)
{
	const struct json *wanted =
		trust_diff_asked(l->wanted, trust_diff_claim_of(trust_diff_key_of(row)));

	if (strcasecmp(trust_diff_claim_of(trust_diff_key_of(row)), "sub") &&
	    strcasecmp(trust_diff_claim_of(trust_diff_key_of(row)), "aud"))
		return;
	json_each(value, trust_diff_is_of(trust_diff_key_of(row), l->issuer) ? row : NULL)
		if (json_has(wanted, json_text(value)))
			return;
	json_each(value, row)
		if (json_text(value))
			trust_diff_find_value(l, operator, trust_diff_key_of(row),
					      json_text(value));
}

/* --- one statement -------------------------------------------------------------------- */

static void trust_diff_find_in(const struct looking *l, const struct json *found)
{
	const char *issuer = trust_diff_federated(found);
	const struct json *sub = trust_diff_asked(l->wanted, "sub"),
			  *aud = trust_diff_asked(l->wanted, "aud");

	if (!*issuer || !str_eq(json_str(found, "Effect"), "Allow"))
		return;
	if (!str_eq(issuer, l->issuer))
		trust_diff_say(l, "issuer", issuer, l->issuer,
			       "it trusts tokens of the OIDC provider %s, not those of %s",
			       issuer, l->issuer);
	json_each(operator, json_get(found, "Condition"))
		json_each(row, operator)
			trust_diff_find_row(l, trust_diff_key_of(operator), row);
	if (sub && !trust_diff_asked(found, "sub"))
		trust_diff_say(l, "subject", "", json_text(json_first(sub)),
			       "there is no condition on sub: every pod of the cluster can "
			       "assume the role");
	if (aud && !trust_diff_asked(found, "aud"))
		trust_diff_say(l, "audience", "", json_text(json_first(aud)),
			       "there is no condition on aud: tokens that were issued for "
			       "other services can assume the role, too");
}

static void trust_diff_find(struct json *list, const struct json *statements,
			    const struct json *wanted)
{
	struct looking l = { list, wanted, trust_diff_federated(wanted) };
	size_t before = json_count(list);

	if (!*l.issuer)
		return;
	json_each(found, statements)
		if (json_equal(found, wanted))
			return;
	json_each(found, statements)
		trust_diff_find_in(&l, found);
	if (json_count(list) == before)
		trust_diff_say(&l, "issuer", "", l.issuer,
			       "no statement trusts the tokens of the OIDC provider %s as "
			       "required",
			       l.issuer);
}

void trust_findings(struct json *list, const struct json *found, const struct json *wanted)
{
	struct json *has = document_normal(found), *wants = document_normal(wanted);

	json_each(statement, json_get(wants, "Statement"))
		trust_diff_find(list, json_get(has, "Statement"), statement);
	json_free(has);
	json_free(wants);
}
