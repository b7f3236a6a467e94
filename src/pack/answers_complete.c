/* answers_complete.c - see answers.h. Here: what is chosen by default, and whether all is there. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/errors.h"
#include "base/near.h"
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
	err_set(err, ERR_INPUT, "'%s' is not a setup name", name);
	err_field(err, ERR_SETUP_NAME);
	return err_hint(err,
			"use 1-63 lowercase letters, digits and hyphens, starting with a "
			"letter or digit");
}

/* "choose a, b or c": those that can be chosen; without any, no hint. */
static void answers_complete_choose(const struct json *names, struct err *err)
{
	size_t left = json_count(names);
	struct buf all = BUF(400);

	json_each(name, names) {
		left--;
		buf_fmt(&all, "%s%s", json_text(name),
			left > 1     ? ", " :
				left ? " or " :
				       "");
	}
	if (all.len)
		err_hint(err, "choose %s", all.s);
	buf_free(&all);
}

/* The method exists, and is not one that accredit cannot set up. */
static void answers_complete_check_method(const struct pack *p, const struct answers *a,
					  struct err *err)
{
	const struct pack_method *method = pack_method(p, a->method);
	struct near near = { .word = a->method };
	struct json *names = json_list_new();
	char ask[NEAR_QUESTION];

	for (const struct pack_method *m = p->methods; m->name; m++) {
		if (*m->refused || (!method && !when_holds(&m->when, a)))
			continue;
		json_push(names, json_string_new(m->name));
		near_try(&near, m->name);
	}
	if (!method)
		err_set(err, ERR_INPUT, "'%s' has no method '%s'%s", p->name, a->method,
			near_question(&near, ask));
	else if (*method->refused)
		err_set(err, ERR_INPUT, "%s", method->refused);
	if (err->kind) {
		err_field(err, ERR_METHOD);
		answers_complete_choose(names, err);
	}
	json_free(names);
}

/* The policy exists, and is of use with the method. */
static void answers_complete_check_policy(const struct pack *p, const struct answers *a,
					  struct err *err)
{
	const struct pack_policy *chosen = pack_policy(p, a->policy);
	const char *refused = pack_policy_refused(chosen, a->method);
	bool missing = p->policy_count && (!chosen || !when_holds(&chosen->when, a));
	struct near near = { .word = a->policy };
	struct json *names = json_list_new();
	char ask[NEAR_QUESTION];

	for (const struct pack_policy *policy = p->policies; policy->name; policy++) {
		if (!when_holds(&policy->when, a) ||
		    (!missing && *pack_policy_refused(policy, a->method)))
			continue;
		json_push(names, json_string_new(policy->name));
		near_try(&near, policy->name);
	}
	if (missing)
		err_set(err, ERR_INPUT, "'%s' has no policy '%s'%s", p->name, a->policy,
			near_question(&near, ask));
	else if (*refused)
		err_set(err, ERR_INPUT, "%s", refused);
	if (err->kind) {
		err_field(err, ERR_POLICY);
		answers_complete_choose(names, err);
	}
	json_free(names);
}

/* What was chosen, and each answer that was given. False: method or policy cannot be used. */
static bool answers_complete_choices(const struct answers *a, const struct pack *p,
				     struct errors *wrong)
{
	struct err err = ERR_INIT;
	size_t before;

	json_each(value, a->values) {
		answers_check(p, json_key(value), json_text(value), a->region, &err);
		errors_add(wrong, &err);
	}
	if (!str_eq(a->platform, p->name)) {
		err_set(&err, ERR_INPUT, "the answers are for '%s', not for '%s'",
			a->platform, p->name);
		err_hint(&err, "name the platform they are for, or use other answers");
		errors_add(wrong, &err);
		return false;
	}
	answers_name_check(a->name, &err);
	errors_add(wrong, &err);
	before = wrong->count;
	answers_complete_check_method(p, a, &err);
	errors_add(wrong, &err);
	if (wrong->count == before)
		answers_complete_check_policy(p, a, &err);
	errors_add(wrong, &err);
	return wrong->count == before;
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
		err_set(err, ERR_INPUT, "%s must be '%s', not '%s', because %s is %s%s",
			fix->value, fix->text, given, v->name, answer,
			strcasecmp(given, fix->text) ? "" : " (case-sensitive)");
		err_field(err, fix->value);
		return err_hint(err, "use '%s', or another answer to %s (%s)", fix->text,
				v->name, v->label);
	}
	return true;
}

/*
 * Checks what is in force for every value asked for. keep: and records the defaults used;
 * else before the sign-in, when what is read from a cluster is not known yet.
 */
static void answers_complete_settle(struct answers *a, const struct pack *p, bool keep,
				    struct errors *wrong)
{
	static const char *const elsewhere[] = { "ACCOUNT_ID", "REGION", NULL };
	struct json *values = answers_values(a, p);

	for (const struct pack_value *v = p->values; v->name; v++) {
		const char *text = json_str(values, v->name);
		struct err err = ERR_INIT;

		if (str_in(v->name, elsewhere) || !value_asked(v, a) ||
		    v->kind == VALUE_SECRET || (!keep && !*text && *v->cluster))
			continue;
		if (!*text && value_required(p, v, a)) {
			err_set(&err, ERR_INPUT, "%s: a value is required", v->label);
			err_field(&err, v->name);
			err_hint(&err, "enter one");
		} else if ((wrong->count || !*a->region) && !json_get(a->values, v->name)) {
			/* a default made of an answer that is wrong, or that waits for the Region */
			continue;
		} else if (answers_check(p, v->name, text, a->region, &err) &&
			   answers_complete_check_fixed(values, v, &err) && keep && *text &&
			   !(v->quiet && str_eq(text, v->default_text))) {
			/* a default that no face asks about is not recorded */
			json_put_str(a->values, v->name, text);
		}
		errors_add(wrong, &err);
	}
	json_free(values);
}

void answers_problems(struct answers *a, const struct pack *p, struct errors *wrong)
{
	answers_start(a, p);
	answers_take(a, p);
	if (answers_complete_choices(a, p, wrong))
		answers_complete_settle(a, p, false, wrong);
}

/* The first of them, where there is one. */
static bool answers_complete_first(struct errors *wrong, struct err *err)
{
	bool ok = !wrong->count;

	if (!ok)
		*err = wrong->rows[0];
	errors_free(wrong);
	return ok;
}

bool answers_complete(struct answers *a, const struct pack *p, struct err *err)
{
	struct errors wrong = { NULL };

	answers_start(a, p);
	answers_take(a, p);
	answers_complete_choices(a, p, &wrong);
	if (!answers_complete_first(&wrong, err))
		return false;
	if (!*a->account) {
		err_set(err, ERR_INPUT, "the account ID is not known");
		err_field(err, "ACCOUNT_ID");
		return err_hint(err, "sign in, or enter it");
	}
	if (!value_kind_check(&value_kinds[VALUE_ACCOUNT_ID], "Account ID", a->account,
			      err))
		return false;
	if (!*a->region) {
		err_set(err, ERR_INPUT, "the Region is not known");
		err_field(err, "REGION");
		return err_hint(err, "set AWS_REGION, or enter the Region");
	}
	if (!value_kind_check(&value_kinds[VALUE_REGION], "Region", a->region, err))
		return false;
	answers_complete_settle(a, p, true, &wrong);
	return answers_complete_first(&wrong, err);
}
