/* textview.c - see textview.h. */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "screens/drawn.h"
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
	size_t mark;			/* its last span is this value, from 1; 0: none */
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

void textview_mark(struct textview *v)
{
	if (v->count)
		v->lines[v->count - 1].mark = ++v->marks;
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

bool textview_pick(struct textview *v, size_t mark)
{
	int row = 0, rows = 0, h = v->seen ? v->seen->h : 0;

	if (!mark || mark > v->marks)
		return false;
	v->picked = mark;
	for (size_t i = 0; i < v->count && v->lines[i].mark != mark; i++) {
		row += v->lines[i].rows;
		rows = v->lines[i + 1].rows;
	}
	if (mark == 1) /* with what is above it */
		row = 0;
	v->follow = false;
	v->top = textview_clamp(v, v->top);
	if (row + rows > v->top + h)
		v->top = textview_clamp(v, row + rows - h);
	if (row - 1 < v->top) /* the label above it, too */
		v->top = textview_clamp(v, row - 1);
	return true;
}

/*
 * Scrolls to the next line, in a direction, with the text that is searched for. again: from
 * the line that was found last, else from the row at the top on. False: there is none.
 */
static bool textview_find(struct textview *v, int direction, bool again)
{
	int at = again && v->match ? v->match : textview_clamp(v, v->top) + (again ? 1 : 0);
	int row = 1, best = 0;

	for (size_t i = 0; i < v->count && !(best && direction > 0);
	     row += v->lines[i++].rows)
		if (strcasestr(v->lines[i].text, v->search) &&
		    (direction < 0 ? row < at : row > at))
			best = row;
	if (!best)
		return false;
	v->match = best;
	v->top = best - 1;
	v->follow = false;
	return true;
}

static void textview_search_cut(struct textview *v)
{
	size_t n = strlen(v->search);

	while (n && (v->search[n - 1] & 0xc0) == 0x80)
		n--;
	v->search[n ? n - 1 : 0] = '\0';
}

/* A key while a search is typed: each letter scrolls to the first match. */
static void textview_search_key(struct textview *v, struct key k)
{
	size_t n = strlen(v->search);
	char c[5];

	if (k.typed == L'\n' || k.typed == L'\33') {
		if (k.typed == L'\33')
			v->search[0] = '\0';
		v->searching = false;
		key_text_mode(false);
		return;
	}
	if (k.code == K_BACKSPACE)
		textview_search_cut(v);
	else if (n + key_utf8(k.typed, c) < sizeof(v->search))
		memcpy(v->search + n, c, strlen(c) + 1);
	v->match = 0;
	if (v->search[0] && !textview_find(v, 1, false))
		textview_find(v, -1, true);
}

/* The code of the key that a letter stands for; K_OTHER: none. */
static int textview_letter(struct textview *v, wchar_t ch)
{
	static const struct {
		wchar_t ch;
		int code;
	} letters[] = {
		{ L'j', K_DOWN }, { L'k', K_UP },   { L'g', K_HOME },
		{ L'G', K_END },  { L' ', K_PGDN },
	};

	for (size_t i = 0; i < sizeof(letters) / sizeof(*letters); i++)
		if (letters[i].ch == ch)
			return letters[i].code;
	if ((ch == L'n' || ch == L'N') && v->search[0]) {
		textview_find(v, ch == L'n' ? 1 : -1, true);
		return K_NONE;
	}
	if (ch != L'/')
		return K_OTHER;
	v->search[0] = '\0';
	v->searching = true;
	key_text_mode(true);
	return K_NONE;
}

bool textview_key(struct textview *v, struct key k)
{
	int page = v->seen && v->seen->h > 2 ? v->seen->h - 1 : 1;
	int top, code;

	if (v->searching && key_is_text() && (k.code == K_TYPED || k.code == K_BACKSPACE)) {
		textview_search_key(v, k);
		return true;
	}
	code = k.code == K_NONE ? textview_letter(v, k.ch) : k.code;
	top = v->follow ? textview_last_top(v) : textview_clamp(v, v->top);
	switch (code) {
	case K_NONE:
		return true; /* a search */
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
		return false;
	}
	v->top = textview_clamp(v, top);
	v->follow = v->follow ? v->top == textview_last_top(v) : false;
	return true;
}

/* Draws bytes from..to of a line, each span in its role. */
static void textview_draw_spans(const struct textview_line *line, bool picked, size_t from,
				size_t to, struct box at, int row, int col)
{
	for (const struct span *s = line->spans; s && from < to; s = s->next) {
		size_t end = s->upto < to ? s->upto : to;

		if (end <= from)
			continue;
		col += put_n(at, row, col, picked && !s->next ? R_SELECTED : s->role,
			     line->text + from, end - from);
		from = end;
	}
}

/* Draws what a search found in a row over the row; a match across rows is not marked. */
static void textview_draw_matches(const char *s, size_t n, const char *search,
				  struct box at, int row, int col)
{
	size_t len = strlen(search);

	for (const char *m = s;
	     len && (m = strcasestr(m, search)) != NULL && m + len <= s + n; m += len)
		put_n(at, row, col + put_width_n(s, (size_t)(m - s)), R_SELECTED, m, len);
}

/* Draws the rows of one line, the first at row, which may be above the box. */
static void textview_draw_line(const struct textview_line *line, bool picked,
			       const char *search, struct box at, int row)
{
	const char *s = line->text;
	int rows = 0;

	while (s && row + rows < at.h) {
		int w = textview_row_width(line, !rows, at.w);
		const char *rest;
		size_t from = (size_t)(s - line->text);
		size_t n = wrap_line(s, w, &rest);

		if (row + rows >= 0) {
			textview_draw_spans(line, picked, from, from + n, at, row + rows,
					    at.w - w);
			textview_draw_matches(line->text + from, n, search, at, row + rows,
					      at.w - w);
		}
		s = rest;
		rows++;
	}
}

/* The last row: which lines are shown, and what is searched for. */
static void textview_draw_status(const struct textview *v, struct box at, int top)
{
	const struct glyphs *g = glyphs();
	int rows = v->seen->rows, end = top + v->seen->h, col;

	end = end < rows ? end : rows;
	if (v->searching && key_is_text()) {
		col = put_fmt(at, at.h - 1, 0, R_KEY, "/%s", v->search);
		put_cursor(at, at.h - 1, col);
		if (v->search[0] && !v->match)
			put(at, at.h - 1, col + 2, R_WARN, "no match");
		return;
	}
	col = put_fmt(at, at.h - 1, 0, R_QUIET, "%s%s lines %d-%d of %d",
		      top > 0 ? g->up : " ", end < rows ? g->down : " ", top + 1, end,
		      rows);
	if (v->search[0])
		put_fmt(at, at.h - 1, col, R_QUIET, " %s %s: %s", g->dot, v->search,
			v->match ? "n next, N previous" : "no match");
}

void textview_draw(const struct textview *v, struct box at)
{
	int rows = textview_rows(v, at.w), top, row;
	bool status = rows > at.h || v->searching || v->search[0];

	if (!v->seen || at.h < 1 || at.w < 1)
		return;
	status = status && at.h > 1;
	v->seen->h = at.h - status;
	drawn()->scrolls = drawn()->scrolls || rows > v->seen->h;
	drawn()->finds = drawn()->finds || (v->searching && key_is_text());
	top = v->follow ? textview_last_top(v) : textview_clamp(v, v->top);
	if (status)
		textview_draw_status(v, at, top);
	at.h = v->seen->h;
	row = -top;
	for (size_t i = 0; i < v->count && row < at.h; i++) {
		const struct textview_line *line = &v->lines[i];

		if (row + line->rows > 0)
			textview_draw_line(line, line->mark && line->mark == v->picked,
					   v->search, at, row);
		row += line->rows;
	}
}
