/* questions.c - questions, answers and what is worth keeping; see wizard.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "pack/pack.h"
#include "pack/pack_when.h"
#include "pack/render.h"
#include "pack/value.h"
#include "pack/value_take.h"
#include "plan/plan.h"
#include "plan/record.h"
#include "wizard/secret_answers.h"
#include "wizard/wizard.h"

void wizard_load_setups(struct wizard *w)
{
	setups_free(&w->setups);
	w->setups = wizard_read_setups();
}

size_t wizard_half_way(const struct wizard *w)
{
	size_t n = 0;

	for (size_t i = 0; i < w->setups.count; i++)
		n += w->setups.rows[i].interrupted;
	return n;
}

bool wizard_begin(struct wizard *w, const char *platform, struct err *err)
{
	if (w->j.pack && str_eq(w->j.pack->name, platform) && !w->j.run && !w->again) {
		w->j.by_hand = false;
		w->j.given.exists = w->exists || w->handed_off;
		return true;	/* Back and on again: nothing typed is lost */
	}
	w->again = false;
	w->taken = 0;
	journey_free(&w->j);
	journey_init(&w->j, &w->session, &w->stop);
	json_free(w->run.report);
	w->run.report = NULL;
	w->j.probe = false;	/* asked for after the apply */
	if (!journey_platform(&w->j, platform, err))
		return false;
	answers_start(&w->j.given, w->j.pack);
	w->j.given.exists = w->exists || w->handed_off;
	return true;
}

bool wizard_begin_again(struct wizard *w, const char *setup, struct err *err)
{
	struct record *r = record_open(setup, false, err);
	bool ok = r && record_answers(r);

	if (ok) {
		journey_free(&w->j);
		journey_init(&w->j, &w->session, &w->stop);
		w->again = true;
		w->j.probe = false;
		ok = journey_platform(&w->j, record_answers(r)->platform, err);
	}
	if (ok)
		answers_copy(&w->j.given, record_answers(r));
	record_close(r);
	return ok;
}

void wizard_drop(struct wizard *w)
{
	journey_free(&w->j);
	journey_init(&w->j, &w->session, &w->stop);
	w->again = false;
	json_free(w->run.report);
	w->run.report = NULL;
}

size_t wizard_questions(const struct wizard *w, enum stage stage,
			const struct pack_value **values, size_t max)
{
	size_t n = 0;

	if (!w->j.pack)
		return 0;
	for (const struct pack_value *v = w->j.pack->values; v->name && n < max; v++) {
		bool policy = v->kind == VALUE_POLICY_NAME;
		bool name = policy || v->kind == VALUE_ROLE_NAME ||
			v->kind == VALUE_USER_NAME;
		bool given = *json_str(w->j.given.values, v->name);

		/* Created manually: no names of policies, no file of its key. */
		if (w->exists && !given && (policy || v->kind == VALUE_PATH))
			continue;
		/* The account is the session's; a quiet value is shown once given. */
		if (!str_eq(v->name, "ACCOUNT_ID") && value_asked(v, &w->j.given) &&
		    (!v->quiet || given) && name == (stage == STAGE_NAMES))
			values[n++] = v;
	}
	return n;
}

const struct setup_row *wizard_recorded(const struct wizard *w)
{
	const struct answers *given = &w->j.given;
	const struct setup_row *row = setups_find(&w->setups,
						  *given->name ? given->name :
								 given->platform);

	return row && str_eq(row->answers.platform, given->platform) ? row : NULL;
}

/* What the record holds is in force where nothing else was said. */
static void questions_under(struct answers *all, const struct setup_row *row)
{
	json_each(value, row ? row->answers.values : NULL)
		if (!json_get(all->values, json_key(value))) {
			if (!all->values)
				all->values = json_object_new();
			json_put_str(all->values, json_key(value), json_text(value));
		}
}

/* own: with the answer to this value. */
static void questions_value(const struct wizard *w, const char *name, bool own,
			    struct buf *out)
{
	struct answers all = { .values = NULL };

	if (!w->j.pack)
		return;
	answers_copy(&all, &w->j.given);
	questions_under(&all, wizard_recorded(w));
	if (!own && all.values)
		json_drop(all.values, name);
	if (!*all.region)
		snprintf(all.region, sizeof(all.region), "%s", w->session.region);
	if (!*all.account)
		snprintf(all.account, sizeof(all.account), "%s", w->session.account);
	answers_value(&all, w->j.pack, name, out);
	answers_free(&all);
}

void wizard_value(const struct wizard *w, const char *name, struct buf *out)
{
	questions_value(w, name, true, out);
}

