/* answers_complete.c - see answers.h. Here: what is chosen by default, and whether all is there. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "pack/answers.h"
#include "pack/pack.h"
#include "pack/pack_when.h"
#include "pack/value.h"

void answers_start(struct answers *a, const struct pack *p)
{
	const struct pack_value *parts = pack_value(p, "PARTS");

	if (!*a->platform)
		snprintf(a->platform, sizeof(a->platform), "%s", p->name);
	if (!*a->name)
		snprintf(a->name, sizeof(a->name), "%s", p->name);
	if (!*a->method) {
		/* The recommended method, else the first. */
		const struct pack_method *best = NULL;

		for (const struct pack_method *m = p->methods; m->name; m++)
			if (when_holds(&m->when, a) &&
			    (!best || (m->recommended && !best->recommended)))
				best = m;
		snprintf(a->method, sizeof(a->method), "%s", best ? best->name : "");
	}
	if (!*a->policy) {
		/* The recommended policy that the method can have, else the first such. */
		const struct pack_policy *best = NULL;

		for (const struct pack_policy *policy = p->policies; policy->name; policy++)
			if (when_holds(&policy->when, a) &&
			    !*pack_policy_refused(policy, a->method) &&
			    (!best || (policy->recommended && !best->recommended)))
				best = policy;
		snprintf(a->policy, sizeof(a->policy), "%s", best ? best->name : "");
	}
	if (!a->values)
		a->values = json_object_new();
	if (parts && *parts->default_text && !json_get(a->values, "PARTS"))
		json_put_str(a->values, "PARTS", parts->default_text);
}

bool answers_name_check(const char *name, struct err *err)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");

	if (n && n < 64 && !name[n] && *name != '-')
		return true;
	err_set(err, ERR_INPUT, "'%s' is no name for a set-up", name);
	err_field(err, ERR_SETUP_NAME);
	return err_hint(err, "up to 63 small letters, digits and hyphens, a letter or digit "
			"first (--name NAME)");
}

/* The policy is there, and of use with the method chosen. */
static bool answers_complete_check_policy(const struct pack *p, const struct answers *a,
					  struct err *err)
{
	const struct pack_policy *chosen = pack_policy(p, a->policy);
	const char *refused = pack_policy_refused(chosen, a->method);
	bool missing = p->policy_count && (!chosen || !when_holds(&chosen->when, a));
	struct buf all = BUF(400);

	if (!missing && !*refused)
		return true;
	for (const struct pack_policy *policy = p->policies; policy->name; policy++)
		if (when_holds(&policy->when, a) &&
		    (missing || !*pack_policy_refused(policy, a->method)))
			buf_fmt(&all, "%s%s", all.len ? ", " : "", policy->name);
	if (missing) {
		err_set(err, ERR_INPUT, "'%s' has no policy '%s' here", p->name, a->policy);
		err_hint(err, "choose one of %s (--policy NAME)", all.s);
	} else {
		err_set(err, ERR_INPUT, "%s", refused);
		err_hint(err, "choose the policy %s (--policy NAME), or another method",
			 all.s);
	}
	buf_free(&all);
	return false;
}

static bool answers_complete_check_choices(const struct answers *a, const struct pack *p,
					   struct err *err)
{
	const struct pack_method *method = pack_method(p, a->method);

