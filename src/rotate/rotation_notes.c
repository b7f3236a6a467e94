/* rotation_notes.c - what an operator reads after a rotation; see rotation.h. */
#include "config.h"

#include <stdlib.h>
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/when.h"
#include "format/json.h"
#include "keys/find_json.h"
#include "plan/key_step.h"
#include "rotate/rotate_internal.h"
#include "rotate/rotation.h"

static bool rotation_notes_is_revocation(const struct plan *p)
{
	return p->count == 1 && str_starts(p->steps[0].id, REVOKE_ID ".");
}

bool rotate_is(const struct plan *p)
{
	return plan_step(p, DEACTIVATE_STEP) || plan_step(p, KEEP_OLD_STEP) ||
		plan_step(p, FINISH_STEP) || plan_step(p, REACTIVATE_STEP) ||
		rotation_notes_is_revocation(p);
}

static void rotation_notes_add(struct json *notes, const char *label, char *take)
{
	struct json *row = json_push(notes, json_object_new());

	json_put_str(row, "label", label);
	json_put_str(row, "text", take);
	free(take);
}

static bool rotation_notes_is_done(const struct step *step)
{
	return step && step->state == STEP_DONE;
}

bool rotate_holds(const struct plan *p, struct err *err)
{
	const struct step *hold = plan_step(p, KEEP_OLD_STEP);
	const char *file = NULL;
	struct arena arena = { NULL };
	struct buf text = BUF(400);
	const struct key_line *lines;
	size_t n;

	if (!rotation_notes_is_done(hold))
		return false;
	/* a file that contains the new key, for the operator who copies it */
	for (size_t i = 0; i < p->count && !file; i++)
		if (*resource_str(p->steps[i].resource, "file"))
			file = resource_str(p->steps[i].resource, "file");
	lines = key_lines_load(&arena, json_get(hold->settings, "files"), &n);
	rotate_add_lines(&text, lines, n);
	err_set(err, ERR_DENIED, "the new key is in its locations, and the old key %s stays "
		"active: it is still in %s", hold->name, text.s);
	err_hint(err,
		 "put the new key%s%s there yourself; then 'accredit rotate %s --finish' "
		 "deactivates the old one",
		 file ? " from " : "", file ? file : "", p->setup);
	arena_free(&arena);
	buf_free(&text);
	return true;
}

static void rotation_notes_add_kept(struct json *notes, const struct plan *p,
					  const struct step *hold)
{
	struct arena arena = { NULL };
	size_t n;
	const struct key_line *lines = key_lines_load(&arena,
						      json_get(hold->settings, "files"), &n);

	for (size_t i = 0; i < n; i++)
		rotation_notes_add(
			notes, "To update",
			xasprintf("line %zu of %s contains the old key %s; accredit "
				  "does not edit this file. Put the new key there.",
				  lines[i].number, lines[i].file, hold->name));
	arena_free(&arena);
	rotation_notes_add(notes, "The old key",
			   xasprintf("%s stays active until then. To deactivate it once "
				     "no file contains it: Rotate keys on the menu, or "
				     "'accredit rotate %s --finish'. 'accredit rotate %s "
				     "--revert' switches back to it.",
				     hold->name, p->setup, p->setup));
}

/* From when on the key can be deleted: absolute, for it stays in the report. */
static const char *rotation_notes_from(char out[WHEN_SIZE], const struct step *step)
{
	time_t at = clock_read_any(json_str(step->outputs, "parked_at"));

	return when_at(out, at < 0 ? -1 : at + QUIET_HOURS * 3600, clock_wall());
}

static void rotation_notes_add_reverted(struct json *notes, const struct plan *p)
{
	const struct step *back = plan_step(p, REACTIVATE_STEP),
			  *newer = plan_step(p, KEEP_NEWER_STEP);
	char at[WHEN_SIZE];

	if (rotation_notes_is_done(back))
		rotation_notes_add(notes, "The platform",
				   xasprintf("If you entered the newer key there, enter %s "
					     "again.",
					     back->name));
	if (rotation_notes_is_done(newer))
		rotation_notes_add(
			notes, "The newer key",
			xasprintf("%s is still active because something may "
				  "already use it. Delete it after %s, if nothing used "
				  "it: Rotate keys on the menu, or 'accredit rotate %s "
				  "--finish'. The next rotation deletes it if it is still "
				  "unused.",
				  newer->name, rotation_notes_from(at, newer), p->setup));
}

struct json *rotate_notes(const struct plan *p)
{
	const struct step *deactivation = plan_step(p, DEACTIVATE_STEP);
	const struct step *hold = plan_step(p, KEEP_OLD_STEP),
			  *gone = plan_step(p, FINISH_STEP);
	bool back = plan_step(p, REACTIVATE_STEP) != NULL;
	struct json *notes = NULL;
	char at[WHEN_SIZE];

	/* the template's notes are about a new key */
	for (size_t i = 0; i < p->count && !notes && !back; i++)
		if (p->steps[i].work == &key_work) /* it changes which key is in use */
			notes = json_copy(json_get(p->wanted, "renewal"));
	if (!notes)
		notes = json_list_new();
	if (rotation_notes_is_done(hold))
		rotation_notes_add_kept(notes, p, hold);
	if (rotation_notes_is_done(plan_step(p, ENVIRONMENT_STEP)))
		rotation_notes_add(
			notes, "This shell",
			xasprintf("AWS_ACCESS_KEY_ID in its environment is still "
				  "the old key: unset it or export the new key."));
	if (rotation_notes_is_done(deactivation) && !rotation_notes_is_done(gone))
		rotation_notes_add(
			notes, "The old key",
			xasprintf("Delete %s after %s, if nothing has needed it: "
				  "Rotate keys on the menu, or 'accredit rotate %s "
				  "--finish'. Until it is deleted, 'accredit rotate %s "
				  "--revert' reactivates it.",
				  deactivation->name, rotation_notes_from(at, deactivation),
				  p->setup, p->setup));
	if (rotation_notes_is_revocation(p) && rotation_notes_is_done(&p->steps[0]))
		rotation_notes_add(
			notes, "Sessions",
			xasprintf("AWS now denies the sessions that the role issued "
				  "before. An instance that still has the role gets "
				  "new credentials automatically, at the latest when "
				  "the old ones expire."));
	rotation_notes_add_reverted(notes, p);
	return notes;
}
