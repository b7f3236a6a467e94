/* rotation_notes.c - what an operator reads after a rotation; see rotation.h. */
#include "config.h"

#include <stdlib.h>
#include "base/mem.h"
#include "base/str.h"
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
	err_hint(err, "put the new key%s%s there yourself, then 'accredit rotate %s --finish' "
		 "deactivates the old one", file ? " from " : "", file ? file : "", p->setup);
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
			    xasprintf("%s stays active until then. 'accredit rotate %s "
				      "--finish' deactivates it once no file contains it; "
				      "'accredit rotate %s --revert' "
				      "goes back to it.",
				      hold->name, p->setup, p->setup));
}

struct json *rotate_notes(const struct plan *p)
{
	const struct step *deactivation = plan_step(p, DEACTIVATE_STEP),
			  *newer = plan_step(p, KEEP_NEWER_STEP);
	const struct step *hold = plan_step(p, KEEP_OLD_STEP),
			  *gone = plan_step(p, FINISH_STEP);
	struct json *notes = NULL;

	for (size_t i = 0; i < p->count && !notes; i++)
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
		rotation_notes_add(notes, "The old key",
				    xasprintf("%s is inactive and can be had back: "
					      "'accredit rotate %s --revert'. When nothing "
					      "missed it for %d hours, "
					      "'accredit rotate %s --finish' deletes it.",
					      deactivation->name, p->setup, QUIET_HOURS, p->setup));
	if (rotation_notes_is_revocation(p) && rotation_notes_is_done(&p->steps[0]))
		rotation_notes_add(notes, "Sessions",
				    xasprintf(
					    "Those that the role handed out before now are "
					    "refused. A machine that is still trusted gets "
					    "new ones by itself, at the "
					    "latest when the old ones end."));
	if (rotation_notes_is_done(newer))
		rotation_notes_add(notes, "The newer key",
				    xasprintf("%s is still active, in case something "
					      "uses it already. 'accredit rotate %s "
					      "--finish' deletes it once nothing "
					      "used it for %d hours; the next rotation "
					      "does so if nothing used it "
					      "since now.",
					      newer->name, p->setup, QUIET_HOURS));
	return notes;
}
