/* draw_text.c - see draw_text.h. */
#include "config.h"

#include <curses.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/mask.h"
#include "base/secret.h"
#include "base/str.h"
#include "screens/draw_text.h"
#include "screens/drawn.h"

static struct { int y, x; } cursor;

static struct zone {
	int y, x, w;
	struct key key;
} zones[256];
static size_t zone_count;

struct box box_screen(void)
{
	return (struct box){ 0, 0, LINES, COLS };
}

struct box box_part(struct box at, int row, int col, int h, int w)
{
	struct box b;

	row = row < 0 ? 0 : row > at.h ? at.h : row;
	col = col < 0 ? 0 : col > at.w ? at.w : col;
	b.y = at.y + row;
	b.x = at.x + col;
	b.h = h < 0 ? 0 : h > at.h - row ? at.h - row : h;
	b.w = w < 0 ? 0 : w > at.w - col ? at.w - col : w;
	return b;
}

/*
 * The next character as it can be shown; returns its bytes. *w is its columns, 0 for a
 * combining mark. A character that must not be shown becomes '?'.
 */
static size_t draw_text_char(const char *s, size_t n, wchar_t *c, int *w)
{
	char clean[16], raw[5] = { 0 };
	uint32_t code;
	size_t len = str_utf8(s, n, &code);

	*c = L'?';
	*w = 1;
	if (!len)
		return 1;
	if (code < 0x80) {
		*c = code >= 0x20 && code < 0x7f ? (wchar_t)code : L'?';
		return 1;
	}
	memcpy(raw, s, len);
	if (str_clean(clean, sizeof(clean), raw)[0] == '\\')
		return len;
	if (code == 0xb7) { /* "·" of our own texts */
		*c = str_eq(glyphs()->dot, "-") ? L'-' : L'\xb7';
		return len;
	}
	if (wcwidth((wchar_t)code) >= 0) {
		*c = (wchar_t)code;
		*w = wcwidth((wchar_t)code);
	}
	return len;
}

/* A character with its combining marks, as setcchar takes it; returns its bytes. */
static size_t draw_text_cluster(const char *s, size_t n, wchar_t cells[CCHARW_MAX + 1],
				int *w)
{
	size_t used = draw_text_char(s, n, &cells[0], w), held = 1;

	if (!*w) {			/* a combining mark without a base character */
		cells[0] = L'?';
		*w = 1;
	}
	while (used < n) {
		wchar_t c;
		int mark;
		size_t len = draw_text_char(s + used, n - used, &c, &mark);

		if (mark)
			break;
		if (held < CCHARW_MAX)
			cells[held++] = c;
		used += len;
	}
	cells[held] = L'\0';
	return used;
}

size_t put_next(const char *s, size_t n, int *columns)
{
	wchar_t cells[CCHARW_MAX + 1];

	*columns = 0;
	return n ? draw_text_cluster(s, n, cells, columns) : 0;
}

int put_width_n(const char *s, size_t n)
{
	int all = 0, w;

	while (n) {
		size_t used = put_next(s, n, &w);

		all += w;
		s += used;
		n -= used;
	}
	return all;
}

int put_width(const char *s)
{
	return put_width_n(s, strlen(s));
}

/* Draws text that contains no secret. */
static int draw_text_cells(struct box at, int row, int col, enum role role, const char *s,
			   size_t n)
{
	int used = 0, room = at.w - col;
	unsigned attr;
	short pair;

	if (row < 0 || row >= at.h || col < 0)
		return 0;
	color_attr(role, &attr, &pair);
	while (n) {
		wchar_t cells[CCHARW_MAX + 1];
		cchar_t cell;
		int w;
		size_t len = draw_text_cluster(s, n, cells, &w);

		if (used + w > room)
			break;
		setcchar(&cell, cells, attr, pair, NULL);
		mvadd_wch(at.y + row, at.x + col + used, &cell);
		used += w;
		s += len;
		n -= len;
	}
	return used;
}

