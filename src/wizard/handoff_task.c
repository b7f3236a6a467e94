/* handoff_task.c - see handoff_task.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/profile.h"
#include "base/buf.h"
#include "base/errors.h"
#include "base/shell.h"
#include "base/str.h"
#include "format/json.h"
#include "handoff/afterwards.h"
#include "handoff/handoff.h"
#include "kinds/kinds.h"
#include "kinds/resource_json.h"
#include "pack/pack.h"
#include "pack/pack_when.h"
#include "pack/risk.h"
#include "pack/value.h"
#include "plan/record.h"
#include "plan/waiting.h"
#include "resource/managed_read.h"
#include "session/session.h"
#include "wizard/exists.h"
#include "wizard/handoff_task.h"
#include "wizard/journey.h"
#include "wizard/lookup.h"

#define ANSWERS_FILE "answers.json"

/* --- answers -------------------------------------------------------------------------- */

/* The account and the Region that the environment or the profile names; makes no call. */
static bool handoff_task_settings(struct answers *a, struct err *err)
{
	struct profile files;
	const char *account, *region;
	/* the key of the environment need not be of the profile's account */
	bool key = *profile_env("AWS_ACCESS_KEY_ID");

	if (!profile_load(&files, NULL, err))
		return false;
	account = profile_setting(&files, "AWS_ACCOUNT_ID", key ? "" : "aws_account_id");
	if (!*account && !key)
		account = json_str(files.values, "sso_account_id");
	region = profile_env("AWS_REGION");
	if (!*region)
		region = profile_setting(&files, "AWS_DEFAULT_REGION", "region");
	if (!*a->account)
		snprintf(a->account, sizeof(a->account), "%s", account);
	if (!*a->region)
		snprintf(a->region, sizeof(a->region), "%s", region);
	profile_free(&files);
	return true;
}

/* The next value that is read from a cluster and was not given; NULL: none. */
static const struct pack_value *handoff_task_unread(const struct answers *a,
						    const struct pack *p,
						    const struct pack_value *from)
{
	for (const struct pack_value *v = from; v->name; v++)
		if (*v->cluster && value_asked(v, a) && !*json_str(a->values, v->name) &&
		    value_required(p, v, a))
			return v;
	return NULL;
}

/* Asks AWS for what is missing; what it does not say stays missing, and why says why. */
static void handoff_task_ask(struct journey *j, struct answers *a, struct err *why)
{
	const struct answers *was = j->record ? record_answers(j->record) : NULL;
	struct session *s = j->session;
	struct json *moved;

	if (*a->account && *a->region && !handoff_task_unread(a, j->pack, j->pack->values))
		return;
	if (!s->aws && !session_open(s, a->region, j->stop, why))
		return;
	if (!*a->account)
		snprintf(a->account, sizeof(a->account), "%s", s->account);
	if (!*a->region)
		snprintf(a->region, sizeof(a->region), "%s", s->region);
	moved = json_list_new();
	if (str_eq(a->account, s->account) && str_eq(a->region, s->region) &&
	    handoff_task_unread(a, j->pack, j->pack->values))
		lookup_answers(a, j->pack, s->aws, was, moved, why);
	json_free(moved);
}

static void handoff_task_missing(struct errors *wrong, const char *label, const char *name,
				 const struct err *why)
{
	struct err err = ERR_INIT;

	err_set(&err, ERR_INPUT, "%s: a value is required", label);
	err_field(&err, name);
	if (why->kind)
		err_hint(&err, "enter it; AWS could not be asked for it: %.300s",
			 why->text);
	else
		err_hint(&err, "enter it");
	errors_add(wrong, &err);
}

/* The findings; policies that AWS manages are read where somebody is signed in. */
static void handoff_task_judge(struct journey *j)
{
	const struct session *s = j->session;
	struct json *managed = s->aws && str_eq(s->account, j->answers.account) ?
		managed_read(s->aws, j->wanted, j->managed) :
		NULL;

	json_free(j->risks);
	j->risks = risk_find(j->wanted, managed);
	if (managed) {
		json_free(j->managed);
		j->managed = managed;
	}
}

bool handoff_task_answers(struct journey *j, struct errors *wrong)
{
	struct answers all = { .values = NULL };
	struct err err = ERR_INIT, why = ERR_INIT;

	if (journey_merge(j, &all, &err) && handoff_task_settings(&all, &err)) {
		all.exists = true;
		answers_start(&all, j->pack);
		answers_take(&all, j->pack);
		handoff_task_ask(j, &all, &why);
		if (!*all.account)
			handoff_task_missing(wrong, "Account ID", "ACCOUNT_ID", &why);
		if (!*all.region)
			handoff_task_missing(wrong, "Region", "REGION", &why);
		for (const struct pack_value *v = j->pack->values;
		     (v = handoff_task_unread(&all, j->pack, v)); v++)
			handoff_task_missing(wrong, v->label, v->name, &why);
	}
	errors_add(wrong, &err);
	if (!wrong->count && answers_complete(&all, j->pack, &err)) {
		answers_copy(&j->answers, &all);
		if (journey_render(j, &err)) {
			handoff_task_judge(j);
			json_put(j->wanted, "looked_for",
				 exists_looked_for(&j->answers, j->pack, j->wanted));
		}
	}
	errors_add(wrong, &err);
	answers_free(&all);
	return !wrong->count;
}