	if (!str_eq(a->platform, p->name)) {
		err_set(err, ERR_INPUT, "the answers are for '%s', not for '%s'",
			a->platform, p->name);
		return err_hint(err, "name the platform they are for, or take other answers");
	}
	if (!answers_name_check(a->name, err))
		return false;
	if (!method) {
		struct buf all = BUF(400);

		for (const struct pack_method *m = p->methods; m->name; m++)
			if (when_holds(&m->when, a))
				buf_fmt(&all, "%s%s", all.len ? ", " : "", m->name);
		err_set(err, ERR_INPUT, "'%s' has no method '%s' here", p->name, a->method);
		err_hint(err, "choose one of %s (--method NAME)", all.s);
		buf_free(&all);
		return false;
	}
	if (*method->refused) {
		/* A method that is described but that accredit cannot set up. */
		struct buf all = BUF(400);

		for (const struct pack_method *m = p->methods; m->name; m++)
			if (!*m->refused)
				buf_fmt(&all, "%s%s", all.len ? ", " : "", m->name);
		err_set(err, ERR_INPUT, "%s", method->refused);
		if (all.len)
			err_hint(err, "choose the method %s (--method NAME)", all.s);
		buf_free(&all);
		return false;
	}
	return answers_complete_check_policy(p, a, err);
}

/* Other values that this answer fixes have that text, upper and lower case included. */
static bool answers_complete_check_fixed(const struct json *values,
					 const struct pack_value *v, struct err *err)
{
	const char *answer = json_str(values, v->name);

	for (const struct pack_fix *fix = v->fixes; fix->answer; fix++) {
		const char *given = json_str(values, fix->value);

		if (!str_eq(fix->answer, answer) || !*given || str_eq(given, fix->text))
			continue;
		err_set(err, ERR_INPUT, "%s must be '%s', not '%s', as %s is %s%s",
			fix->value, fix->text, given, v->name, answer,
			strcasecmp(given, fix->text) ? "" : ": upper and lower case count");
		err_field(err, fix->value);
		return err_hint(err, "give it as --set %s=%s, or another answer to %s (%s)",
				fix->value, fix->text, v->name, v->label);
	}
	return true;
}

/* Checks what is in force for every value asked for, and keeps the defaults used. */
static bool answers_complete_settle(struct answers *a, const struct pack *p,
				    struct err *err)
{
	static const char *const elsewhere[] = { "ACCOUNT_ID", "REGION", NULL };
	struct json *values = answers_values(a, p);
	bool ok = true;

	for (const struct pack_value *v = p->values; ok && v->name; v++) {
		const char *text = json_str(values, v->name);

		if (str_in(v->name, elsewhere) || !value_asked(v, a) ||
		    v->kind == VALUE_SECRET)
			continue;
		if (!*text && value_required(p, v, a)) {
			err_set(err, ERR_INPUT, "%s is needed and was not given: %s",
				v->name, v->label);
			err_field(err, v->name);
			ok = err_hint(err, "give it as --set %s=...", v->name);
		} else
			ok = answers_check(p, v->name, text, a->region, err) &&
				answers_complete_check_fixed(values, v, err);
		/* a default that no face asks about is not recorded */
		if (ok && *text && !(v->quiet && str_eq(text, v->default_text)))
			json_put_str(a->values, v->name, text);
	}
	json_free(values);
	return ok;
}

bool answers_early(struct answers *a, const struct pack *p, struct err *err)
{
	bool ok = true;

	answers_start(a, p);
	answers_take(a, p);
	json_each(value, a->values)
		ok = ok &&
			answers_check(p, json_key(value), json_text(value), a->region, err);
	return ok && answers_complete_check_choices(a, p, err);
}

bool answers_complete(struct answers *a, const struct pack *p, struct err *err)
{
	if (!answers_early(a, p, err))
		return false;
	if (!*a->account) {
		err_set(err, ERR_INPUT, "the account ID is not known");
		err_field(err, "ACCOUNT_ID");
		return err_hint(err, "sign in, or give it as --set ACCOUNT_ID=...");
	}
	if (!value_kind_check(&value_kinds[VALUE_ACCOUNT_ID], "Account ID", a->account,
			      err))
		return false;
	if (!*a->region) {
		err_set(err, ERR_INPUT, "the region is not known");
		err_field(err, "REGION");
		return err_hint(err, "set AWS_REGION, or give it as --set REGION=...");
	}
	if (!value_kind_check(&value_kinds[VALUE_REGION], "Region", a->region, err))
		return false;
	return answers_complete_settle(a, p, err);
}
