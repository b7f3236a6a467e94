/* describe_step.c - see describe_step.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "plan/describe_step.h"
#include "plan/plan.h"

/* Steps without a resource. Where words ends in a space the name follows. */
static const struct { const char *kind, *words;
} others[] = {
	{ "probe-group", "create a security group for the test instance" },
	{ "probe-launch", "launch test instance" },
	{ "probe-check", "collect results" },
	{ "probe-end", "terminate test instance" },
	{ "pod-launch", "start the test pod of " },
	{ "pod-check", "collect results of the test pod of " },
	{ "pod-end", "delete the test pod of " },
	{ "key-deactivate", "deactivate the access key " },
	{ "key-prove", "wait until the new key is active everywhere" },
	{ "key-settle", "delete the temporary copy of the key" },
	{ "key-backups", "delete the backups that contain keys in plain text: " },
	{ "key-check", "test the key's permissions" },
	{ "here-check", "simulate policies and read trust policies" },
	{ "key-try", "test the new key's permissions" },
	{ "key-drop", "delete the other key " },
	{ "key-store", "write the new key to: " },
	{ "key-park", "deactivate the old key: " },
	{ "key-finish", "delete the deactivated key " },
	{ "key-revive", "reactivate the old key: " },
	{ "key-leave", "keep until the rotation is finished: " },
};

/* Words of the step's kind, filled in; false: there are none, or it lacks a member. */
static bool describe_step_fill(struct buf *out, const char *words, const struct step *step)
{
	return kind_fill_words(out, words, step->name,
			       step->resource ? step->resource->members : NULL);
}

void describe_object(struct buf *out, const struct step *step)
{
	const struct kind *k = kind_find(step->kind);

	if (!k || !describe_step_fill(out, k->words.object, step))
		buf_fmt(out, "%s '%s'", kind_label(step->kind), step->name);
}

/* "create role 'x'", "attach policy 'p' to user 'u'" */
static void describe_step(struct buf *out, const char *verb, const struct step *step)
{
	const struct kind *k = kind_find(step->kind);
	bool creates = str_eq(verb, "create") || str_eq(verb, "update");

	if (!k) {
		for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
			if (str_eq(step->kind, others[i].kind)) {
				buf_str(out, others[i].words);
				if (str_ends(others[i].words, " "))
					buf_str(out, step->name);
				return;
			}
		buf_str(out, step->name);
		return;
	}
	if (describe_step_fill(out,
			       creates			      ? k->words.create :
				       str_eq(verb, "remove") ? k->words.remove :
								NULL,
			       step))
		return;
	buf_fmt(out, "%s%s", verb, *verb ? " " : "");
	describe_object(out, step);
}

void describe_used(struct buf *out, const struct step *step)
{
	const struct json *row = json_first(step->diff);

	if (step->action != ACTION_NONE || !str_eq(json_str(row, "path"), "used_by"))
		return;
	buf_str(out, ", used by ");
	json_each(user, json_get(row, "found"))
		buf_fmt(out, "%s%s", user == json_first(json_get(row, "found")) ? "" : ", ",
			json_text(user));
	buf_str(out, " too");
}

/* What is said after its name. */
static void describe_step_rest(struct buf *out, const struct step *step)
{
	const char *file = resource_str(step->resource, "file");
	const char *stays = resource_str(step->resource, "stays");
	const char *caution = *stays ? stays : resource_str(step->resource, "caution");
	const char *before = step->before ?
		", allowed by " :
		": missing, but not needed: the same is allowed by ";
	bool profile = str_eq(step->kind, "credentials-profile") && *file;
	bool changes = step->action == ACTION_CREATE || step->action == ACTION_UPDATE;
	char *real = profile && changes ? realpath(file, NULL) : NULL, tree[4096];

	describe_used(out, step);
	json_each(name, step->allowed) {
		buf_fmt(out, "%s'%s'", before, json_text(name));
		before = " and ";
	}
	if (profile)
		buf_fmt(out, " in %s", file);
	/* A change keeps the old text next to the file: said where that can be published. */
	if (real && file_work_tree(real, tree))
		buf_fmt(out,
			" (a backup with keys in plain text is kept next to it until the "
			"rotation is finished or the setup removed, in the git working tree "
			"'%s': do not commit it)",
			tree);
	free(real);
	if (step->action == ACTION_REMOVE && *caution) /* what the pack says about it */
		buf_fmt(out, ". Caution: %s", caution);
}

/* A key that was given is known by its ID, a profile by its file as well. */
void describe_doing(struct buf *out, const struct step *step)
{
	static const char *const verbs[] = {
		[ACTION_NONE] = "",	    [ACTION_CREATE] = "create",
		[ACTION_UPDATE] = "update", [ACTION_ADOPT] = "record existing",
		[ACTION_REMOVE] = "remove",
	};
	const char *given = resource_str(step->resource, "given_id");

	if (step->unread) {
		describe_object(out, step);
		buf_fmt(out, " could not be read: %s; %s", step->err.text, step->err.hint);
		return;
	}
	if (json_true(resource_get(step->resource, "previous")) &&
	    step->action == ACTION_ADOPT) {
		describe_step(out, "keep", step);
		buf_str(out, " of the previous cluster");
		return;
	}
	if (step->stays) {
		describe_step(out, "skip", step);
		buf_str(out, ": it still differs");
		return;
	}
	if (resource_get(step->resource, "took_back")) {
		describe_step(out, "undo the changes of setup to", step);
		return;
	}
	if (str_eq(step->kind, "key-hold"))
		buf_fmt(out,
			"keep the old key %s active: accredit does not edit these files",
			step->name);
	else if (str_eq(step->kind, "key-environment"))
		buf_fmt(out, "%s contains the old key and cannot be updated: unset it or export "
			"the new key", step->name);
	else if (str_eq(step->kind, "access-key") &&
		 json_true(resource_get(step->resource, "rotate")))
		buf_fmt(out, "create a new access key for user '%s'", step->name);
	else if (*given && step->action == ACTION_ADOPT)
		buf_fmt(out, "use the access key %s that you provided", given);
	else
		describe_step(out, step->kept ? "keep" : verbs[step->action], step);
	describe_step_rest(out, step);
}
