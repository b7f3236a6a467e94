/* manual.c - the sections of accredit(1) that are made from tables, in mdoc; see command.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "command/columns.h"
#include "command/flag.h"
#include "command/report.h"

/*
 * Text as mdoc: a line for each sentence, none begins with a control character, and a
 * backslash stays one.
 */
static void manual_text(struct buf *out, const char *text)
{
	bool first = true;	/* on its line */

	for (; *text; text++) {
		if (first && (*text == '.' || *text == '\''))
			buf_str(out, "\\&");
		first = false;
		if (*text == '\\') {
			buf_str(out, "\\e");
		} else if (*text == '.' && text[1] == ' ') {
			buf_str(out, ".\n");
			text += strspn(text + 1, " ");
			first = true;
		} else {
			buf_char(out, *text);
		}
	}
	buf_char(out, '\n');
}

/* A sentence of a table: with an uppercase first letter and a full stop. */
static void manual_sentence(struct buf *out, const char *text)
{
	struct buf sentence = BUF(BUF_TEXT);

	buf_char(&sentence, *text >= 'a' && *text <= 'z' ? (char)(*text - 'a' + 'A') : *text);
	buf_fmt(&sentence, "%s.", text + 1);
	manual_text(out, sentence.s);
	buf_free(&sentence);
}

static void manual_command(struct buf *out, const struct command *c)
{
	bool any = false;

	buf_fmt(out, ".Ss accredit %s%s%s\n", c->name, *c->words ? " " : "", c->words);
	manual_text(out, c->about);
	if (c->max_words < 0)
		return;
	for (enum flag_group group = 0; group < GROUPS; group++)
		for (const struct flag *f = flag_table; f->name; f++) {
			if (f->group != group || !flag_shown(c, f))
				continue;
			if (!any)
				buf_str(out, ".Bl -tag -width Ds\n");
			any = true;
			buf_fmt(out, ".It Fl -%s%s%s\n", f->name, f->value ? " Ar " : "",
				f->value ? f->value : "");
			manual_sentence(out, f->says);
		}
	if (any)
		buf_str(out, ".El\n");
}

void manual_print(const struct faces *faces)
{
	struct buf out = BUF(BUF_TEXT);

	buf_str(&out, ".Sh COMMANDS\n");
	for (const struct command *const *c = commands; *c; c++)
		manual_command(&out, *c);
	buf_str(&out, ".Sh KEYS OF THE SCREENS\n"
		      "The last line of a screen shows the keys that work there.\n"
		      ".Bl -tag -width \"Home End\"\n");
	for (const struct key_help *key = faces->keys; key->key; key++) {
		if (!*key->help)
			continue;
		buf_fmt(&out, ".It %s\n", key->key);
		manual_sentence(&out, key->help);
	}
	buf_str(&out, ".El\n");
	report_text(out.s);
	buf_free(&out);
}
