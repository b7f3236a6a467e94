/* record_history.c - what the lines of a journal add up to; see record.h. */
#include "config.h"

#include <stdint.h>

#include "base/str.h"
#include "format/json.h"
#include "plan/journal.h"
#include "plan/record.h"
#include "plan/waiting.h"

const struct json *record_lines(const struct record *r)
{
	/* a record's journal is only read here */
	return journal_lines(record_journal((struct record *)(uintptr_t)r));
}

static const struct json *record_history_plan_line(const struct record *r, const char *run)
{
	const struct json *found = NULL;

	json_each(line, record_lines(r))
		if (str_eq(json_str(line, "phase"), PHASE_PLAN) &&
		    (!run || str_eq(json_str(line, "run"), run)))
			found = line;
	return found;
}

bool record_was_removed(const struct record *r)
{
	const struct json *last = record_history_plan_line(r, NULL);

	if (!last || json_type(json_path(last, "plan.wanted")) == JSON_OBJECT ||
	    !record_line(r, json_str(last, "run"), "", PHASE_END))
		return false;		/* not ended, or stopped before it began */
	json_each(line, record_lines(r))
		if (str_eq(json_str(line, "run"), json_str(last, "run")) &&
		    str_eq(json_str(line, "phase"), PHASE_UNDONE))
			return false;
	return true;
}

static bool record_history_is_test(const struct json *step)
{
	const char *kind = json_str(step, "kind");

	return !json_get(step, "resource") &&
		(str_starts(kind, "probe-") || str_starts(kind, "pod-") ||
		 str_eq(kind, "key-check") || str_eq(kind, "here-check"));
}

bool record_probe_alone(const struct record *r)
{
	json_each(step, json_path(record_history_plan_line(r, NULL), "plan.steps"))
		if (!record_history_is_test(step))
			return false;
	return record_history_plan_line(r, NULL);
}

const struct json *record_tested(const struct record *r)
{
	const struct json *plan = json_get(record_history_plan_line(r, NULL), "plan");

	json_each(step, json_get(plan, "steps"))
		if (record_history_is_test(step))
			return json_get(plan, "wanted");
	return NULL;
}

const struct json *record_line(const struct record *r, const char *run,
			       const char *step, const char *phase)
{
	const struct json *found = NULL;

	json_each(line, record_lines(r))
		if (str_eq(json_str(line, "run"), run) &&
		    str_eq(json_str(line, "step"), step) &&
		    (!phase || str_eq(json_str(line, "phase"), phase)))
			found = line;
	return found;
}

/* The step of this id in the plan of this run. */
const struct json *record_planned(const struct record *r, const char *run, const char *id)
{
	json_each(step, json_path(record_history_plan_line(r, run), "plan.steps"))
		if (str_eq(json_str(step, "id"), id))
			return step;
	return NULL;
}

static void record_history_note(struct json *out, const struct json *step, bool made)
{
	const struct json *resource = json_get(step, "resource");
	const struct json *took = json_get(resource, "took_back");
	const struct json *wanted = took ? took : resource;
	const char *id = json_str(resource, "id");
	struct json *row;

	if (json_true(json_path(json_get(out, id), "made")) &&
	    str_eq(json_str(json_get(out, id), "name"), json_str(step, "name")))
		made = true;	/* an update of ours leaves it ours */
	row = json_object_new();
	if (*json_str(json_get(out, id), "key_id"))
		json_put_str(row, "key_id", json_str(json_get(out, id), "key_id"));
	json_put_str(row, "kind", json_str(step, "kind"));
	json_put_str(row, "name", json_str(step, "name"));
	json_put(row, "wanted", json_copy(wanted));
	json_drop(json_get(row, "wanted"), "rotate");	/* of that one run */
	json_drop(json_get(row, "wanted"), "raw");
	json_put(row, "made", json_bool_new(made));
	json_put(out, id, row);
}

/* Which key it was: a place or a status says so itself, a new one its outcome. */
static void record_history_note_key(struct json *out, const struct json *step,
				    const struct json *line)
{
	const struct json *resource = json_get(step, "resource");
	struct json *row = (struct json *)(uintptr_t)json_get(out, json_str(resource, "id"));
	const char *id = json_str(json_get(line, "outputs"), "key_id");

	if (!row)
		return;
	if (str_eq(json_str(line, "phase"), PHASE_UNDONE))
		id = json_str(json_get(step, "before"), "key_id");
	if (*id)
		json_put_str(row, "key_id", id);
}

/*
 * Only a create makes a thing ours. Undoing a create or a removal done ends
 * that, undoing the removal brings it back; a failed create without an answer
 * may still have made it, and its intent counts until a look says otherwise. A
 * place that a rotation fills is as much ours as it was before.
 */
