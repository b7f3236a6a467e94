/* cmd_list.c - accredit list and show. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "command/columns.h"
#include "command/commands.h"
#include "command/report.h"
#include "format/json.h"
#include "plan/accepted.h"
#include "plan/open_run.h"
#include "plan/record.h"
#include "probe/result.h"
#include "resource/kind.h"
#include "wizard/describe.h"
#include "wizard/due.h"
#include "wizard/journey.h"
#include "wizard/setups_list.h"

/* One setup as a tree: its answers and its state. Yours. */
static struct json *cmd_list_entry(const struct record *r)
{
	struct json *j = answers_json(record_answers(r)), *report = record_report(r);
	struct buf state = BUF(256);
	struct verified verified;
	struct open_run open;

	journey_state(r, &state);
	json_put_str(j, "event", "setup");
	json_put_str(j, "state", state.s);
	json_put(j, "half_way", json_bool_new(record_half_way(r)));
	if (open_run_of(r, &open))
		json_put(j, "interrupted", open_run_event(&open));
	verified = verified_read(r, report);
	verified_put(j, &verified);
	json_put(j, "ok", json_bool_new(json_true(json_get(report, "ok"))));
	buf_free(&state);
	json_free(report);
	return j;
}

static void cmd_list_print_entry(const struct record *r)
{
	struct setup_row row = setup_row_read(r);
	const struct answers *answers = &row.answers;
	/* a user whose key was rotated has a record, too, but no platform */
	const char *method = *answers->platform ? answers->method : "a user's key";
	struct buf words = BUF(64);

	if (*answers->platform)
		verified_words(&words, &row.verified);
	printf("%-20s %-12s %-16s %-14s account %s  %s%s%s\n", answers->name,
	       *answers->platform ? answers->platform : "-", method, answers->region,
	       answers->account, row.state, words.len ? ", " : "", words.s);
	buf_free(&words);
	setup_row_free(&row);
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

static int cmd_list_run_list(const struct flags *f, const struct faces *faces,
			     struct stop *stop)
{
	int64_t began = clock_ms();
	struct err err = ERR_INIT;
	struct json *names = record_names(&err);
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
		}
		record_close(r);
	}
	if (all.count)
		cmd_list_print_table(&all);
	else if (!f->json && !code)
		printf("No setups on this computer yet. 'accredit setup PLATFORM' creates one; "
		       "'accredit templates' lists the platforms.\n");
	setups_free(&all);
	json_free(names);
	return report_result(f->json, "", NULL, code, began);
}

static void cmd_list_print_show(const struct record *record, const struct json *e,
				const struct json *resources, const struct json *report)
{
	struct buf text = BUF(BUF_TEXT);

	cmd_list_print_entry(record);
	if (json_get(e, "interrupted")) {
		describe_interrupted(&text, json_get(e, "interrupted"));
		printf("  %s\n", text.s);
	}
	json_each(row, resources) {
		const struct recorded one = recorded_read(row);

		printf("  %s '%s', %s\n", one.kind, one.name,
		       one.made ? "made" : "found and adopted");
	}
	json_each(output, json_get(report, "outputs"))
		printf("  %s: %s\n", json_key(output), json_text(output));
	json_each(event, json_get(report, "checks")) {
		const struct check_result r = check_result_read(event);

		printf("  check %s: %s\n", r.id, verdict_word(r.verdict));
	}
	json_each(row, json_get(report, "not_run"))
		printf("  check %s: not run\n", check_result_read(row).id);
	json_each(row, json_get(e, "accepted"))
		printf("  accepted %.16s: %s\n", json_str(row, "time"), json_str(row, "text"));
	buf_free(&text);
}

static int cmd_list_run_show(const struct flags *f, const struct faces *faces,
			     struct stop *stop)
{
	int64_t began = clock_ms();
	struct err err = ERR_INIT;
	struct record *r = record_open(f->words[0], false, &err);
	struct json *e, *resources, *report;

	(void)faces;
	(void)stop;
	if (!r || !record_answers(r)) {
		record_close(r);
		return report_result(f->json, f->words[0], NULL, command_fail(&err),
				     began);
	}
	command_warn(f->words[0]);
	e = cmd_list_entry(r);
	resources = record_resources(r);
	report = record_report(r);
	json_put(e, "accepted", accepted_read(r));
	if (f->json) {
		json_put(e, "resources", json_copy(resources));
		json_put(e, "report", json_copy(report));
		report_event(true, json_copy(e));
	} else {
		cmd_list_print_show(r, e, resources, report);
	}
	report_result(f->json, f->words[0], json_get(report, "outputs"), 0, began);
	json_free(report);
	json_free(resources);
	json_free(e);
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
	.flags = "json",
	.says = "show the values and resources of a setup",
	.about =
		"Shows the record of a setup: the values to enter in the platform, next steps, "
		"resources and checks.",
	.examples = "show my-setup\n",
	.takes = { TAKES_SETUP },
	.min_words = 1,
	.max_words = 1,
	.run = cmd_list_run_show,
};
