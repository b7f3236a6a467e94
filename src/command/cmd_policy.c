/* cmd_policy.c - accredit policy: questions about policy documents, without AWS. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/near.h"
#include "base/str.h"
#include "command/cmd_policy.h"
#include "command/commands.h"
#include "command/report.h"
#include "format/json.h"
#include "policy/iam_policy.h"

#define LARGEST (1u << 20)

/* A file that cannot be read is bad input: its name was typed. */
bool policy_add_file(struct policy_set *set, const char *path, struct err *err)
{
	struct buf text = BUF(LARGEST);
	bool ok = file_read(path, &text, NULL, err);

	if (ok) {
		ok = policy_add_text(set, path, text.s, text.len, err);
	} else {
		err->kind = ERR_INPUT;
		err_hint(err, "name a readable file with one policy document in JSON");
	}
	buf_free(&text);
	return ok;
}

static bool cmd_policy_add_list(struct policy_set *set, const struct json *paths,
				struct err *err)
{
	json_each(path, paths)
		if (!policy_add_file(set, json_text(path), err))
			return false;
	return true;
}

/* --- allows ------------------------------------------------------------------------ */

/* KEY=VALUE each; a key that comes again has several values. NULL: err. */
static struct json *cmd_policy_read_context(const struct json *given, struct err *err)
{
	struct json *context = json_object_new();

	json_each(one, given) {
		const char *text = json_text(one), *value = strchr(text, '=');
		struct buf key = BUF(4096);

		if (!value || value == text) {
			json_free(context);
			err_set(err, ERR_INPUT, "'--context %s' is not KEY=VALUE", text);
			err_hint(err, "for example: --context aws:SourceIp=203.0.113.9");
			return NULL;
		}
		buf_add(&key, text, (size_t)(value - text));
		json_add(context, key.s, json_string_new(value + 1));
		buf_free(&key);
	}
	return context;
}

static bool cmd_policy_check_request(const struct flags *f, struct err *err)
{
	const char *colon = f->action ? strchr(f->action, ':') : NULL;

	if (f->words_count < 2 || !f->action || !f->resource) {
		const bool both = !f->action && !f->resource;

		err_set(err, ERR_INPUT, "'accredit policy allows' needs %s%s%s%s%s",
			f->words_count < 2 ? "at least one file" : "",
			f->words_count < 2 && (!f->action || !f->resource) ? ", " : "",
			f->action ? "" : "--action", both ? " and " : "",
			f->resource ? "" : "--resource");
		return err_hint(err, "for example: accredit policy allows policy.json "
				"--action s3:GetObject --resource arn:aws:s3:::bucket/key");
	}
	if (!colon || colon == f->action || !colon[1] || strpbrk(f->action, "*?")) {
		err_set(err, ERR_INPUT, "'%s' is not the name of one action", f->action);
		return err_hint(err, "use --action SERVICE:NAME, for example s3:GetObject");
	}
	return true;
}

static void cmd_policy_print_answer(const struct policy_result *answer)
{
	static const char *const says[] = { "allowed", "denied", "not allowed", "unknown" };
	struct buf text = BUF(BUF_TEXT);
	const char *before;
	bool principal = false;

	buf_fmt(&text, "%s", says[answer->decision]);
	if (answer->decision == POLICY_NONE)
		buf_str(&text,
			": no statement allows this request in every policy type, and none denies it");
	for (size_t i = 0; i < answer->n; i++) {
		const struct policy_statement *s = answer->statements[i];

		buf_fmt(&text, "%s%s statement %zu%s%s of %s", i ? ", " : " by ",
			s->deny ? "Deny" : "Allow", s->index, *s->sid ? " " : "", s->sid,
			s->document);
	}
	buf_str(&text, "\n");
	/* What would settle an unknown answer. */
	before = "It depends on ";
	for (size_t i = 0; i < answer->keys_count; i++) {
		if (str_eq(answer->keys[i], "principal")) {
			principal = true;
			continue;
		}
		buf_fmt(&text, "%s%s", before, answer->keys[i]);
		before = ", ";
	}
	if (str_eq(before, ", "))
		buf_str(&text,
			": add --context KEY=VALUE, or --context-complete if the request "
			"has no other condition keys\n");
	if (principal)
		buf_str(&text,
			"It depends on who makes the request: a Principal cannot be "
			"compared here\n");
	report_text(text.s);
	buf_free(&text);
}

static void cmd_policy_tell_answer(bool as_json, const struct policy_result *answer)
{
	struct json *event, *keys;
	struct json *places;

	if (!as_json) {
		cmd_policy_print_answer(answer);
		return;
	}
	event = json_object_new();
	json_put_str(event, "event", "evaluation");
	json_put_str(event, "decision", policy_decision_names[answer->decision]);
	places = json_put(event, "statements", json_list_new());
	for (size_t i = 0; i < answer->n; i++)
		json_push(places, policy_statement_reference(answer->statements[i]));
	keys = json_put(event, "depends_on", json_list_new());
	for (size_t i = 0; i < answer->keys_count; i++)
		json_push(keys, json_string_new(answer->keys[i]));
	report_event(true, event);
}

/* The exit code; -1: err. */
static int cmd_policy_evaluate(const struct flags *f, const struct policy_types *layers,
			       struct err *err)
{
	struct json *context = cmd_policy_read_context(f->context, err);
	struct policy_request r = { .action = f->action, .resource = f->resource,
				    .context = context, .complete = f->context_complete };
	struct arena a = { NULL };
	struct policy_result answer;
	int code;

