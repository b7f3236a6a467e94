/* cmd_list.c - accredit list and show. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/columns.h"
#include "base/mem.h"
#include "base/str.h"
#include "command/commands.h"
#include "command/report.h"
#include "format/json.h"
#include "plan/accepted.h"
#include "plan/open_run.h"
#include "plan/record.h"
#include "plan/waiting.h"
#include "probe/result.h"
#include "resource/kind.h"
#include "stackset/stackset.h"
#include "wizard/describe.h"
#include "wizard/due.h"
#include "wizard/journey.h"
#include "wizard/setup_summary.h"
#include "wizard/setups_list.h"

/* One setup as a tree: its answers and its state. Yours. */
static struct json *cmd_list_entry(const struct record *r)
{
	struct json *j = answers_json(record_answers(r)), *report = record_report(r);
	struct buf state = BUF(256);
	struct verified verified;
	struct waiting waiting;
	struct open_run open;
	struct json *note = stackset_note_load(r);

	journey_state(r, &state);
	json_put_str(j, "event", "setup");
	json_put_str(j, "state", state.s);
	json_put(j, "half_way", json_bool_new(record_half_way(r)));
	if (open_run_of(r, &open))
		json_put(j, "interrupted", open_run_event(&open));
	if (waiting_read(r, &waiting) && !waiting_is_stackset(&waiting))
		json_put(j, "waiting", waiting_json(&waiting));
	if (note)
		json_put_str(j, "stackset", stackset_note_read(note).name);
	json_free(note);
	verified = verified_read(r, report);
	verified_put(j, &verified);
	json_put(j, "ok", json_bool_new(json_true(json_get(report, "ok"))));
	buf_free(&state);
	json_free(report);
	return j;
}

/* The setups as a table, and how many there are. */
static void cmd_list_print_table(const struct setups *all)
{
	static const char *const titles[] = { "SETUP",	  "PLATFORM", "STATE",
					      "VERIFIED", "KEY AGE",  "NEXT" };
	enum { COLUMNS = sizeof(titles) / sizeof(*titles) };
	const char **cells = xcalloc((all->count + 1) * COLUMNS, sizeof(*cells));
	struct due_columns *due = xcalloc(all->count, sizeof(*due));
	struct buf out = BUF(BUF_TEXT);
	size_t next = 0;

	memcpy(cells, titles, sizeof(titles));
	for (size_t i = 0; i < all->count; i++) {
		const struct answers *a = &all->rows[i].answers;
		const char **cell = cells + (i + 1) * COLUMNS;

		due[i] = due_columns(&all->rows[i], clock_wall());
		next += !str_eq(due[i].next, "-");
		cell[0] = a->name;
		/* a user whose key was rotated has a record, too, but no platform */
		cell[1] = *a->platform ? a->platform : "user's key";
		cell[2] = due[i].state;
		cell[3] = due[i].verified;
		cell[4] = due[i].key;
		cell[5] = due[i].next;
	}
	columns_table(&out, cells, COLUMNS, all->count + 1, columns_width());
	buf_fmt(&out, "\n%zu setup%s, ", all->count, all->count == 1 ? "" : "s");
	if (next)
		buf_fmt(&out, "%zu with a next step.\n", next);
	else
		buf_str(&out, "nothing to do.\n");
	report_text(out.s);
	buf_free(&out);
	free(due);
	free(cells);
}

/* "my-setup: StackSet access, 25 accounts"; nothing where the setup has none. */
static void cmd_list_add_stackset(struct buf *out, const struct record *r)
{
	struct json *note = stackset_note_load(r);
	struct stackset_note n = stackset_note_read(note);
	size_t accounts = json_count(n.accounts), units = json_count(n.units);

	if (note)
		buf_fmt(out, "%s: StackSet %s, %zu %s%s\n", record_name(r), n.name,
			units ? units : accounts, units ? "organizational unit" : "account",
			(units ? units : accounts) == 1 ? "" : "s");
	json_free(note);
}

static int cmd_list_run_list(const struct flags *f, const struct faces *faces,
			     struct stop *stop)
{
	int64_t began = clock_ms();
	struct err err = ERR_INIT;
	struct json *names = record_names(&err);
	struct buf sets = BUF(BUF_TEXT);
	struct setups all = { NULL };
	int code = err.kind ? command_fail(&err) : 0;

