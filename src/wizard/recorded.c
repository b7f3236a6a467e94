/* recorded.c - a journey over what is recorded, or shall be; see journey.h. */
#include "config.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/open_run.h"
#include "plan/record.h"
#include "rotate/rotate.h"
#include "wizard/journey.h"

/* A user's renewals have a record, but nothing that a pack wants. */
static bool is_setup(const struct journey *j, struct err *err)
{
	struct open_run open;

	if (*j->answers.platform)
		return true;
	if (open_run_of(j->record, &open))
		return open_run_refuse(&open, err);
	err_set(err, ERR_INPUT, "'%s' is the record of a user's renewed key, not a set-up",
		j->answers.name);
	return err_hint(err, "'accredit rotate %s --plan' shows the user's keys",
			j->answers.name);
}

bool journey_recorded(struct journey *j, const char *setup, struct err *err)
{
	if (!journey_open(j, setup, false, err) || !is_setup(j, err) ||
	    !journey_platform(j, j->answers.platform, err))
		return false;
	answers_copy(&j->given, &j->answers);
	return journey_answers(j, err);
}

static bool is_recorded(const struct record *r)
{
	struct json *made = record_resources(r);
	bool any = json_count(made);

	json_free(made);
	return any;
}

bool journey_by_hand(struct journey *j, struct err *err)
{
	struct err ignored = ERR_INIT;
	struct record *r;
	bool there;

	j->by_hand = true;
	if (!*j->given.name && snprintf(j->given.name, sizeof(j->given.name), "%s-by-hand",
					j->given.platform) >= (int)sizeof(j->given.name))
		return err_set(err, ERR_INPUT, "the platform's name is too long");
	r = record_open(j->given.name, false, &ignored);
	there = r && is_recorded(r);
	record_close(r);
	if (!there)
		return journey_answers(j, err);
	err_set(err, ERR_CHOICE, "there is a record of a set-up '%s'", j->given.name);
	return err_hint(err, "'accredit verify %s' compares it; or choose another --name",
			j->given.name);
}

bool journey_adopt(struct journey *j, struct err *err)
{
	const char *name = j->answers.name;

	if (!journey_may_begin(j, err))
		return false;
	if (j->record && is_recorded(j->record)) {
		err_set(err, ERR_CHOICE, "there is a record of a set-up '%s' already", name);
		return err_hint(err, "'accredit verify %s' compares it, 'accredit repair %s' "
				"mends it; or choose --name for another", name, name);
	}
	j->probe = false;
	if (!journey_plan(j, PLAN_ADOPT, NULL, err))
		return false;
	if (j->plan->count)
		return true;
	err_set(err, ERR_INPUT, "nothing of this set-up is in account %s",
		j->answers.account);
	return err_hint(err, "check names (--set NAME=VALUE), method, policy and region; "
			"'accredit setup %s' makes it", j->answers.platform);
}

const struct step *journey_step_of(const struct journey *j, const char *resource)
{
	for (size_t i = 0; i < j->plan->count; i++)
		if (str_eq(json_str(j->plan->steps[i].resource, "id"), resource))
			return &j->plan->steps[i];
	return NULL;
}

void journey_state(const struct record *r, struct buf *out)
{
	struct json *ours = record_resources(r);
	struct open_run open;
	char waiting[132];

	if (open_run_of(r, &open))
		buf_fmt(out, "%s%s: %zu of %zu done", record_probe_alone(r) ? "its probe " : "",
			open.process ? "running" : "interrupted", open.done, open.all);
	else if (record_was_removed(r) && json_count(ours))
		buf_str(out, "removed, but for what stays");
	else if (json_count(ours) && rotate_waiting(r, waiting))
		buf_fmt(out, "done, the old key %s is still active", waiting);
	else
		buf_str(out, json_count(ours) ? "done" : "nothing made");
	json_free(ours);
}
