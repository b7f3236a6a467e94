/* textview.c - see textview.h. */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "screens/textview.h"
#include "screens/wrap.h"

struct span {
	enum role role;
	size_t upto;			/* offset in the line where it ends */
	struct span *next;
};

struct textview_line {
	const char *text;
	struct span *spans;
	int hang;
	int rows;			/* at the width of the last draw */
};

/*
 * What the last draw found: how far keys can scroll, and the rows of lines that were
 * wrapped, so that thousands of old lines are not wrapped again.
 */
struct textview_seen {
	int w, h, rows;
	size_t known;			/* lines that rows has */
};

void textview_free(struct textview *v)
{
	free(v->lines);
	free(v->seen);
	arena_free(&v->keep);
	*v = (struct textview){ 0 };
}

static struct textview_line *textview_new_line(struct textview *v)
{
	if (v->count == v->cap) {
		v->cap = v->cap ? v->cap * 2 : 64;
		v->lines = xrealloc(v->lines, v->cap * sizeof(*v->lines));
	}
	if (!v->seen)
		v->seen = xcalloc(1, sizeof(*v->seen));
	v->lines[v->count] = (struct textview_line){ .text = "" };
	return &v->lines[v->count++];
}

/* Copies text with four spaces in place of a tab. */
static const char *textview_copy(struct textview *v, const char *before, const char *s,
				 size_t n)
{
	size_t tabs = 0, len = strlen(before);
	char *out, *p;

	for (size_t i = 0; i < n; i++)
		tabs += s[i] == '\t';
	out = arena_zero(&v->keep, len + n + 3 * tabs + 1);
	memcpy(out, before, len);
	p = out + len;
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '\t') {
			memset(p, ' ', 4);
			p += 4;
		} else {
			*p++ = s[i];
		}
	}
	return out;
}

static void textview_add_span(struct textview *v, struct textview_line *line,
			      enum role role, const char *s, size_t n)
{
	struct span *span = arena_zero(&v->keep, sizeof(*span));
	struct span **end = &line->spans;

	while (*end)
		end = &(*end)->next;
	line->text = textview_copy(v, line->text, s, n);
	span->role = role;
	span->upto = strlen(line->text);
	*end = span;
	if (v->seen->known >= v->count)
		v->seen->w = 0;		/* its rows were counted without this span */
}

void textview_line(struct textview *v, enum role role, const char *text)
{
	const char *end;

	do {
		end = text + strcspn(text, "\n");
		textview_add_span(v, textview_new_line(v), role, text,
				  (size_t)(end - text));
		text = end + 1;
	} while (*end && *text);
}

void textview_fmt(struct textview *v, enum role role, const char *fmt, ...)
{
	char text[2048];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	textview_line(v, role, text);
}

void textview_span(struct textview *v, enum role role, const char *text)
{
	if (!v->count)
		textview_new_line(v);
	textview_add_span(v, &v->lines[v->count - 1], role, text, strcspn(text, "\n"));
}

void textview_hang(struct textview *v, int columns)
{
	if (!v->count)
		return;
	v->lines[v->count - 1].hang = columns;
	v->seen->w = 0;
}

/* The width of a row of this line: rows after the first are indented. */
static int textview_row_width(const struct textview_line *line, bool first, int w)
{
	int in = first ? 0 : line->hang;

	return w - in > w / 2 ? w - in : w / 2 + 1;
}

int textview_rows(const struct textview *v, int w)
{
	struct textview_seen *seen = v->seen;
	const char *s;
	int rows;

	if (!seen)
		return 0;
	if (seen->w != w) {
		seen->w = w;
		seen->rows = 0;
		seen->known = 0;
	}
	for (; seen->known < v->count; seen->known++) {
		struct textview_line *line = &v->lines[seen->known];

		s = line->text;
		rows = 0;
		while (s) {
			wrap_line(s, textview_row_width(line, !rows, w), &s);
			rows++;
		}
		line->rows = rows;
		seen->rows += line->rows;
	}
	return seen->rows;
}

static int textview_last_top(const struct textview *v)
{
	int last = v->seen ? v->seen->rows - v->seen->h : 0;

	return last > 0 ? last : 0;
}

static int textview_clamp(const struct textview *v, int top)
{
	int last = textview_last_top(v);

	return top < 0 ? 0 : top > last ? last : top;
}

bool textview_key(struct textview *v, struct key k)
{
	int page = v->seen && v->seen->h > 2 ? v->seen->h - 1 : 1;
	int top = v->follow ? textview_last_top(v) : textview_clamp(v, v->top);

	switch (k.code) {
	case K_UP:
		top--;
		break;
	case K_DOWN:
		top++;
		break;
	case K_PGUP:
		top -= page;
		break;
	case K_PGDN:
		top += page;
		break;
	case K_HOME:
		top = 0;
		break;
	case K_END:
		top = textview_last_top(v);
		break;
	default:
		if (k.code != K_NONE || k.ch != L' ')
			return false;
		top += page;
	}
	v->top = textview_clamp(v, top);
	v->follow = v->follow ? v->top == textview_last_top(v) : false;
	return true;
}

/* Draws bytes from..to of a line, each span in its role. */
static void textview_draw_spans(const struct textview_line *line, size_t from, size_t to,
				struct box at, int row, int col)
{
	for (const struct span *s = line->spans; s && from < to; s = s->next) {
		size_t end = s->upto < to ? s->upto : to;

		if (end <= from)
			continue;
		col += put_n(at, row, col, s->role, line->text + from, end - from);
		from = end;
	}
}

/* Draws the rows of one line, the first at row, which may be above the box. */
static void textview_draw_line(const struct textview_line *line, struct box at, int row)
{
	const char *s = line->text;
	int rows = 0;

	while (s && row + rows < at.h) {
		int w = textview_row_width(line, !rows, at.w);
		const char *rest;
		size_t from = (size_t)(s - line->text);
		size_t n = wrap_line(s, w, &rest);

		if (row + rows >= 0)
			textview_draw_spans(line, from, from + n, at, row + rows, at.w - w);
		s = rest;
		rows++;
	}
}

void textview_draw(const struct textview *v, struct box at)
{
	int rows = textview_rows(v, at.w), top, row;
	bool fits = rows <= at.h;

	if (!v->seen || at.h < 1 || at.w < 1)
		return;
	v->seen->h = fits || at.h == 1 ? at.h : at.h - 1;
	top = v->follow ? textview_last_top(v) : textview_clamp(v, v->top);
	if (!fits && at.h > 1) {
		const struct glyphs *g = glyphs();
		int end = top + v->seen->h;

		put_fmt(at, at.h - 1, 0, R_QUIET, "%s%s lines %d-%d of %d",
			top > 0 ? g->up : " ", end < v->seen->rows ? g->down : " ", top + 1,
			end < v->seen->rows ? end : v->seen->rows, v->seen->rows);
	}
	at.h = v->seen->h;
	row = -top;
	for (size_t i = 0; i < v->count && row < at.h; i++) {
		const struct textview_line *line = &v->lines[i];

		if (row + line->rows > 0)
			textview_draw_line(line, at, row);
		row += line->rows;
	}
}
