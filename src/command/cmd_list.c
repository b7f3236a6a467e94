/* cmd_list.c - accredit list, show and templates: looking only. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "command/commands.h"
#include "command/report.h"
#include "format/json.h"
#include "pack/pack.h"
#include "pack/pack_load.h"
#include "pack/templates.h"
#include "plan/accepted.h"
#include "plan/open_run.h"
#include "plan/record.h"
#include "probe/result.h"
#include "resource/kind.h"
#include "wizard/describe.h"
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

static int cmd_list_run_list(const struct flags *f, const struct faces *faces,
			     struct stop *stop)
{
	int64_t began = clock_ms();
	struct err err = ERR_INIT;
	struct json *names = record_names(&err);
	int code = err.kind ? command_fail(&err) : 0;

	(void)faces;
	(void)stop;
	command_warn("");
	json_each(name, names) {
		struct err bad = ERR_INIT;
		struct record *r = record_open(json_text(name), false, &bad);

		if (!r || !record_answers(r)) {
			/* The others are listed all the same, but the list is not whole. */
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
			cmd_list_print_entry(r);
		}
		record_close(r);
	}
	if (!f->json && !code && !json_count(names))
		printf("no set-up was made here yet; 'accredit setup PLATFORM' makes one\n");
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

static int cmd_list_packs(void)
{
	struct err err = ERR_INIT;
	struct json *names = templates_list(&err);
	int code = err.kind ? command_fail(&err) : 0;

	command_warn("");
	json_each(name, names) {
		struct err bad = ERR_INIT;
		struct pack *p = pack_load(json_text(name), &bad);

		if (!p) {
			code = command_fail(&bad);
			continue;
		}
		printf("%-12s %s\n", p->name, p->title);
		for (const struct pack_method *m = p->methods; m->name; m++)
			printf("  --method %-12s %s\n", m->name, m->title);
		for (const struct pack_policy *policy = p->policies; policy->name; policy++)
			printf("  --policy %-28s %s\n", policy->name, policy->title);
		pack_free(p);
	}
	json_free(names);
	return code;
}

static int cmd_list_run_templates(const struct flags *f, const struct faces *faces,
				  struct stop *stop)
{
	struct err err = ERR_INIT;

	(void)faces;
	(void)stop;
	if (!f->words_count)
		return cmd_list_packs();
	if (str_eq(f->words[0], "check") && f->words_count == 2) {
		/* A folder, or the name of one of the templates. */
		const char *word = f->words[1];
		char *named = xasprintf("%s/%s", templates_folder(), word);
		const char *folder =
			access(word, F_OK) && !access(named, F_OK) ? named : word;
		struct buf mistakes = BUF(BUF_TEXT);
		struct buf clean = BUF(BUF_TEXT);
		bool ok = pack_check(folder, &mistakes);

		str_clean_into(&clean, mistakes.s, mistakes.len, true);
		if (ok)
			printf("'%s' is a good pack\n", folder);
		else
			fprintf(stderr, "%s", clean.s);
		buf_free(&mistakes);
		buf_free(&clean);
		free(named);
		return ok ? 0 : EXIT_BAD_USE;
	}
	err_set(&err, ERR_INPUT, "'accredit templates' takes 'check DIR' or nothing");
	err_hint(&err, "for example: accredit templates check templates/mine");
	return command_fail(&err);
}

const struct command command_list = {
	.name = "list",
	.words = "",
	.flags = "json",
	.says = "lists the set-ups made here",
	.run = cmd_list_run_list,
};

const struct command command_show = {
	.name = "show",
	.words = "SETUP",
	.flags = "json",
	.says = "shows a set-up's record",
	.min_words = 1,
	.max_words = 1,
	.run = cmd_list_run_show,
};

const struct command command_templates = {
	.name = "templates",
	.words = "[check DIR]",
	.flags = "",
	.says = "lists the platforms, or checks a pack",
	.max_words = 2,
	.run = cmd_list_run_templates,
};