bool wizard_has_answer(const struct wizard *w, const struct pack_value *v)
{
	const struct setup_row *row = wizard_recorded(w);
	struct buf now = BUF(BUF_TEXT), unanswered = BUF(BUF_TEXT);
	bool answered = *json_str(w->j.given.values, v->name) ||
		(row && *json_str(row->answers.values, v->name));

	if (answered) {
		questions_value(w, v->name, true, &now);
		questions_value(w, v->name, false, &unanswered);
		answered = !str_eq(now.s, unanswered.s);
	}
	buf_free(&now);
	buf_free(&unanswered);
	return answered;
}

bool wizard_required(const struct wizard *w, const struct pack_value *v)
{
	/* what is read from a cluster may stay empty */
	return !*v->cluster && value_required(w->j.pack, v, &w->j.given);
}

/* The Region of the setup, as far as it is known; "". */
static const char *questions_region(const struct wizard *w)
{
	return *w->j.given.region ? w->j.given.region : w->session.region;
}

/* The answers as they are, with the account and the region that are signed in. */
static void questions_answers_now(const struct wizard *w, struct answers *all)
{
	answers_copy(all, &w->j.given);
	questions_under(all, wizard_recorded(w));
	snprintf(all->region, sizeof(all->region), "%s", questions_region(w));
	snprintf(all->account, sizeof(all->account), "%s", w->session.account);
}

bool wizard_check(const struct wizard *w, const struct pack_value *v, const char *text,
		  struct err *err)
{
	struct buf taken = BUF(BUF_TEXT);
	struct answers all = { .values = NULL };
	struct err unused = ERR_INIT;
	bool ok;

	value_take(v, text, questions_region(w), &taken);
	ok = value_take_check(v, taken.s, questions_region(w), err);
	if (ok && !taken.len && wizard_required(w, v)) {
		ok = err_set(err, ERR_INPUT, "%s is required", v->label);
		err_field(err, v->name);
	}
	/* An answer of which documents grow: told where it is typed, not at the end. */
	if (ok && (*v->fills || v->kind == VALUE_YES_NO)) {
		questions_answers_now(w, &all);
		ok = !answers_set(&all, w->j.pack, v->name, taken.s, &unused) ||
			pack_fits(w->j.pack, &all, err);
		answers_free(&all);
	}
	buf_free(&taken);
	return ok;
}

bool wizard_answer(struct wizard *w, const struct pack_value *v, const char *text,
		   struct err *err)
{
	struct buf was = BUF(BUF_TEXT), taken = BUF(BUF_TEXT);
	bool ok = wizard_check(w, v, text, err);

	wizard_value(w, v->name, &was);
	value_take(v, text, questions_region(w), &taken);
	/* a default that was only looked at stays a default */
	if (ok && !str_eq(was.s, taken.s)) {
		ok = answers_set(&w->j.given, w->j.pack, v->name, taken.s, err);
		if (ok && v->kind == VALUE_ACCESS_KEY_ID)
			secret_close(&w->j.secret);	/* it was another key's */
	}
	buf_free(&was);
	buf_free(&taken);
	return ok;
}

bool wizard_name(struct wizard *w, const char *name, struct err *err)
{
	struct answers *given = &w->j.given, fresh = { .values = NULL };
	const struct setup_row *row;
	const struct json *parts;

	if (*name && !record_name_check(name, err))
		return false;
	snprintf(given->name, sizeof(given->name), "%s", *name ? name : w->j.pack->name);
	row = wizard_recorded(w);
	if (!row)
		return true;
	/* A setup that exists stays in its region; its answers are the defaults. */
	parts = json_get(row->answers.values, "PARTS");
	snprintf(fresh.method, sizeof(fresh.method), "%s", given->method);
	answers_start(&fresh, w->j.pack);
	if (str_eq(given->policy, fresh.policy))
		memcpy(given->policy, row->answers.policy, sizeof(given->policy));
	answers_free(&fresh);
	if (!*given->region)
		memcpy(given->region, row->answers.region, sizeof(given->region));
	if (parts && json_get(given->values, "PARTS"))
		json_put_str(given->values, "PARTS", json_text(parts));
	return true;
}

struct json *wizard_preview(const struct wizard *w, const char *policy)
{
	struct answers all = { .values = NULL };
	struct json *document;

	questions_answers_now(w, &all);
	snprintf(all.policy, sizeof(all.policy), "%s", policy);
	document = pack_preview(w->j.pack, &all);
	answers_free(&all);
	return document;
}

struct tally wizard_tally(const struct wizard *w)
{
	struct tally t = { 0 };
	size_t *const counts[] = {
		[ACTION_NONE] = &t.none, [ACTION_CREATE] = &t.create,
		[ACTION_UPDATE] = &t.update, [ACTION_ADOPT] = &t.adopt,
		[ACTION_REMOVE] = &t.remove,
	};

	for (size_t i = 0; w->j.plan && i < w->j.plan->count; i++) {
		const struct step *step = &w->j.plan->steps[i];

		if (step->resource)
			*(step->unread ? &t.unread : counts[step->action]) += 1;
	}
	return t;
}