/* --- files ---------------------------------------------------------------------------- */

static struct handoff handoff_task_of(const struct journey *j, struct resources *resources)
{
	*resources = resources_load(json_get(j->wanted, "resources"));
	return (struct handoff){ .pack = j->pack,
				 .answers = &j->answers,
				 .wanted = j->wanted,
				 .resources = resources,
				 .risks = j->risks };
}

bool handoff_task_files(const struct journey *j, const struct handoff_form *form,
			struct handoff_files *files, struct err *err)
{
	struct resources resources;
	struct handoff h = handoff_task_of(j, &resources);
	bool ok = form->write(&h, "", files, err);
	struct json *answers = answers_json(&j->answers);

	if (ok && !handoff_file_text(files, ANSWERS_FILE)) {
		struct buf *text = handoff_file_add(files, ANSWERS_FILE, false);

		json_pretty(text, answers);
		buf_char(text, '\n');
	}
	json_free(answers);
	resources_free(&resources);
	return ok;
}

/* The command that verifies it; from a .zip file no answers can be read. */
static void handoff_task_next(struct buf *out, const struct json *event)
{
	const char *folder = json_str(event, "folder");
	struct buf path = BUF(BUF_TEXT);

	buf_str(out, "accredit verify ");
	if (json_true(json_get(event, "waiting")) && handoff_is_zip(folder)) {
		shell_word(out, json_str(event, "setup"));
	} else {
		buf_str(out, "--answers ");
		if (!handoff_is_zip(folder))
			buf_fmt(&path, "%s%s", folder, str_ends(folder, "/") ? "" : "/");
		buf_str(&path, ANSWERS_FILE);
		shell_word(out, path.s);
	}
	buf_free(&path);
}

/* That the setup waits; where it cannot be recorded, the files are of use all the same. */
static void handoff_task_record(struct json *event, const struct answers *a)
{
	struct err err = ERR_INIT;
	bool recorded = false;

	waiting_begin(a, json_str(event, "form"), json_str(event, "folder"), &recorded,
		      &err);
	json_put(event, "waiting", json_bool_new(recorded && !err.kind));
	if (err.kind)
		json_put_str(event, "note", err.text);
	else if (!recorded)
		json_put_str(event, "note",
			     "the setup exists already: its record stays as it is");
}

bool handoff_task_write(const struct journey *j, const struct handoff_form *form,
			const char *folder, struct json **event, struct err *err)
{
	struct handoff_files files = { .items = NULL };
	struct resources resources;
	struct handoff h = handoff_task_of(j, &resources);
	bool ok = handoff_task_files(j, form, &files, err) &&
		handoff_write(&files, folder, err);
	struct buf next = BUF(BUF_TEXT);
	struct json *names;
	char *path;

	*event = NULL;
	if (ok) {
		*event = json_object_new();
		json_put_str(*event, "event", "handoff");
		json_put_str(*event, "setup", j->answers.name);
		json_put_str(*event, "form", form->name);
		path = realpath(folder, NULL);
		json_put_str(*event, "folder", path ? path : folder);
		free(path);
		names = json_put(*event, "files", json_list_new());
		for (size_t i = 0; i < files.count; i++)
			json_push(names, json_string_new(files.items[i].name));
		json_put(*event, "afterwards", handoff_afterwards(&h, form->name));
		handoff_task_record(*event, &j->answers);
		handoff_task_next(&next, *event);
		json_put_str(*event, "next", next.s);
	}
	buf_free(&next);
	handoff_files_free(&files);
	resources_free(&resources);
	return ok;
}

void handoff_task_words(struct buf *out, const struct json *event)
{
	const struct json *afterwards = json_get(event, "afterwards");

	buf_fmt(out, "Written to %s:\n", json_str(event, "folder"));
	json_each(name, json_get(event, "files"))
		buf_fmt(out, "  %s\n", json_text(name));
	if (json_count(afterwards))
		buf_str(out, "\nLeft to do afterwards:\n");
	json_each(row, afterwards) {
		struct afterwards one = afterwards_read(row);

		buf_fmt(out, "  %s '%s': %s\n    %s\n", kind_label(one.kind), one.name,
			one.why, one.command);
	}
	if (json_true(json_get(event, "waiting")))
		buf_fmt(out, "\n'%s' waits for the administrator now.",
			json_str(event, "setup"));
	else
		buf_fmt(out, "\nNot recorded as waiting: %s.", json_str(event, "note"));
	buf_fmt(out, "\nOnce the administrator is done: %s", json_str(event, "next"));
}
