/* letter.c - see letter.h. */
#include "config.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/columns.h"
#include "base/str.h"
#include "handoff/letter.h"

enum { WIDTH = 80 };

void letter_add(struct letter *l, enum letter_kind kind, const char *fmt, ...)
{
	struct buf clean = BUF(BUF_TEXT);
	char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		abort();
	va_end(ap);
	str_clean_into(&clean, text, strlen(text), false);
	l->blocks = arena_more(&l->arena, l->blocks, l->count, sizeof(*l->blocks));
	l->blocks[l->count++] = (struct letter_block){
		.kind = kind, .text = arena_str(&l->arena, clean.s)
	};
	buf_free(&clean);
	free(text);
}

void letter_free(struct letter *l)
{
	arena_free(&l->arena);
	*l = (struct letter){ .count = 0 };
}

/* Blank lines: none between a heading and its text, nor within a list. */
static bool letter_parts(const struct letter *l, size_t i)
{
	enum letter_kind before = i ? l->blocks[i - 1].kind : LETTER_TITLE;

	if (!i || l->blocks[i].kind == LETTER_HEADING)
		return i > 0;
	return l->blocks[i].kind == LETTER_PARAGRAPH && before != LETTER_HEADING;
}

void letter_as_text(struct buf *out, const struct letter *l)
{
	for (size_t i = 0; i < l->count; i++) {
		const struct letter_block *b = &l->blocks[i];

		if (letter_parts(l, i))
			buf_char(out, '\n');
		switch (b->kind) {
		case LETTER_TITLE:
			columns_wrap(out, b->text, 0, 0, WIDTH);
			for (size_t n = 0; n < columns_of(b->text) && n < WIDTH; n++)
				buf_char(out, '=');
			buf_char(out, '\n');
			break;
		case LETTER_HEADING:
			for (const char *s = b->text; *s; s++)
				buf_char(out, (char)toupper((unsigned char)*s));
			buf_char(out, '\n');
			break;
		case LETTER_PARAGRAPH:
			columns_wrap(out, b->text, 0, 0, WIDTH);
			break;
		case LETTER_ITEM:
			buf_str(out, "- ");
			columns_wrap(out, b->text, 2, 2, WIDTH);
			break;
		case LETTER_COMMAND:
			buf_fmt(out, "    %s\n", b->text);
			break;
		}
	}
}

size_t letter_lines(const struct letter *l)
{
	struct buf text = BUF(BUF_TEXT);
	size_t lines = 0;

	letter_as_text(&text, l);
	for (char *end, *line = text.s; (end = strchr(line, '\n')); line = end + 1) {
		*end = '\0';
		lines += *line ? (columns_of(line) + WIDTH - 1) / WIDTH : 1;
	}
	buf_free(&text);
	return lines;
}

/* --- HTML ----------------------------------------------------------------------------- */

static void letter_escape(struct buf *out, const char *text)
{
	for (; *text; text++)
		switch (*text) {
		case '&':
			buf_str(out, "&amp;");
			break;
		case '<':
			buf_str(out, "&lt;");
			break;
		case '>':
			buf_str(out, "&gt;");
			break;
		case '"':
			buf_str(out, "&quot;");
			break;
		case '\'':
			buf_str(out, "&#39;");
			break;
		default:
			buf_char(out, *text);
		}
}

static const char *const elements[] = {
	[LETTER_TITLE] = "h1", [LETTER_HEADING] = "h2", [LETTER_PARAGRAPH] = "p",
	[LETTER_ITEM] = "li",  [LETTER_COMMAND] = "pre",
};

void letter_as_html(struct buf *out, const struct letter *l)
{
	buf_str(out,
		"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<title>");
	letter_escape(out, l->count ? l->blocks[0].text : "");
	buf_str(out,
		"</title>\n<style>\n"
		"body { max-width: 46em; margin: 2em auto; padding: 0 1em; "
		"font: 15px/1.45 sans-serif; }\n"
		"h1 { font-size: 1.4em; }\n"
		"h2 { font-size: 1.1em; margin: 1.2em 0 0.3em; }\n"
		"p, ul { margin: 0.3em 0; }\n"
		"pre { margin: 0.3em 0; padding: 0.4em 0.6em; background: #f0f0f0; "
		"white-space: pre-wrap; overflow-wrap: anywhere; }\n"
		"@page { margin: 15mm; }\n"
		"@media print {\n"
		"body { max-width: none; margin: 0; padding: 0; font-size: 9.5pt; "
		"line-height: 1.2; }\n"
		"h1 { margin: 0 0 0.4em; }\n"
		"h2 { margin: 0.8em 0 0.2em; }\n"
		"p, ul, pre { margin: 0.2em 0; }\n"
		"pre { padding: 0.1em 0.4em; }\n"
		"}\n"
		"</style>\n</head>\n<body>\n");
	for (size_t i = 0; i < l->count; i++) {
		const struct letter_block *b = &l->blocks[i];
		bool item = b->kind == LETTER_ITEM;

		if (item && (!i || l->blocks[i - 1].kind != LETTER_ITEM))
			buf_str(out, "<ul>\n");
		buf_fmt(out, "<%s>", elements[b->kind]);
		letter_escape(out, b->text);
		buf_fmt(out, "</%s>\n", elements[b->kind]);
		if (item && (i + 1 == l->count || l->blocks[i + 1].kind != LETTER_ITEM))
			buf_str(out, "</ul>\n");
	}
	buf_str(out, "</body>\n</html>\n");
}
