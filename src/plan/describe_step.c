/* describe_step.c - see describe_step.h. */
#include "config.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "plan/describe_step.h"
#include "plan/plan.h"

/* Steps that make nothing of their own. Where words holds a blank at its end the
 * name follows. */
static const struct { const char *kind, *words;
} others[] = {
	{ "probe-group", "create a security group for the test instance" },
	{ "probe-launch", "launch test instance" },
	{ "probe-check", "collect results" },
	{ "probe-end", "terminate test instance" },
	{ "pod-launch", "start the test pod of " },
	{ "pod-check", "collect results of the test pod of " },
	{ "pod-end", "remove the test pod of " },
	{ "key-deactivate", "deactivate the access key " },
	{ "key-prove", "wait until the new key is active everywhere" },
	{ "key-settle", "remove the staged copy of the key" },
	{ "key-backups", "delete the backups that hold keys in clear text: " },
	{ "key-check", "test the key's permissions" },
	{ "here-check", "simulate policies and read trust policies" },
	{ "key-try", "test the new key's permissions" },
	{ "key-drop", "delete the second key " },
	{ "key-store", "hand the new key to: " },
	{ "key-park", "make the old key inactive: " },
	{ "key-finish", "delete the parked key " },
	{ "key-revive", "make the parked key active again: " },
	{ "key-leave", "keep for a later --finish: " },
};

void describe_step(struct buf *out, const char *action, const char *kind, const char *name)
{
	const struct kind *k = kind_find(kind);

	if (k) {
		buf_fmt(out, "%s the %s '%s'", str_eq(action, "none") ? "keep" : action,
			k->label, name);
		return;
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (str_eq(kind, others[i].kind)) {
			buf_str(out, others[i].words);
			if (str_ends(others[i].words, " "))
				buf_str(out, name);
			return;
		}
	buf_str(out, name);
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
	const char *before = step->before ? ", allowed by " : ": it is not there under this name, "
			     "and not needed: the same is allowed by ";
	bool profile = str_eq(step->kind, "credentials-profile") && *file;
	bool changes = step->action == ACTION_CREATE || step->action == ACTION_UPDATE;
	char *real = profile && changes ? realpath(file, NULL) : NULL, tree[4096];

	describe_used(out, step);
	json_each(name, step->allowed) {
		buf_fmt(out, "%s'%s'", before, json_text(name));
		before = " and ";
	}
	if (profile)
		buf_fmt(out, " of %s", file);
	/* A change keeps the old text next to the file: said where that can be published. */
	if (real && file_work_tree(real, tree))
		buf_fmt(out, " (until it is finished or removed, a backup with keys in clear "
			"text is kept next to it, in the git work tree '%s': do not commit it)",
			tree);
	free(real);
	if (step->action == ACTION_REMOVE && *caution) /* what the pack says about it */
		buf_fmt(out, ". Careful: %s", caution);
}

/* A key that was given is known by its ID, a profile by its file as well. */
void describe_doing(struct buf *out, const struct step *step)
{
	const char *given = resource_str(step->resource, "given_id");

	if (step->unread) {
		buf_fmt(out, "the %s '%s' could not be looked at: %s; %s",
			kind_label(step->kind), step->name, step->err.text, step->err.hint);
		return;
	}
	if (json_true(resource_get(step->resource, "previous")) &&
	    step->action == ACTION_ADOPT) {
		describe_step(out, "none", step->kind, step->name);
		buf_str(out, " of the cluster before");
		return;
	}
	if (step->stays) {
		describe_step(out, "leave", step->kind, step->name);
		buf_str(out, " as it is: it differs");
		return;
	}
	if (resource_get(step->resource, "took_back")) {
		buf_fmt(out, "take back what setup changed of the %s '%s'",
			kind_label(step->kind), step->name);
		return;
	}
	if (str_eq(step->kind, "key-hold"))
		buf_fmt(out, "the old key %s stays active: accredit does not edit these files",
			step->name);
	else if (str_eq(step->kind, "key-environment"))
		buf_fmt(out, "%s contains the old key and cannot be updated: unset it or export "
			"the new key", step->name);
	else if (str_eq(step->kind, "access-key") &&
		 json_true(resource_get(step->resource, "rotate")))
		buf_fmt(out, "make a new access key for '%s'", step->name);
	else if (*given && step->action == ACTION_ADOPT)
		buf_fmt(out, "take the access key %s that you gave", given);
	else
		describe_step(out, action_name(step->action), step->kind, step->name);
	describe_step_rest(out, step);
}
