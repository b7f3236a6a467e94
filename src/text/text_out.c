/* text_out.c - what is said: cleaned, wrapped, plain; see text_internal.h. */
#include "config.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "base/str.h"
#include "text/text_internal.h"
#include "wizard/remedy_words.h"

enum { COLUMNS = 78, LEAST = 40 };

/* The columns of a line: those of a narrow terminal, less the two after the text. */
static size_t text_out_width(const struct text *t)
{
	struct winsize size;

	if (ioctl(fileno(t->out), TIOCGWINSZ, &size) || !size.ws_col ||
	    size.ws_col > COLUMNS + 2)
		return COLUMNS;
	return size.ws_col < LEAST + 2 ? LEAST : size.ws_col - 2U;
}

/* A tab becomes a blank, and in a plain locale every letter beyond ASCII a mark. */
static void text_out_plain(const struct text *t, struct buf *out, const char *text)
{
	struct buf clean = BUF(BUF_TEXT);
	const char *s;

	str_clean_into(&clean, text, strlen(text), true);
	for (s = clean.s; *s;) {
		uint32_t code = 0;
		size_t n = str_utf8(s, strlen(s), &code);

		if (code == '\t')
			buf_char(out, ' ');
		else if (code < 0x80 || t->utf8)
			buf_add(out, s, n);
		else
			buf_fmt(out, "\\u%04x", (unsigned)code);
		s += n;
	}
	buf_free(&clean);
}

/* Ideographs and their like take two columns. */
static size_t text_out_columns(uint32_t code)
{
	static const struct { uint32_t first, last; } wide[] = {
		{ 0x1100, 0x115f }, { 0x2e80, 0xa4cf }, { 0xac00, 0xd7a3 },
		{ 0xf900, 0xfaff }, { 0xfe30, 0xfe6f }, { 0xff00, 0xff60 },
		{ 0x1f300, 0x3fffd },
	};

	for (size_t i = 0; i < sizeof(wide) / sizeof(*wide); i++)
		if (code >= wide[i].first && code <= wide[i].last)
			return 2;
	return 1;
}

/*
 * How many bytes of s fit a line of so many columns. A word that is longer
 * than the line stays whole: it can still be copied.
 */
static size_t text_out_fitting(const char *s, size_t n, size_t room)
{
	size_t at = strspn(s, " "), used = at, last = 0;

	while (at < n) {
		uint32_t code = 0;
		size_t len = str_utf8(s + at, n - at, &code);

		/* After a blank; and inside a document of one line, after a comma. */
		if (at > 1 &&
		    (s[at - 1] == ' ' ? s[at] != ' ' :
					s[at - 1] == ',' && (s[at] == '"' || s[at] == '{')))
			last = at;
		if (used > room && last)
			return last;
		used += text_out_columns(code);
		at += len ? len : 1;
	}
	return used <= room || !last ? n : last;
}

static void text_out_put_line(struct text *t, const char *s, size_t n, bool end)
{
	size_t indent = strspn(s, " "), hang = 0;

	do {
		size_t ate = text_out_fitting(s, n, text_out_width(t) - hang), shown = ate;

		while (shown && ate < n && s[shown - 1] == ' ')
			shown--;
		fprintf(t->out, "%*s%.*s", (int)hang, "", (int)shown, s);
		s += ate;
		n -= ate;
		if (n || end)
			fputc('\n', t->out);
		hang = indent ? indent + 2 : 0;
	} while (n);
}

static void text_out_put_text(struct text *t, const char *text, bool end)
{
	struct buf clean = BUF(BUF_TEXT);
	const char *s;

	text_out_plain(t, &clean, text);
	for (s = clean.s; *s || s == clean.s;) {
		size_t n = strcspn(s, "\n");

		text_out_put_line(t, s, n, end || s[n]);
		s += n;
		if (!*s++)
			break;
	}
	fflush(t->out);
	buf_free(&clean);
}

void say(struct text *t, const char *fmt, ...)
{
	char *text = NULL;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	text_out_put_text(t, text, true);
	free(text);
}

void say_text(struct text *t, const char *text)
{
	if (*text)
		text_out_put_text(t, text, true);
}

void say_exact(struct text *t, const char *text)
{
	struct buf clean = BUF(BUF_TEXT);

	text_out_plain(t, &clean, text);
	fprintf(t->out, "%s\n", clean.s);
	fflush(t->out);
	buf_free(&clean);
}

/* Where the next flag of a command begins that stands outside quotes. */
static size_t text_out_next_flag(const char *s)
{
	bool quoted = false;
	size_t at = 0;

	for (at = 0; s[at]; at++) {
		if (s[at] == '\\' && !quoted && s[at + 1])
			at++;
		else if (s[at] == '\'')
			quoted = !quoted;
		else if (at && !quoted && str_starts(s + at, " --"))
			break;
	}
	return at;
}

/* Continues on the next line as a shell takes it. */
void say_command(struct text *t, const char *text)
{
	struct buf clean = BUF(BUF_TEXT);
	size_t used = 2;
	const char *s;

	text_out_plain(t, &clean, text);
	fputs("  ", t->out);
	for (s = clean.s; *s;) {
		size_t n = text_out_next_flag(s);

		if (s != clean.s && used + n > text_out_width(t) - 2) {
			fputs(" \\\n     ", t->out);
			used = 5;
		}
		fprintf(t->out, "%.*s", (int)n, s);
		used += n;
		s += n;
	}
	fputc('\n', t->out);
	fflush(t->out);
	buf_free(&clean);
}

void say_err(struct text *t, const char *what, const struct err *err)
{
	struct err shown = *err;

	t->why = *err;
	say(t, "%s: %s.", what, err->text);
	remedy_words(&shown, t->w ? t->w->j.pack : NULL);
	if (islower((unsigned char)*shown.hint))
		*shown.hint = (char)toupper((unsigned char)*shown.hint);
	if (*shown.hint)
		say(t, "  %s.", shown.hint);
	if (*err->request_id)
		say(t, "  (AWS request %s)", err->request_id);
}

void say_prompt(struct text *t, const char *text)
{
	struct buf all = BUF(BUF_TEXT);

	buf_fmt(&all, "%s: ", text);
	text_out_put_text(t, all.s, false);
	buf_free(&all);
}

const char *text_dot(const struct text *t)
{
	return t->utf8 ? " \u00b7 " : ", ";
}

const char *text_yes(const struct text *t)
{
	return t->utf8 ? "\u2713 " : "";
}
