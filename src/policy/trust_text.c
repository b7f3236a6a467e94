/* trust_text.c - see trust.h. */
#include "config.h"

#include <string.h>

#include "base/str.h"
#include "format/json.h"
#include "policy/trust.h"

static const struct {
	const char *who, *says;	/* %s: the name, or the issuer */
} subjects[] = {
	{ "everyone", "anyone, with or without an AWS account," },
	{ "everyone-but", "everyone except %s" },
	{ "account", "any user or role of account %s that its own policies allow" },
	{ "user", "the user %s" },
	{ "role", "the role %s" },
	{ "session", "the session %s" },
	{ "service", "the service %s" },
	{ "oidc", "tokens of the OIDC provider %s" },
	{ "saml", "users of the SAML provider %s" },
	{ "federated", "users of the identity provider %s" },
	{ "canonical-user", "the canonical user %s" },
	{ "unknown", "the principal %s" },
};

static void trust_text_put_values(struct buf *out, const struct json *values)
{
	const char *between = "";

	json_each(value, values) {
		buf_fmt(out, "%s%s", between, json_text(value));
		between = json_next(json_next(value)) || !json_next(value) ? ", " : " or ";
	}
}

/* Leaves out the subjects and audiences of tokens, which come before. */
static void trust_text_put_conditions(struct buf *out, bool tokens,
				      const struct policy_statement *s)
{
	const char *before = ", if ";

	for (size_t i = 0; i < s->condition_count; i++) {
		const struct policy_condition *t = &s->conditions[i];

		if (tokens && (trust_is_claim(t, ":sub") || trust_is_claim(t, ":aud")))
			continue;
		buf_str(out, before);
		condition_describe(out, t);
		before = " and ";
	}
}

void trust_describe(struct buf *out, const struct json *row,
		    const struct policy_statement *s)
{
	struct trust_row r = trust_row_read(row);
	bool tokens = str_eq(r.who, "oidc");
	const char *name = tokens	 ? r.issuer :
		str_eq(r.who, "account") ? r.account :
					   r.name;

	for (size_t i = 0; i < sizeof(subjects) / sizeof(*subjects); i++) {
		const char *says = subjects[i].says, *at = strstr(says, "%s");

		if (!str_eq(subjects[i].who, r.who))
			continue;
		buf_add(out, says, at ? (size_t)(at - says) : strlen(says));
		if (at)
			buf_fmt(out, "%s%s", name, at + 2);
	}
	if (tokens) {
		const struct json *sub = json_get(row, "subjects");
		const struct json *aud = json_get(row, "audiences");

		buf_str(out, json_count(sub) ? " with the subject " : " with any subject");
		trust_text_put_values(out, sub);
		buf_str(out, json_count(aud) ? " and the audience " : " and any audience");
		trust_text_put_values(out, aud);
	}
	if (json_true(json_get(row, "assumes"))) {
		buf_str(out, s->deny ? " cannot assume the role" : " can assume the role");
	} else {
		buf_str(out, s->deny ? " is denied " : " is allowed ");
		if (json_get(row, "not_actions"))
			buf_str(out, "all but ");
		trust_text_put_values(out,
				      json_get(row,
					       json_get(row, "actions") ? "actions" :
									  "not_actions"));
		buf_str(out, ", which does not assume the role");
	}
	trust_text_put_conditions(out, tokens, s);
}
