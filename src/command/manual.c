/* manual.c - the sections of accredit(1) that are made from tables, in mdoc; see command.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "command/flag.h"
#include "command/report.h"

enum { MANUAL_WIDTH = 78 };

/*
 * Text as mdoc: a line for each sentence, wrapped; no line begins with a control character, and
 * a backslash stays one.
 */
static void manual_text(struct buf *out, const char *text)
{
	size_t column = 0;

	for (size_t n; *text; text += n + strspn(text + n, " ")) {
		n = strcspn(text, " ");
		if (column && column + 1 + n > MANUAL_WIDTH) {
			buf_char(out, '\n');
			column = 0;
		}
		buf_str(out, column ? " " : strchr(".'", *text) ? "\\&" : "");
		for (size_t i = 0; i < n; i++)
			buf_fmt(out, text[i] == '\\' ? "\\e" : "%c", text[i]);
		column += n + 1;
		if (text[n - 1] == '.' && text[n]) {
			buf_char(out, '\n');
			column = 0;
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

static void manual_options(struct buf *out, const struct command *c, enum flag_group first,
			   enum flag_group last)
{
	bool any = false;

	for (enum flag_group group = first; group <= last; group++)
		for (const struct flag *f = flag_table; f->name; f++) {
			if (f->group != group || (c ? !flag_shown(c, f) : !*f->says))
				continue;
			if (!any)
				buf_str(out, ".Bl -tag -width Ds\n");
			any = true;
			buf_fmt(out, ".It %s%.1s%sFl -%s%s%s\n", f->letter ? "Fl " : "",
				&f->letter, f->letter ? " , " : "", f->name,
				f->value ? " Ar " : "", f->value ? f->value : "");
			manual_sentence(out, f->says);
		}
	if (any)
		buf_str(out, ".El\n");
}

void manual_print(const struct faces *faces)
{
	struct buf out = BUF(BUF_TEXT);

	buf_str(&out, ".Sh COMMANDS\n");
	for (const struct command *const *one = commands; *one; one++) {
		const struct command *c = *one;

		buf_fmt(&out,
			".Ss %s\n.Bd -literal -offset indent -compact\naccredit %s%s%s%s\n.Ed\n"
			".Pp\n",
			c->name, c->name, *c->words ? " " : "", c->words,
			c->max_words < 0 || !*c->flags ? "" : " [OPTIONS]");
		manual_text(&out, c->about);
		if (c->max_words >= 0)
			manual_options(&out, c, 0, GROUP_OUTPUT - 1);
	}
	buf_str(&out,
		".Ss Options of most commands\n"
		"The help of a command says which of these it has.\n");
	manual_options(&out, NULL, GROUP_OUTPUT, GROUP_OUTPUT);
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
