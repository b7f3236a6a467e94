/* rotation_outcome.c - what a run of a rotation did; see rotation_model.h. */
#include "config.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/when.h"
#include "format/json.h"
#include "kinds/resource.h"
#include "plan/plan.h"
#include "probe/result.h"
#include "rotate/rotation.h"
#include "wizard/setup_summary_internal.h"
#include "wizard/wizard.h"

bool wizard_is_rotation(const struct wizard *w)
{
	return w->j.plan && rotate_is(w->j.plan);
}

static bool rotation_outcome_done(const struct step *step)
{
	return step && step->state == STEP_DONE;
}

static const char *rotation_outcome_new_key(const struct plan *p)
{
	for (size_t i = 0; i < p->count; i++)
		if (str_eq(p->steps[i].kind, "access-key"))
			return json_str(p->steps[i].outputs, "key_id");
	return "";
}

void wizard_describe_rotation(const struct wizard *w, struct buf *out)
{
	const struct plan *p = w->j.plan;
	const struct step *park = plan_step(p, "key.park"), *gone = plan_step(p, "key.finish");
	const struct step *back = plan_step(p, "key.revive"), *hold = plan_step(p, "key.hold");

	if (w->j.undo)
		buf_str(out, "The rotation was undone.");
	else if (hold)
		buf_fmt(out, "Key rotated. The old key %s stays active: files that accredit does "
			"not edit contain it.", hold->name);
	else if (park && *rotation_outcome_new_key(p))
		buf_str(out, "Key rotated. The old key is deactivated, but not deleted.");
	else if (gone)
		buf_fmt(out, "Key %s is deleted. The rotation is finished.", gone->name);
	else if (park)
		buf_fmt(out, "The old key %s is deactivated.", park->name);
	else if (back)
		buf_fmt(out, "Key %s is active again, and the locations below contain it.",
			back->name);
	else
		buf_str(out, "The role's active sessions are revoked.");
}

/* The old key, and since when it is deactivated or waits. */
static void rotation_outcome_old_key(struct summary_lines *rows, const struct plan *p)
{
	const struct step *park = plan_step(p, "key.park"), *hold = plan_step(p, "key.hold");
	const struct step *old = park ? park : hold;
	time_t since, now = clock_wall();
	struct buf text = BUF(400);
	char at[WHEN_SIZE];

	if (!rotation_outcome_done(old))
		return;
	since = clock_read_any(json_str(old->outputs, "parked_at"));
	setup_summary_line(rows, SUMMARY_VALUE, "Old key", old->name);
	if (hold)
		buf_str(&text, "still active");
	else
		buf_fmt(&text, "deactivated %s", when_full(at, since, now));
	if (rotation_outcome_done(plan_step(p, "key.finish")))
		buf_str(&text, ", deleted");
	else if (!hold && since >= 0)
		buf_fmt(&text, ". Delete it after %s",
			when_at(at, since + QUIET_HOURS * 3600, now));
	setup_summary_line(rows, SUMMARY_NOTE, "State of the old key", text.s);
	buf_free(&text);
}

/* The locations that were written, and those that the operator left out. */
static void rotation_outcome_locations(struct summary_lines *rows, const struct wizard *w)
{
	const struct rotation_facts *facts = w->rotation.facts;
	const struct plan *p = w->j.plan;
	const struct step *park = plan_step(p, "key.park"), *hold = plan_step(p, "key.hold");
	const struct step *old = park ? park : hold;

	for (size_t i = 0; i < p->count; i++) {
		const struct step *step = &p->steps[i];
		struct buf text = BUF(4096);

		if (!rotation_outcome_done(step))
			continue;
		if (str_eq(step->kind, "key-store"))
			buf_fmt(&text, "the command: %s", step->name);
		else if (step->resource && *resource_str(step->resource, "file"))
			wizard_describe_location(step->resource, &text);
		if (text.len)
			setup_summary_line(rows, SUMMARY_NOTE, "Updated", text.s);
		buf_free(&text);
	}
	/* the facts can be those of another rotation */
	if (!facts || !old || !str_eq(facts->key_id, old->name))
		return;
	for (size_t i = 0; i < facts->locations_count; i++) {
		struct buf text = BUF(4096);

		if (!facts->locations[i].skip)
			continue;
		wizard_describe_location(facts->locations[i].resource, &text);
		buf_fmt(&text, ": %s", facts->locations[i].gone ? facts->locations[i].gone :
			"it still contains the old key");
		setup_summary_line(rows, SUMMARY_NOTE, "Not updated", text.s);
		buf_free(&text);
	}
}

static void rotation_outcome_tests(struct summary_lines *rows, const struct wizard *w,
				   const struct json *report)
{
	struct check_results run = check_results_read(json_get(report, "checks"));
	struct check_results none = { NULL };
	struct probe_tally t = probe_count(&run, &none);
	struct buf text = BUF(256);

	check_results_free(&run);
	if (t.all)
		probe_tally_words(&text, &t);
	else if (*rotation_outcome_new_key(w->j.plan) && !plan_step(w->j.plan, "key.revive"))
		buf_str(&text, "AWS accepts the new key; its permissions were not tested");
	if (text.len)
		setup_summary_line(rows, SUMMARY_NOTE, "Test", text.s);
	buf_free(&text);
}

/* On a line of its own, so that it can be copied whole. */
static void rotation_outcome_command(struct summary_lines *rows, const struct plan *p)
{
	static const char *const unfinished[] = { "key.park", "key.hold", "key.leave" };
	char *command = xasprintf("accredit rotate %s --finish", p->setup);
	bool open = false;

	for (size_t i = 0; i < sizeof(unfinished) / sizeof(*unfinished); i++)
		open |= rotation_outcome_done(plan_step(p, unfinished[i]));
	if (open && !rotation_outcome_done(plan_step(p, "key.finish")))
		setup_summary_line(rows, SUMMARY_COMMAND, "To finish", command);
	free(command);
}

void wizard_rotation_lines(const struct wizard *w, const struct json *report,
			   struct summary_lines *out)
{
	const struct plan *p = w->j.plan;
	const char *key = rotation_outcome_new_key(p);
	struct buf says = BUF(BUF_TEXT);

	wizard_describe_rotation(w, &says);
	setup_summary_line(out, SUMMARY_TITLE, "", says.s);
	buf_free(&says);
	setup_summary_line(out, SUMMARY_HEADING, "", "Result");
	if (*key)
		setup_summary_line(out, SUMMARY_VALUE,
				   plan_step(p, "key.revive") ? "Key" : "New key", key);
	rotation_outcome_old_key(out, p);
	rotation_outcome_command(out, p);
	rotation_outcome_locations(out, w);
	rotation_outcome_tests(out, w, report);
	if (out->line[out->count - 1].kind == SUMMARY_HEADING)
		out->count--;
	setup_summary_add_notes(out, report);
}
