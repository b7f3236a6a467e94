/* backups.c - see backups.h. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/edit_file.h"
#include "base/notices.h"
#include "base/state.h"
#include "base/str.h"
#include "format/json.h"
#include "keys/key_files.h"
#include "plan/backups.h"
#include "plan/record.h"
#include "plan/run.h"

#define REMOVE_STEP "backups.remove"

/* --- the backups in the journal ----------------------------------------------------------- */

static void backups_add_existing(struct json *list, const struct json *rows)
{
	json_each(row, rows)
		if (key_files_there(json_str(row, "file")))
			json_push(list, json_copy(row));
}

struct json *backups_known(const struct record *r)
{
	struct json *list = json_list_new();

	json_each(line, r ? record_lines(r) : NULL)
		backups_add_existing(list, json_get(json_get(line, "outputs"), "backups"));
	return list;
}

/* --- the step ------------------------------------------------------------------------- */

static struct json *backups_prepare(struct step_ctx *c, struct err *err)
{
	(void)err;
	return c->step->settings ? json_copy(c->step->settings) : json_object_new();
}

struct removal {
	const struct json *known;
	const char *file;
	bool other;		/* the file is not as accredit wrote it */
};

static enum edit_file_act backups_remove_edit(void *ctx, const struct buf *old,
					    struct buf *made, struct err *err)
{
	struct removal *d = ctx;
	char sum[65];

	(void)made;
	(void)err;
	if (!old)
		return EDIT_SAME;
	str_sha256(sum, old->s, old->len);
	d->other = true;
	json_each(row, d->known)
		if (str_eq(json_str(row, "file"), d->file) &&
		    str_eq(json_str(row, "sum"), sum))
			d->other = false;
	return d->other ? EDIT_SAME : EDIT_REMOVE;
}

/* A backup that cannot be removed is reported and kept; the run continues. */
static void backups_remove_file(const struct json *known, const char *file)
{
	char *lock = key_files_lock(state_home());
	struct removal d = { .known = known, .file = file };
	struct edit_file s = { .path = file,
			       .lock = lock,
			       .max = KEYS_FILE_MAX,
			       .edit = backups_remove_edit,
			       .ctx = &d };
	struct err why = ERR_INIT;

	if (key_files_there(file) && !edit_file_replace(&s, NULL, &why))
		notices_add("the backup '%s' could not be removed, and can contain keys in "
			    "plain text: %s",
			    file, why.text);
	else if (d.other)
		notices_add("'%s' was changed by someone else and is kept: it can contain "
			    "keys in plain text",
			    file);
	free(lock);
}

static void backups_remove_known(const struct json *known)
{
	struct json *done = json_list_new();

	json_each(row, known) {
		const char *file = json_str(row, "file");

		if (json_has(done, file))
			continue;
		json_push(done, json_string_new(file));
		backups_remove_file(known, file);
	}
	json_free(done);
}

void backups_clear(const struct record *r)
{
	struct json *known = backups_known(r);

	backups_remove_known(known);
	json_free(known);
}

static bool backups_run(struct step_ctx *c, struct err *err)
{
	struct json *known;
	struct json *all = json_list_new();

	/* Those of the journal, and those that this run has written. */
	backups_add_existing(all, json_get(c->step->params, "backups"));
	for (size_t i = 0; i < c->plan->count; i++)
		backups_add_existing(all, json_get(c->plan->steps[i].outputs, "backups"));
	known = all;
	(void)err;
	backups_remove_known(known);
	json_free(known);
	return true;
}

const struct step_work backups_work = {
	.kind = "key-backups",
	.prepare = backups_prepare,
	.run = backups_run,
};

/* --- the plan ------------------------------------------------------------------------- */

void backups_add(struct plan *p, const struct json *known)
{
	struct json *settings;
	struct needs needs = { NULL };
	char *name;
	struct buf text = BUF(2000);
	bool any = json_count(known);

	for (size_t i = 0; i < p->count; i++)
		any |= p->steps[i].action != ACTION_NONE &&
			str_eq(p->steps[i].kind, "credentials-profile");
	if (!any)
		return;
	for (size_t i = 0; i < p->count; i++)
		needs_add(&needs, p->steps[i].id);
	settings = json_object_new();
	json_put(settings, "backups", known ? json_copy(known) : json_list_new());
	/* The names of the files, each once. */
	json_each(row, known)
		if (!strstr(text.s, json_str(row, "file")))
			buf_fmt(&text, "%s%s", text.len ? ", " : "", json_str(row, "file"));
	for (size_t i = 0; i < p->count; i++) {
		const char *file = resource_str(p->steps[i].resource, "file");

		if (p->steps[i].action != ACTION_NONE && *file &&
		    str_eq(p->steps[i].kind, "credentials-profile") &&
		    !strstr(text.s, file))
			buf_fmt(&text, "%s%s" EDIT_FILE_BACKUP, text.len ? ", " : "", file);
	}
	name = buf_take(&text);
	plan_add(p, REMOVE_STEP, &backups_work, name, ACTION_REMOVE, NULL, NULL, needs.ids)
		->settings = settings;
	free(name);
	free(needs.ids);
}