static void record_history_account(struct json *out, const struct json *step,
				   const struct json *line)
{
	const char *phase = json_str(line, "phase");
	const char *action = json_str(step, "action");
	const char *id = json_str(json_get(step, "resource"), "id");
	bool fills = json_true(json_get(json_get(step, "resource"), "rotate"));
	bool stays = json_true(json_get(json_get(step, "resource"), "previous"));

	if (!json_get(step, "resource") || json_get(json_get(step, "resource"), "taken"))
		return;
	if (json_get(json_get(step, "resource"), "took_back")) {
		if (str_eq(phase, PHASE_DONE))
			json_drop(out, id);
		else if (str_eq(phase, PHASE_UNDONE))
			record_history_note(out, step, false);
	} else if (*json_str(line, "as"))	/* another made it: see step_adopts */
		json_drop(out, id);
	else if (*json_str(json_get(line, "outputs"), "as"))
		record_history_note(out, step, false);
	else if (str_eq(phase, PHASE_UNDONE) && stays && str_eq(action, "adopt"))
		return;
	else if (str_eq(phase, PHASE_UNDONE) && !fills && (str_eq(action, "create") ||
						      str_eq(action, "adopt")))
		json_drop(out, id);
	else if (str_eq(action, "remove") && str_eq(phase, PHASE_DONE))
		json_drop(out, id);
	else if (str_eq(action, "remove") && str_eq(phase, PHASE_UNDONE))
		record_history_note(out, step, true);
	else if (str_eq(action, "create") &&
		 (str_eq(phase, PHASE_INTENT) || str_eq(phase, PHASE_DONE))) {
		record_history_note(out, step, !fills);
		if (str_eq(phase, PHASE_INTENT)) /* it may be there without its tags */
			json_put(json_get(out, id), "begun", json_bool_new(true));
	} else if (str_eq(action, "create") && str_eq(phase, PHASE_FAILED))
		json_drop(json_get(out, id), "begun");	/* it may be another's */
	else if (str_eq(action, "update") && str_eq(phase, PHASE_DONE))
		record_history_note(out, step, false);
	else if (str_eq(action, "adopt") && str_eq(phase, PHASE_DONE))
		record_history_note(out, step,
				    json_true(
					    json_get(json_get(step, "resource"), "ours")));
	record_history_note_key(out, step, line);
}

void record_follow(const struct record *r, struct json *values)
{
	struct json *resources = record_resources(r), *were = json_copy(values);

	json_each(row, resources) {
		const char *was = json_str(json_get(row, "wanted"), "was_id");
		const char *id = json_str(row, "key_id");

		json_each(value, *was && *id ? were : NULL)
			if (str_eq(json_text(value), was))
				json_put_str(values, json_key(value), id);
	}
	json_free(were);
	json_free(resources);
}

struct json *record_resources(const struct record *r)
{
	struct json *out = json_object_new();

	json_each(line, record_lines(r)) {
		const struct json *step = record_planned(r, json_str(line, "run"),
							 json_str(line, "step"));

		if (step)
			record_history_account(out, step, line);
	}
	/* The operator's own key is never ours; what a rotation created in its place is. */
	json_each(row, out) {
		const struct json *wanted = json_get(row, "wanted");
		const char *own = json_str(wanted, "own_id"), *id = json_str(row, "key_id");

		if (str_eq(json_str(row, "kind"), "access-key") &&
		    (*own || *json_str(wanted, "given_id")))
			json_put(row, "made",
				 json_bool_new(*own && *id && !str_eq(own, id)));
	}
	return out;
}

struct recorded recorded_read(const struct json *row)
{
	const struct json *wanted = json_get(row, "wanted");
	const char *id = row ? json_key(row) : NULL;

	return (struct recorded){
		.id = id ? id : "",
		.kind = json_str(row, "kind"),
		.name = json_str(row, "name"),
		.key_id = json_str(row, "key_id"),
		.setup = json_str(row, "setup"),
		.region = json_str(row, "region"),
		.wanted = wanted,
		.made = json_true(json_get(row, "made")),
		.begun = json_true(json_get(row, "begun")),
		.previous = json_true(json_get(wanted, "previous")),
	};
}

struct recorded recorded_find(const struct json *resources, const char *id)
{
	return recorded_read(json_get(resources, id));
}

bool record_gone(const struct record *r)
{
	const struct json *last = NULL;
	struct waiting waiting;
	struct json *left;
	bool gone;

	json_each(line, record_lines(r))
		last = line;
	if (!str_eq(json_str(last, "phase"), PHASE_END) || waiting_read(r, &waiting))
		return false;
	left = record_resources(r);
	gone = !json_count(left);
	json_free(left);
	return gone;
}

const char *record_half_way(const struct record *r)
{
	const struct json *plan = record_history_plan_line(r, NULL);
	const char *run = json_str(plan, "run");
	bool begun = false;

	if (!plan)
		return NULL;
	json_each(line, record_lines(r)) {
		if (!str_eq(json_str(line, "run"), run))
			continue;
		if (str_eq(json_str(line, "phase"), PHASE_END))
			return NULL;
		begun |= str_eq(json_str(line, "phase"), PHASE_INTENT);
	}
	return begun ? run : NULL;
}

const struct json *record_last_plan(const struct record *r, size_t *done, size_t *all)
{
	const struct json *line = record_history_plan_line(r, NULL);

	*done = *all = 0;
	json_each(step, json_path(line, "plan.steps")) {
		const struct json *last = record_line(r, json_str(line, "run"),
						      json_str(step, "id"), NULL);

		*all += 1;
		*done += str_eq(json_str(last, "phase"), PHASE_DONE) ||
			 (json_get(step, "resource") &&
			  str_eq(json_str(step, "action"), "none"));
	}
	return json_get(line, "plan");
}

const char *record_open_step(const struct record *r, const struct json *plan,
			     const char *run)
{
	const char *failed = "";

	json_each(step, json_get(plan, "steps")) {
		const char *id = json_str(step, "id");
		const char *phase = json_str(record_line(r, run, id, NULL), "phase");

		if (str_eq(phase, PHASE_INTENT))
			return id;
		if (!*failed && str_eq(phase, PHASE_FAILED))
			failed = id;
	}
	return failed;
}
