/* record_changes.c - what a setup changed of resources that it did not make; see record.h. */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "plan/journal.h"
#include "plan/record.h"

/* Of an id: what it was and should be, who changed it last, and the row before that. */
static void record_changes_note_change(struct json *all, const struct json *step,
				       const struct json *line)
{
	const char *id = json_str(json_get(step, "resource"), "id");
	const struct json *row = json_get(all, id);
	struct json *now;

	if (str_eq(json_str(row, "run"), json_str(line, "run")) || !json_get(line, "before"))
		return;		/* its intent again, after a kill */
	now = json_object_new();
	json_put_str(now, "run", json_str(line, "run"));
	json_put(now, "before", json_copy(json_get(row ? row : line, "before")));
	json_put(now, "wanted", json_copy(json_get(step, "resource")));
	if (row)
		json_put(now, "last", json_copy(row));
	json_put(all, id, now);
}

static void record_changes_undo_change(struct json *all, const struct json *step,
				       const struct json *line)
{
	const char *id = json_str(json_get(step, "resource"), "id");
	const struct json *row = json_get(all, id);
	struct json *last;

	if (!str_eq(json_str(row, "run"), json_str(line, "run")))
		return;
	last = json_copy(json_get(row, "last"));
	if (last)
		json_put(all, id, last);
	else
		json_drop(all, id);
}

/* A removal took it back, or that was undone. */
static void record_changes_take_back(struct json *all, struct json *gone,
				     const struct json *step, const char *phase)
{
	const char *id = json_str(json_get(step, "resource"), "id");
	struct json *from = str_eq(phase, PHASE_DONE) ? all : gone;
	struct json *to = str_eq(phase, PHASE_DONE) ? gone : all;

	if ((!str_eq(phase, PHASE_DONE) && !str_eq(phase, PHASE_UNDONE)) || !json_get(from, id))
		return;
	json_put(to, id, json_copy(json_get(from, id)));
	json_drop(from, id);
}

struct json *record_changes(const struct record *r)
{
	struct json *all = json_object_new(), *gone = json_object_new();
	struct json *ours = record_resources(r), *out = json_object_new();

	json_each(line, record_lines(r)) {
		const struct json *step = record_planned(r, json_str(line, "run"),
							 json_str(line, "step"));
		const struct kind *kind = kind_find(json_str(step, "kind"));
		const char *phase = json_str(line, "phase");
		/*
		 * Rotations change keys, their status and their locations, for good: what
		 * was there before is a key that is deactivated or deleted. Their own steps
		 * are of no kind of resource.
		 */
		bool updates = kind && !kind->key &&
			(str_eq(json_str(step, "action"), "update") ||
			 *json_str(line, "as"));

		if (!json_get(step, "resource"))
			continue;
		if (json_get(json_get(step, "resource"), "took_back"))
			record_changes_take_back(all, gone, step, phase);
		else if (str_eq(phase, PHASE_INTENT) && updates)
			record_changes_note_change(all, step, line);
		else if (str_eq(phase, PHASE_UNDONE))
			record_changes_undo_change(all, step, line);
	}
	json_each(row, all) {
		const struct json *one = json_get(ours, json_key(row));

		if (one && !json_true(json_get(one, "made")) &&
		    json_type(json_get(row, "before")) == JSON_OBJECT)
			json_put(out, json_key(row), json_copy(row));
	}
	json_free(ours);
	json_free(gone);
	json_free(all);
	return out;
}
