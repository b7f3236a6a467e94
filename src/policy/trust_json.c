/* trust_json.c - who can assume a role, as the rows of policy_trust; see iam_policy.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "policy/arn.h"
#include "policy/trust.h"

#define OIDC ":oidc-provider/"
#define SAML ":saml-provider/"

/* The type of a principal by its name. */
static const struct shape {
	const char *kind, *part, *who;
} shapes[] = {
	{ "AWS", ":user/", "user" },
	{ "AWS", ":role/", "role" },
	{ "AWS", ":assumed-role/", "session" },
	{ "AWS", ":federated-user/", "session" },
	{ "Service", "", "service" },
	{ "Federated", OIDC, "oidc" },
	{ "Federated", SAML, "saml" },
	{ "Federated", "cognito-identity.amazonaws.com", "oidc" },
	{ "Federated", "accounts.google.com", "oidc" },
	{ "Federated", "graph.facebook.com", "oidc" },
	{ "Federated", "www.amazon.com", "oidc" },
	{ "Federated", "", "federated" },
	{ "CanonicalUser", "", "canonical-user" },
};

static const char *trust_json_who_is(const struct policy_principal *p)
{
	if (str_eq(p->kind, "AWS") && str_eq(p->name, "*"))
		return "everyone";
	if (p->account)
		return "account";
	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++)
		if (str_eq(p->kind, shapes[i].kind) && strstr(p->name, shapes[i].part))
			return shapes[i].who;
	return "unknown";	/* the ID of a deleted principal */
}

/* --- the parts of a row -------------------------------------------------------------- */

static struct json *trust_json_texts(const struct policy_glob *globs, size_t n)
{
	struct json *list = json_list_new();

	for (size_t i = 0; i < n; i++)
		json_push(list, json_string_new(globs[i].text));
	return list;
}

static struct json *trust_json_conditions_of(const struct policy_statement *s)
{
	struct json *list = json_list_new();

	for (size_t i = 0; i < s->condition_count; i++) {
		struct json *one = json_push(list, json_object_new());

		json_put_str(one, "operator", s->conditions[i].operator_text);
		json_put_str(one, "key", s->conditions[i].key);
		json_put(one, "values",
			 trust_json_texts(s->conditions[i].values, s->conditions[i].n));
	}
	return list;
}

bool trust_is_claim(const struct policy_condition *t, const char *ending)
{
	size_t n = strlen(t->key), m = strlen(ending);

	return n >= m && !strcasecmp(t->key + n - m, ending) &&
		t->op->family == OF_STRING && !t->op->negated && !condition_when_absent(t);
}

/* The values that conditions require of a key with this ending. */
static void trust_json_put_claims(struct json *row, const struct policy_statement *s,
				  const char *member, const char *ending)
{
	struct json *all = json_put(row, member, json_list_new());

	for (size_t i = 0; i < s->condition_count; i++)
		for (size_t v = 0;
		     trust_is_claim(&s->conditions[i], ending) && v < s->conditions[i].n;
		     v++)
			json_push(all, json_string_new(s->conditions[i].values[v].text));
}

/* The action that such a principal assumes a role with. */
static const char *trust_json_call_of(const char *who)
{
	if (str_eq(who, "oidc") || str_eq(who, "federated"))
		return "sts:assumerolewithwebidentity";
	return str_eq(who, "saml") ? "sts:assumerolewithsaml" : "sts:assumerole";
}

static bool trust_json_has_action(const struct policy_statement *s, const char *call)
{
	uint32_t text[64];
	size_t n = 0;

	for (; call[n] && n < 64; n++)
		text[n] = (unsigned char)call[n];
	for (size_t i = 0; i < s->action.n; i++)
		if (glob_fits(s->action.glob[i].at, s->action.glob[i].n, text, n))
			return !s->action.except;
	return s->action.except;
}

/* --- rows ------------------------------------------------------------------------------ */

static void trust_json_add_row(struct json *list, const struct policy_statement *s,
			       const char *who, const char *name,
			       const struct policy_principal *p)
{
	struct json *row = json_push(list, json_object_new());
	struct buf text = BUF(BUF_TEXT);
	char account[13];
	bool assumes = trust_json_has_action(s, trust_json_call_of(who));

	if (str_starts(who, "everyone"))
		assumes = assumes || trust_json_has_action(s, trust_json_call_of("oidc")) ||
			trust_json_has_action(s, trust_json_call_of("saml"));
	json_put_str(row, "who", who);
	json_put_str(row, "name", name);
	if (p) {
		const char *at;

		if (p->account)
			json_put_str(row, "account", p->account);
		else if (arn_account(p->name, account))
			json_put_str(row, "account", account);
		at = strstr(name, OIDC);
		if (str_eq(json_str(row, "who"), "oidc"))
			json_put_str(row, "issuer", at ? at + strlen(OIDC) : name);
	}
	trust_json_put_claims(row, s, "subjects", ":sub");
	trust_json_put_claims(row, s, "audiences", ":aud");
	trust_json_put_claims(row, s, "external_ids", "sts:ExternalId");
	json_put(row, "assumes", json_bool_new(assumes));
	json_put(row, s->action.except ? "not_actions" : "actions",
		 trust_json_texts(s->action.glob, s->action.n));
	json_put(row, "conditions", trust_json_conditions_of(s));
	json_put(row, "statement", policy_statement_reference(s));
	if (s->deny)
		json_put(row, "denied", json_bool_new(true));
	trust_describe(&text, row, s);
	json_put_str(row, "text", text.s);
	buf_free(&text);
}

static void trust_json_add_statement(struct json *list, const struct policy_statement *s)
{
	const struct policy_principals *p = &s->principal;

	if (!p->given)
		return;
	if (p->except) {
		struct buf names = BUF(BUF_TEXT);

		for (size_t i = 0; i < s->principal.n; i++)
			buf_fmt(&names, "%s%s", i ? ", " : "", s->principal.name[i].name);
		trust_json_add_row(list, s, "everyone-but", names.s, NULL);
		buf_free(&names);
	} else if (!p->n)
		trust_json_add_row(list, s, "everyone", "*", NULL);
	for (size_t i = 0; !p->except && i < p->n; i++)
		trust_json_add_row(list, s, trust_json_who_is(&p->name[i]), p->name[i].name,
				   &p->name[i]);
}

struct trust_row trust_row_read(const struct json *row)
{
	return (struct trust_row){ .who = json_str(row, "who"),
				   .name = json_str(row, "name"),
				   .account = json_str(row, "account"),
				   .issuer = json_str(row, "issuer") };
}

struct json *policy_trust(const struct policy_set *set)
{
	struct json *list = json_list_new();

	for (int deny = 0; deny < 2; deny++)
		for (size_t i = 0; i < set->n; i++)
			if (set->statements[i].deny == (deny == 1))
				trust_json_add_statement(list, &set->statements[i]);
	return list;
}
