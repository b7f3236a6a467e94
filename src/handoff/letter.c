/* letter.c - see letter.h. */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/columns.h"
#include "base/str.h"
#include "handoff/letter.h"

enum { WIDTH = 78 };

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

void letter_as_text(struct buf *out, const struct letter *l)
{
	for (size_t i = 0; i < l->count; i++) {
		const struct letter_block *b = &l->blocks[i];
		bool first = !i || l->blocks[i - 1].kind != b->kind;

		if (i && (first || b->kind == LETTER_PARAGRAPH))
			buf_char(out, '\n');
		switch (b->kind) {
		case LETTER_TITLE:
		case LETTER_HEADING:
			columns_wrap(out, b->text, 0, 0, WIDTH);
			for (size_t n = columns_of(b->text); n; n--)
				buf_char(out, b->kind == LETTER_TITLE ? '=' : '-');
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