int put_n(struct box at, int row, int col, enum role role, const char *s, size_t n)
{
	char copy[1024];

	if (!mask_finds(s, n))
		return draw_text_cells(at, row, col, role, s, n);
	n = n < sizeof(copy) ? n : sizeof(copy) - 1;	/* longer than any row */
	memcpy(copy, s, n);
	n = mask_text(copy, n);
	return draw_text_cells(at, row, col, role, copy, n);
}

int put(struct box at, int row, int col, enum role role, const char *s)
{
	return put_n(at, row, col, role, s, strlen(s));
}

int put_secret(struct box at, int row, int col, enum role role, const struct secret *s)
{
	return s->len ? draw_text_cells(at, row, col, role, s->s, s->len) : 0;
}

int put_fmt(struct box at, int row, int col, enum role role, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return put(at, row, col, role, text);
}

int put_cut(struct box at, int row, int col, int w, enum role role, const char *s)
{
	struct box part = box_part(at, row, col, 1, w);
	int used;

	if (row < 0 || row >= at.h || part.w <= 0)
		return 0;
	if (put_width(s) <= part.w)
		return put(part, 0, 0, role, s);
	part.w--;
	used = put(part, 0, 0, role, s);
	part.w++;
	return used + put(part, 0, used, role, glyphs()->more);
}

int put_right(struct box at, int row, enum role role, const char *s)
{
	int w = put_width(s);

	return put_cut(at, row, w > at.w ? 0 : at.w - w, w, role, s);
}

void put_fill(struct box at, int row, int col, int n, enum role role, const char *glyph)
{
	for (int i = 0; i < n; i++)
		put(at, row, col + i, role, glyph);
}

void put_cursor(struct box at, int row, int col)
{
	if (row < 0 || row >= at.h || col < 0 || at.w <= 0)
		return;
	cursor.y = at.y + row;
	cursor.x = at.x + (col < at.w ? col : at.w - 1);
}

void put_frame(struct box at, enum role role)
{
	const struct glyphs *g = glyphs();

	if (at.h < 2 || at.w < 2)
		return;
	put_fill(at, 0, 1, at.w - 2, role, g->horizontal);
	put_fill(at, at.h - 1, 1, at.w - 2, role, g->horizontal);
	for (int row = 1; row < at.h - 1; row++) {
		put(at, row, 0, role, g->vertical);
		put_fill(at, row, 1, at.w - 2, R_TEXT, " ");
		put(at, row, at.w - 1, role, g->vertical);
	}
	put(at, 0, 0, role, g->corner[0]);
	put(at, 0, at.w - 1, role, g->corner[1]);
	put(at, at.h - 1, 0, role, g->corner[2]);
	put(at, at.h - 1, at.w - 1, role, g->corner[3]);
}

void put_clickable(struct box at, int row, int col, int w, struct key k)
{
	if (row < 0 || row >= at.h || zone_count == sizeof(zones) / sizeof(*zones))
		return;
	zones[zone_count++] = (struct zone){ at.y + row, at.x + col, w, k };
}

bool put_clicked(int y, int x, struct key *k)
{
	for (size_t i = zone_count; i-- > 0;) {
		const struct zone *z = &zones[i];

		if (y == z->y && x >= z->x && x < z->x + z->w) {
			*k = z->key;
			return true;
		}
	}
	return false;
}

void put_begin(void)
{
	*drawn() = (struct drawn){ 0 };
	erase();
	cursor.y = -1;
	zone_count = 0;
}

/* Where the terminal cannot hide its cursor, it goes to the last cell. */
void put_end(void)
{
	if (cursor.y >= 0 && cursor.y < LINES && cursor.x < COLS) {
		move(cursor.y, cursor.x);
		curs_set(1);
	} else {
		move(LINES - 1, COLS - 1);
		curs_set(0);
	}
	refresh();
}
