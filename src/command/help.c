/* help.c - accredit help, and the help of each command, from the tables; see command.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/columns.h"
#include "base/str.h"
#include "command/commands.h"
#include "command/flag.h"
#include "command/report.h"
#include "format/json.h"
#include "pack/templates.h"

enum { MARGIN = 26, WIDEST = 100, USUAL = 80 };

static size_t help_width(void)
{
	size_t width = columns_width();

	return !width ? USUAL : width > WIDEST ? WIDEST : width;
}

/* A name, and from column MARGIN what it is. */
static void help_row(struct buf *out, const char *left, const char *says)
{
	struct buf line = BUF(256);

	buf_fmt(&line, "  %s", left);
	if (columns_of(line.s) + 2 > MARGIN)
		buf_fmt(out, "%s\n%*s", line.s, MARGIN, "");
	else
		columns_pad(out, line.s, MARGIN);
	columns_wrap(out, says, MARGIN, MARGIN, help_width());
	buf_free(&line);
}

static void help_program(struct buf *out)
{
	buf_str(out,
		"Sets up AWS access for a platform and tests that it works.\n\n"
		"Usage: accredit                     open the menu\n"
		"       accredit COMMAND [OPTIONS]\n\nCommands:\n");
	for (const struct command *const *c = commands; *c; c++)
		help_row(out, (*c)->name, (*c)->says);
	buf_str(out, "\nOptions without a command:\n");
	help_row(out, "--text", "open the menu in plain text");
	help_row(out, "--version", "show the version");
	buf_str(out,
		"\n'accredit help COMMAND' shows the options and examples of a command.\n"
		"To try it without an AWS account: accredit practice\n");
}

static void help_options(struct buf *out, const struct command *c)
{
	for (enum flag_group group = 0; group < GROUPS; group++) {
		bool any = false;

		for (const struct flag *f = flag_table; f->name; f++) {
			char left[64];

			if (f->group != group || !flag_shown(c, f))
				continue;
			if (!any)
				buf_fmt(out, "\n%s:\n", flag_groups[group]);
			any = true;
			snprintf(left, sizeof(left), "%s%.1s%s--%s%s%s",
				 f->letter ? "-" : "", &f->letter, f->letter ? ", " : "",
				 f->name, f->value ? " " : "", f->value ? f->value : "");
			help_row(out, left, f->says);
		}
	}
}

/* Their lines, with the name of a platform that there is in the place of PLATFORM. */
static void help_examples(struct buf *out, const struct command *c)
{
	struct err ignored = ERR_INIT;
	struct json *names = templates_list(&ignored);
	const char *name =
		names && json_count(names) ? json_text(json_first(names)) : "PLATFORM";

	if (c->examples)
		buf_str(out, "\nExamples:\n");
	for (const char *line = c->examples; line && *line; line += *line == '\n') {
		size_t n = strcspn(line, "\n");
		const char *word = strstr(line, "PLATFORM");
		size_t before = word && word < line + n ? (size_t)(word - line) : n;
		size_t after = before < n ? before + strlen("PLATFORM") : n;

		buf_fmt(out, "  accredit %.*s%s%.*s\n", (int)before, line,
			before < n ? name : "", (int)(n - after), line + after);
		line += n;
	}
	json_free(names);
}

void help_print(const struct command *c)
{
	struct buf out = BUF(BUF_TEXT);

	if (!c) {
		help_program(&out);
	} else {
		columns_wrap(&out, c->about, 0, 0, help_width());
		buf_fmt(&out, "\nUsage: accredit %s%s%s%s\n", c->name, *c->words ? " " : "",
			c->words, c->max_words < 0 ? "" : " [OPTIONS]");
		if (c->max_words >= 0)
			help_options(&out, c);
		help_examples(&out, c);
	}
	report_text(out.s);
	buf_free(&out);
}

static int help_run(const struct flags *f, const struct faces *faces, struct stop *stop)
{
	const struct command *c = f->words_count ? command_find(f->words[0]) : NULL;
	struct err err = ERR_INIT;

	(void)faces;
	(void)stop;
	if (c || !f->words_count) {
		help_print(c);
		return 0;
	}
	command_unknown(f->words[0], &err);
	return command_fail(&err);
}

const struct command command_help = {
	.name = "help",
	.words = "[COMMAND]",
	.flags = "",
	.says = "show how a command is used",
	.about = "Shows the options and examples of a command, or all commands.",
	.examples = "help setup\n",
	.takes = { TAKES_HELP },
	.max_words = 1,
	.run = help_run,
};