	(void)faces;
	(void)stop;
	command_warn("");
	json_each(name, names) {
		struct err bad = ERR_INIT;
		struct record *r = record_open(json_text(name), false, &bad);

		if (!r || !record_answers(r)) {
			/* The others are listed all the same, but the list is not complete. */
			struct err why = bad;

			if (!strstr(why.text, json_text(name))) {
				err_set(&why, bad.kind ? bad.kind : ERR_FILE,
					"the record of setup '%s' cannot be read%s%s",
					json_text(name), *bad.text ? ": " : "", bad.text);
				err_hint(&why, "%s", bad.hint);
			}
			command_fail(&why);
			code = 1;
		} else if (f->json) {
			report_event(true, cmd_list_entry(r));
		} else {
			setups_add(&all, setup_row_read(r));
			cmd_list_add_stackset(&sets, r);
		}
		record_close(r);
	}
	if (all.count)
		cmd_list_print_table(&all);
	else if (!f->json && !code)
		printf("No setups on this computer yet. 'accredit setup PLATFORM' creates one; "
		       "'accredit templates' lists the platforms.\n");
	report_text(sets.s);
	buf_free(&sets);
	setups_free(&all);
	json_free(names);
	return report_result(f->json, "", NULL, code, began);
}

static void cmd_list_print_show(const char *setup)
{
	struct err ignored = ERR_INIT;
	struct json *tree = setup_summary_of_record(setup, &ignored);
	struct buf text = BUF(BUF_TEXT), clean = BUF(BUF_TEXT);
	struct summary_lines lines = { .count = 0 };

	setup_summary_add(&lines, tree, SUMMARY_SETUP | SUMMARY_CHECKS | SUMMARY_RECORD,
			  clock_wall());
	setup_summary_print(&text, &lines);
	setup_summary_free(&lines);
	str_clean_into(&clean, text.s, text.len, true);
	printf("%s", clean.s);
	buf_free(&clean);
	buf_free(&text);
	json_free(tree);
}

/* The summary screen, where there is a terminal that can show it; -1: there is none. */
static int cmd_list_show_screen(const struct flags *f, const struct faces *faces,
				struct stop *stop)
{
	return f->json || f->text || !command_asks(f) ? -1 :
							faces->screens(f, "setups", stop);
}

static int cmd_list_run_show(const struct flags *f, const struct faces *faces,
			     struct stop *stop)
{
	int64_t began = clock_ms();
	struct err err = ERR_INIT;
	struct record *r = record_open(f->words[0], false, &err);
	struct json *e, *report;
	int code;

	if (!r || !record_answers(r)) {
		record_close(r);
		return report_result(f->json, f->words[0], NULL, command_fail(&err),
				     began);
	}
	command_warn(f->words[0]);
	code = cmd_list_show_screen(f, faces, stop);
	if (code >= 0) {
		record_close(r);
		return code;
	}
	report = record_report(r);
	if (f->json) {
		e = cmd_list_entry(r);
		json_put(e, "accepted", accepted_read(r));
		json_put(e, "resources", record_resources(r));
		json_put(e, "report", json_copy(report));
		report_event(true, e);
	} else {
		cmd_list_print_show(f->words[0]);
	}
	report_result(f->json, f->words[0], json_get(report, "outputs"), 0, began);
	json_free(report);
	record_close(r);
	return 0;
}

const struct command command_list = {
	.name = "list",
	.words = "",
	.flags = "json",
	.says = "list the setups on this computer",
	.about =
		"Lists the setups on this computer, from their records: state, last verification, "
		"age of the access key, and what to do next.",
	.run = cmd_list_run_list,
};

const struct command command_show = {
	.name = "show",
	.words = "SETUP",
	.flags = "json text mouse",
	.says = "show the values and resources of a setup",
	.about =
		"Shows a setup: the values to enter in the platform, resources, next steps, the "
		"last test and comparisons. On a terminal it opens the summary screen.",
	.examples = "show my-setup\n",
	.takes = { TAKES_SETUP },
	.min_words = 1,
	.max_words = 1,
	.run = cmd_list_run_show,
};
