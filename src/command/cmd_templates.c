/* cmd_templates.c - accredit templates: the platforms, one's settings, or the check of a template. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/columns.h"
#include "base/mem.h"
#include "base/str.h"
#include "command/commands.h"
#include "command/event_schema.h"
#include "command/report.h"
#include "format/json.h"
#include "pack/answers_schema.h"
#include "pack/pack.h"
#include "pack/pack_load.h"
#include "pack/templates.h"

/* "--set NAME   label (default: x; method role)" of each setting that can be given. */
static void cmd_templates_settings(struct buf *out, const struct pack *p)
{
	for (const struct pack_value *v = p->values; v->name; v++) {
		struct buf left = BUF(256), says = BUF(BUF_TEXT);
		const char *before = " (";

		if (*v->refused)
			continue;
		buf_fmt(&left, "  %s %s", v->kind == VALUE_SECRET ? "--secret" : "--set", v->name);
		buf_str(&says, v->label);
		if (*v->default_text) {
			buf_fmt(&says, "%sdefault: %s", before, v->default_text);
			before = "; ";
		}
		for (const char *const *m = v->when.methods; m && *m; m++) {
			buf_fmt(&says, "%s%s", m == v->when.methods ? before : ", ",
				m == v->when.methods ? "method " : "");
			buf_str(&says, *m);
			before = "; ";
		}
		for (const char *const *part = v->when.parts; part && *part; part++) {
			buf_fmt(&says, "%s%s%s", part == v->when.parts ? before : ", ",
				part == v->when.parts ? "PARTS " : "", *part);
			before = "; ";
		}
		columns_pad(out, left.s, 34);
		buf_fmt(out, "%s%s\n", says.s, str_eq(before, " (") ? "" : ")");
		buf_free(&says);
		buf_free(&left);
	}
}

static void cmd_templates_one(struct buf *out, const struct pack *p)
{
	buf_fmt(out, "%-12s %s\n", p->name, p->title);
	for (const struct pack_method *m = p->methods; m->name; m++)
		buf_fmt(out, "  --method %-23s %s\n", m->name, m->title);
	for (const struct pack_policy *policy = p->policies; policy->name; policy++)
		buf_fmt(out, "  --policy %-23s %s\n", policy->name, policy->title);
}

static int cmd_templates_all(void)
{
	struct err err = ERR_INIT;
	struct json *names = templates_list(&err);
	int code = err.kind ? command_fail(&err) : 0;
	struct buf out = BUF(BUF_TEXT);

	command_warn("");
	json_each(name, names) {
		struct err bad = ERR_INIT;
		struct pack *p = pack_load(json_text(name), &bad);

		if (p)
			cmd_templates_one(&out, p);
		else
			code = command_fail(&bad);
		pack_free(p);
	}
	if (out.len)
		buf_str(&out, "\n'accredit templates PLATFORM' lists the settings of a platform.\n");
	else if (!code)
		buf_fmt(&out, "No templates found in '%s'.\n", templates_folder());
	report_text(out.s);
	buf_free(&out);
	json_free(names);
	return code;
}

/* A folder, or the name of one of the templates. */
static int cmd_templates_check(const char *word)
{
	char *named = xasprintf("%s/%s", templates_folder(), word);
	const char *folder = access(word, F_OK) && !access(named, F_OK) ? named : word;
	struct buf mistakes = BUF(BUF_TEXT), clean = BUF(BUF_TEXT);
	bool ok = pack_check(folder, &mistakes);

	str_clean_into(&clean, mistakes.s, mistakes.len, true);
	if (ok)
		printf("No problems found in the template '%s'.\n", folder);
	else
		fprintf(stderr, "%s", clean.s);
	buf_free(&clean);
	buf_free(&mistakes);
	free(named);
	return ok ? 0 : EXIT_BAD_USE;
}

/* The schemas that are installed, made from the tables and templates in use. */
static int cmd_templates_schema(const char *of)
{
	struct err err = ERR_INIT;
	struct json *schema = str_eq(of, "answers") ? answers_schema(&err) : NULL;
	struct buf out = BUF(BUF_TEXT);

	if (str_eq(of, "events"))
		schema = event_schema();
	if (!schema && !err.kind) {
		err_set(&err, ERR_INPUT, "there is no schema of '%s'", of);
		err_hint(&err, "use answers or events");
	}
	if (!schema)
		return command_fail(&err);
	json_pretty(&out, schema);
	buf_char(&out, '\n');
	report_text(out.s);
	buf_free(&out);
	json_free(schema);
	return 0;
}

static int cmd_templates_run(const struct flags *f, const struct faces *faces,
			     struct stop *stop)
{
	struct err err = ERR_INIT;
	struct buf out = BUF(BUF_TEXT);
	struct pack *p;

	(void)faces;
	(void)stop;
	if (!f->words_count)
		return cmd_templates_all();
	if (str_eq(f->words[0], "check") && f->words_count == 2)
		return cmd_templates_check(f->words[1]);
	if (str_eq(f->words[0], "schema") && f->words_count == 2)
		return cmd_templates_schema(f->words[1]);
	if (f->words_count == 2 || str_eq(f->words[0], "check")) {
		err_set(&err, ERR_INPUT, "expected 'check DIR' or one PLATFORM");
		err_hint(&err, "for example: accredit templates check templates/mine");
		return command_fail(&err);
	}
	p = pack_load(f->words[0], &err);
	if (!p)
		return command_fail(&err);
	cmd_templates_one(&out, p);
	cmd_templates_settings(&out, p);
	report_text(out.s);
	buf_free(&out);
	pack_free(p);
	return 0;
}

const struct command command_templates = {
	.name = "templates",
	.words = "[PLATFORM | check DIR]",
	.flags = "",
	.says = "list the platforms and their settings, or check a template",
	.about = "Lists the platforms with their methods and policies. With PLATFORM, lists its "
		 "settings, too. With check, checks the template in a folder.",
	.examples = "templates PLATFORM\n"
		    "templates check templates/mine\n",
	.takes = { TAKES_CHECK, TAKES_FOLDER },
	.max_words = 2,
	.run = cmd_templates_run,
};
