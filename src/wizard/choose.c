/* choose.c - method, policy and a key's secret: what one answer means for another; see wizard.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/secret.h"
#include "base/str.h"
#include "format/json.h"
#include "keys/access_key.h"
#include "pack/pack.h"
#include "wizard/secret_answers.h"
#include "wizard/wizard.h"

const char *wizard_refused(const struct wizard *w, const struct pack_policy *policy)
{
	return pack_policy_refused(policy, w->j.given.method);
}

/* What is taken where nobody chose. */
static void choose_default_policy(const struct wizard *w, char policy[64])
{
	struct answers fresh = { .values = NULL };

	snprintf(fresh.method, sizeof(fresh.method), "%s", w->j.given.method);
	answers_start(&fresh, w->j.pack);
	snprintf(policy, 64, "%s", fresh.policy);
	answers_free(&fresh);
}

bool wizard_choose_method(struct wizard *w, const char *name, struct err *err)
{
	const struct pack_method *method = pack_method(w->j.pack, name);
	struct answers *given = &w->j.given;
	char policy[64];
	bool own;

	if (!method) {
		err_set(err, ERR_INPUT, "'%s' is no method of this platform", name);
		return err_hint(err, "'accredit templates' lists them");
	}
	if (*method->refused)
		return err_set(err, ERR_INPUT, "%s", method->refused) ||
			err_hint(err, "choose another method");
	choose_default_policy(w, policy);
	own = !str_eq(given->policy, policy);	/* chosen, so it stays if it can */
	snprintf(given->method, sizeof(given->method), "%s", name);
	if (own && !*wizard_refused(w, pack_policy(w->j.pack, given->policy)))
		return true;
	choose_default_policy(w, given->policy);
	return true;
}

bool wizard_choose_policy(struct wizard *w, const char *name, struct err *err)
{
	const struct pack_policy *policy = pack_policy(w->j.pack, name);

	if (!policy) {
		err_set(err, ERR_INPUT, "'%s' is no policy of this platform", name);
		return err_hint(err, "'accredit templates' lists them");
	}
	if (*wizard_refused(w, policy)) {
		err_set(err, ERR_INPUT, "%s", wizard_refused(w, policy));
		return err_hint(err, "choose another policy, or another method");
	}
	snprintf(w->j.given.policy, sizeof(w->j.given.policy), "%s", name);
	return true;
}

/* --- a key's secret ---------------------------------------------------------------- */

/* The ID that the secret belongs to, or the file that takes it. */
static void choose_partner(const struct wizard *w, const struct pack_value *v,
			   struct buf *id)
{
	bool text = secret_answers_is_text(&w->j, v->name);

	for (const struct pack_resource *r = w->j.pack->resources; r->id && !id->len; r++) {
		const char *file = r->condition.with.value;

		if (str_eq(r->secret, v->name))
			wizard_value(w, !text ? r->given : file ? file : "", id);
	}
}

bool wizard_asked_now(const struct wizard *w, const struct pack_value *v)
{
	struct buf id = BUF(BUF_TEXT);
	bool asked;

	if (v->kind != VALUE_SECRET)
		return true;
	choose_partner(w, v, &id);
	asked = id.len;
	buf_free(&id);
	return asked;
}

bool wizard_has_secret(const struct wizard *w)
{
	return w->j.secret.len || (!secret_answers_text_name(&w->j) && wizard_recorded(w));
}

bool wizard_needs_secret(const struct wizard *w, const struct pack_value *v)
{
	return !wizard_has_secret(w) && !secret_answers_is_text(&w->j, v->name);
}

bool wizard_check_secret(const struct wizard *w, const struct pack_value *v,
			 const char *text, struct err *err)
{
	struct secret copy = { .s = NULL };
	struct buf id = BUF(BUF_TEXT);
	size_t n;
	bool ok = true;

	secret_set(&copy, text, strlen(text));
	n = access_key_trim(copy.s, copy.len);
	choose_partner(w, v, &id);
	if (!n && wizard_needs_secret(w, v)) {
		ok = err_set(err, ERR_INPUT, "%s is required", v->label);
		err_field(err, v->name);
		err_hint(err, "paste the secret that belongs to the key; without it leave the "
			 "key's ID empty as well");
	} else if (n && secret_answers_is_text(&w->j, v->name)) {
		ok = secret_answers_text_check(v->label, copy.s, n, err);
	} else if (n) {
		ok = access_key_check(id.s, copy.s, err);
	}
	secret_close(&copy);
	buf_free(&id);
	return ok;
}

bool wizard_secret(struct wizard *w, const struct pack_value *v, char *text, size_t n,
		   struct err *err)
{
	bool ok = wizard_check_secret(w, v, text, err);

	if (ok && *text)
		ok = secret_answers_read(&w->j, v->name, text, n, err);
	explicit_bzero(text, n);
	return ok;
}
