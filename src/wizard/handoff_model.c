/* handoff_model.c - see handoff_model.h; and TASK_HANDOFF, TASK_FORGET. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/errors.h"
#include "base/str.h"
#include "format/json.h"
#include "handoff/afterwards.h"
#include "handoff/handoff.h"
#include "kinds/kinds.h"
#include "plan/record.h"
#include "plan/waiting.h"
#include "wizard/handoff_task.h"
#include "wizard/setup_summary_internal.h"
#include "wizard/wizard_internal.h"

void handoff_suggest(struct wizard *w)
{
	struct handoff_request *r = &w->handoff;
	const struct answers *a = &w->j.given;
	const char *name = *a->name ? a->name : w->j.pack ? w->j.pack->name : "setup";
	char here[sizeof(r->folder) - 80];

	if (!*r->form && handoff_forms->name)
		snprintf(r->form, sizeof(r->form), "%s", handoff_forms->name);
	snprintf(r->account, sizeof(r->account), "%s",
		 *a->account ? a->account : w->signed_in ? w->session.account : "");
	snprintf(r->region, sizeof(r->region), "%s",
		 *a->region ? a->region : w->signed_in ? w->session.region : "");
	if (!getcwd(here, sizeof(here)))
		snprintf(here, sizeof(here), "/tmp");
	snprintf(r->folder, sizeof(r->folder), "%s/%.63s-handoff",
		 strcmp(here, "/") ? here : "", name);
}

bool handoff_folder_check(const char *folder, struct err *err)
{
	if (!*folder)
		return err_set(err, ERR_INPUT, "Enter a new or an empty folder.");
	if (strlen(folder) >= sizeof(((struct handoff_request *)0)->folder))
		return err_set(err, ERR_INPUT, "This path is too long.");
	return true;
}

bool handoff_do_write(struct wizard *w, struct err *err)
{
	const struct handoff_form *form = handoff_form_find(w->handoff.form);
	struct errors wrong = { NULL };
	struct journey *j = &w->j;

	j->exists = true; /* it creates no keys, so their locations are no question */
	j->by_hand = false;
	j->session = &w->session;
	snprintf(j->given.account, sizeof(j->given.account), "%s", w->handoff.account);
	snprintf(j->given.region, sizeof(j->given.region), "%s", w->handoff.region);
	if (!form)
		err_set(err, ERR_INPUT, "'%s' is not a form", w->handoff.form);
	else if (!handoff_task_answers(j, &wrong))
		*err = wrong.rows[0];
	else
		handoff_task_write(j, form, w->handoff.folder, &w->queue.fresh, err);
	errors_free(&wrong);
	return !err->kind;
}

bool wizard_do_forget(struct wizard *w, struct err *err)
{
	struct record *r = record_open(w->setup, true, err);
	bool ok = r && waiting_end(r, err);

	record_close(r);
	return ok;
}

/* --- what was written ------------------------------------------------------------------ */

/* Where the administrator begins. */
static const struct handoff_model_begin {
	const char *form, *text;
} begins[] = {
	{ "cli", "They run the script with sh. It shows every step and asks first; undo.sh "
		 "takes it back." },
	{ "cloudformation", "README.txt has the commands that create, update and delete the "
			    "stack." },
	{ "terraform", "README.md has the commands that apply and destroy the module." },
	{ "bundle", "letter.txt and letter.html say what is asked and why, and how to create "
		    "and undo it." },
};

void handoff_summary(struct summary_lines *lines, const struct json *event)
{
	struct waiting form = { .since = "" };
	struct buf files = BUF(BUF_TEXT);

	snprintf(form.form, sizeof(form.form), "%s", json_str(event, "form"));
	setup_summary_line(lines, SUMMARY_TITLE, "",
			   arena_fmt(&lines->arena, "Hand-off of setup '%s': %s",
				     json_str(event, "setup"), waiting_title(&form)));
	if (json_true(json_get(event, "waiting")))
		setup_summary_line(lines, SUMMARY_GOOD, "",
				   "Written. The setup waits for the administrator now.");
	else
		setup_summary_line(lines, SUMMARY_OPEN, "",
				   arena_fmt(&lines->arena,
					     "Written, but not recorded as waiting: %s.",
					     json_str(event, "note")));
	json_each(name, json_get(event, "files"))
		buf_fmt(&files, "%s%s", files.len ? ", " : "", json_text(name));
	setup_summary_line(lines, SUMMARY_HEADING, "", "Send this to the administrator");
	setup_summary_line(lines, SUMMARY_VALUE, "Written to", json_str(event, "folder"));
	setup_summary_line(lines, SUMMARY_NOTE, "Files", files.s);
	for (size_t i = 0; i < sizeof(begins) / sizeof(*begins); i++)
		if (str_eq(begins[i].form, json_str(event, "form")))
			setup_summary_line(lines, SUMMARY_NOTE, "", begins[i].text);
	setup_summary_line(lines, SUMMARY_HEADING, "", "When the administrator is done");
	setup_summary_line(lines, SUMMARY_COMMAND, "Run this", json_str(event, "next"));
	setup_summary_line(lines, SUMMARY_NOTE, "",
			   "Or select Verify on the menu. It compares what was created, tests "
			   "it, and records the setup.");
	if (json_count(json_get(event, "afterwards")))
		setup_summary_line(lines, SUMMARY_HEADING, "", "Left to do after that");
	json_each(row, json_get(event, "afterwards")) {
		struct afterwards one = afterwards_read(row);

		setup_summary_line(lines, SUMMARY_NOTE, "",
				   arena_fmt(&lines->arena, "%s '%s': %s",
					     kind_label(one.kind), one.name, one.why));
	}
	buf_free(&files);
}