	if (!context)
		return -1;
	answer = policy_evaluate(&a, layers, &r);
	cmd_policy_tell_answer(f->json, &answer);
	code = answer.decision == POLICY_ALLOW ? 0 : EXIT_DIFFERS;
	arena_free(&a);
	json_free(context);
	return code;
}

static int cmd_policy_run_allows(const struct flags *f, struct err *err)
{
	struct policy_set *set = policy_new(), *boundary = policy_new();
	struct policy_types layers = { .identity = set,
				       .boundary = f->boundary ? boundary : NULL };
	bool ok = cmd_policy_check_request(f, err);
	int code;

	for (int i = 1; ok && i < f->words_count; i++)
		ok = policy_add_file(set, f->words[i], err);
	if (ok && f->boundary)
		ok = policy_add_file(boundary, f->boundary, err);
	code = ok ? cmd_policy_evaluate(f, &layers, err) : -1;
	policy_free(set);
	policy_free(boundary);
	return code;
}

/* --- covers -------------------------------------------------------------------------- */

static void cmd_policy_tell_cover(bool as_json, const struct policy_cover *c)
{
	struct json *event;

	if (!as_json) {
		struct buf text = BUF(BUF_TEXT);

		if (c->covered == POLICY_YES)
			buf_str(&text, "yes: everything required is allowed\n");
		else if (c->covered == POLICY_NO)
			buf_str(&text, "no: this is required and not allowed\n");
		json_each(statement, c->missing) {
			json_pretty(&text, statement);
		}
		json_each(one, c->examples)
			buf_fmt(&text, "For example %s on %s\n", json_str(one, "action"),
				json_str(one, "resource"));
		json_each(place, c->undecided)
			buf_fmt(&text,
				"unknown: statement %.0f of %s could not be compared: "
				"review it "
				"yourself\n",
				json_number(json_get(place, "index")),
				json_str(place, "document"));
		report_text(text.s);
		buf_free(&text);
		return;
	}
	event = json_object_new();
	json_put_str(event, "event", "coverage");
	json_put_str(event, "covered", policy_truth_names[c->covered]);
	json_put(event, "missing", json_copy(c->missing));
	json_put(event, "examples", json_copy(c->examples));
	json_put(event, "undecided", json_copy(c->undecided));
	report_event(true, event);
}

static int cmd_policy_run_covers(const struct flags *f, struct err *err)
{
	struct policy_set *have = policy_new(), *want = policy_new();
	int code = -1;

	if (!f->have || !f->want || f->words_count > 1) {
		err_set(err, ERR_INPUT, "'accredit policy covers' needs --have and --want, each "
			"with one or more files");
		err_hint(err, "for example: accredit policy covers --have mine.json --want "
			 "theirs.json");
	} else if (cmd_policy_add_list(have, f->have, err) &&
		   cmd_policy_add_list(want, f->want, err)) {
		struct policy_cover c = policy_covers(have, want);

		cmd_policy_tell_cover(f->json, &c);
		code = c.covered == POLICY_YES ? 0 : EXIT_DIFFERS;
		policy_cover_free(&c);
	}
	policy_free(have);
	policy_free(want);
	return code;
}

/* --- the command ------------------------------------------------------------------------ */

static const struct verb {
	const char *name;
	int (*run)(const struct flags *f, struct err *err);	/* -1: err is set */
} verbs[] = {
	{ "allows", cmd_policy_run_allows },
	{ "check", policy_check },
	{ "covers", cmd_policy_run_covers },
};

static int cmd_policy_run_policy(const struct flags *f, const struct faces *faces,
				 struct stop *stop)
{
	int64_t began = clock_ms();
	struct err err = ERR_INIT;
	const struct verb *v = NULL;
	struct near near = { .word = f->words[0] };
	char ask[NEAR_QUESTION];
	int code = -1;

	(void)faces;
	(void)stop;
	for (size_t i = 0; !v && i < sizeof(verbs) / sizeof(*verbs); i++)
		if (str_eq(verbs[i].name, f->words[0]))
			v = &verbs[i];
	if (v) {
		code = v->run(f, &err);
	} else {
		for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++)
			near_try(&near, verbs[i].name);
		err_set(&err, ERR_INPUT, "'accredit policy' has no '%s'%s", f->words[0],
			near_question(&near, ask));
		err_hint(
			&err,
			"use check, allows or covers; 'accredit help policy' explains them");
	}
	return report_result(f->json, "", NULL, code < 0 ? command_fail(&err) : code, began);
}

const struct command command_policy = {
	.name = "policy",
	.words = "check|allows|covers [FILE...]",
	.flags = "trust fail-on action resource boundary context context-complete have "
		 "want json",
	.says = "analyze policy documents without calling AWS",
	.about =
		"Analyzes policy documents without calling AWS: check lists findings, allows says "
		"whether a request is allowed, covers whether one set of documents grants "
		"everything that another one does.",
	.examples = "policy check policy.json --fail-on high\n"
		    "policy allows policy.json --action ec2:RunInstances --resource '*'\n"
		    "policy covers --have mine.json --want theirs.json\n",
	.takes = { TAKES_QUESTION, TAKES_FILE },
	.min_words = 1,
	.max_words = 1000,
	.run = cmd_policy_run_policy,
};
