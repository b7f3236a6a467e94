/* recorded.c - a journey over what is recorded, or will be; see journey.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "aws/aws_error.h"
#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/resource_json.h"
#include "plan/open_run.h"
#include "plan/record.h"
#include "plan/waiting.h"
#include "rotate/rotation.h"
#include "wizard/journey.h"

bool journey_recorded(struct journey *j, const char *setup, struct err *err)
{
	struct open_run open;

	if (!journey_open(j, setup, false, err))
		return false;
	/* A user's renewals have a record, but nothing that a pack wants. */
	if (!*j->answers.platform) {
		if (open_run_of(j->record, &open))
			return open_run_refuse(&open, err);
		err_set(err, ERR_INPUT,
			"'%s' is the record of a rotation of a user's key, not a setup",
			j->answers.name);
		return err_hint(err, "'accredit rotate %s --plan' shows the user's keys",
				j->answers.name);
	}
	if (!journey_platform(j, j->answers.platform, err))
		return false;
	answers_copy(&j->given, &j->answers);
	return journey_answers(j, err);
}

static bool recorded_is_recorded(const struct record *r)
{
	struct json *made = record_resources(r);
	bool any = json_count(made);

	json_free(made);
	return any;
}

bool journey_by_hand(struct journey *j, struct err *err)
{
	struct err ignored = ERR_INIT;
	struct waiting waiting;
	struct record *r;
	bool there;

	j->by_hand = true;
	if (!*j->given.name && snprintf(j->given.name, sizeof(j->given.name), "%s-by-hand",
					j->given.platform) >= (int)sizeof(j->given.name))
		return err_set(err, ERR_INPUT, "the platform's name is too long");
	r = record_open(j->given.name, false, &ignored);
	there = r && (recorded_is_recorded(r) || waiting_read(r, &waiting));
	record_close(r);
	if (!there)
		return journey_answers(j, err);
	err_set(err, ERR_CHOICE, "a setup '%s' already exists", j->given.name);
	err_field(err, ERR_SETUP_NAME);
	return err_hint(err, "run 'accredit verify %s', or choose another name",
			j->given.name);
}

bool journey_adopt(struct journey *j, struct err *err)
{
	const char *name = j->answers.name;

	if (!journey_may_begin(j, err))
		return false;
	if (j->record && recorded_is_recorded(j->record)) {
		err_set(err, ERR_CHOICE, "a setup '%s' already exists", name);
		err_field(err, ERR_SETUP_NAME);
		return err_hint(err,
				"run 'accredit verify %s' or 'accredit repair %s', "
				"or choose another name",
				name, name);
	}
	j->probe = false;
	if (!journey_plan(j, PLAN_ADOPT, NULL, err))
		return false;
	if (j->plan->count)
		return true;
	err_set(err, ERR_INPUT, "nothing of this setup exists in account %s",
		j->answers.account);
	return err_hint(err,
			"check the names, the method, the policy and the Region; to "
			"create it, run 'accredit setup %s'",
			j->answers.platform);
}

/* Only what is not as it would be without being said. */
static void recorded_add_choices(struct buf *out, const struct journey *j)
{
	struct answers plain = { .values = NULL };

	answers_start(&plain, j->pack);
	if (!str_eq(j->answers.name, plain.name))
		buf_fmt(out, " --name %s", j->answers.name);
	if (!str_eq(j->answers.method, plain.method))
		buf_fmt(out, " --method %s", j->answers.method);
	snprintf(plain.method, sizeof(plain.method), "%s", j->answers.method);
	*plain.policy = '\0';
	answers_start(&plain, j->pack);
	if (!str_eq(j->answers.policy, plain.policy))
		buf_fmt(out, " --policy %s", j->answers.policy);
	answers_free(&plain);
}

bool journey_offer_adopt(const struct journey *j, struct err *err)
{
	struct buf command = BUF(sizeof(err->hint) / 2);
	char otherwise[sizeof(err->hint)];
	struct resources wanted;
	const char *first = "";

	if (err->kind != ERR_CHOICE || err->aws_error != AWS_ERROR_CONFLICT)
		return false;
	snprintf(otherwise, sizeof(otherwise), "%s", err->hint);
	buf_fmt(&command, "accredit adopt %s", j->answers.platform);
	recorded_add_choices(&command, j);
	/* The first role or user by its name, and whatever else was given. */
	wanted = resources_load(json_get(j->wanted, "resources"));
	for (size_t i = 0; i < wanted.count && !*first; i++) {
		const struct resource *r = wanted.items[i];

		if (!str_eq(r->kind, "role") && !str_eq(r->kind, "user"))
			continue;
		first = resource_str(r, "named_by");
		if (*first)
			buf_fmt(&command, " --set %s=%s", first, r->name);
	}
	json_each(value, j->given.values)
		if (!str_eq(json_key(value), first) && *json_text(value) &&
		    !strpbrk(json_text(value), " \t'\"\\$`&;|<>()*?#!"))
			buf_fmt(&command, " --set %s=%s", json_key(value),
				json_text(value));
	resources_free(&wanted);
	if (!command.cut)
		err_hint(err, "'%s' records what exists as it is; or %s", command.s,
			 otherwise);
	buf_free(&command);
	return false;
}

const struct step *journey_step_of(const struct journey *j, const char *resource)
{
	for (size_t i = 0; i < j->plan->count; i++)
		if (step_is_about(&j->plan->steps[i], resource))
			return &j->plan->steps[i];
	return NULL;
}

void journey_state(const struct record *r, struct buf *out)
{
	struct json *ours = record_resources(r);
	struct waiting handoff;
	struct open_run open;
	char waiting[132];

	if (open_run_of(r, &open))
		buf_fmt(out, "%s%s: %zu of %zu done",
			record_probe_alone(r) ? "its test " : "",
			open.process ? "running" : "interrupted", open.done, open.all);
	else if (record_was_removed(r) && json_count(ours))
		buf_str(out, "removed, but for what stays");
	else if (json_count(ours) && rotate_waiting(r, waiting))
		buf_fmt(out, "done, the old key %s is still active", waiting);
	else if (waiting_read(r, &handoff) && waiting_is_stackset(&handoff))
		buf_fmt(out, "StackSet %s", handoff.folder);
	else if (waiting_read(r, &handoff))
		buf_str(out, "waiting");
	else
		buf_str(out, json_count(ours) ? "done" : "nothing made");
	json_free(ours);
}
