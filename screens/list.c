/* list.c - see list.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "screens/drawn.h"
#include "screens/list.h"
#include "screens/wrap.h"

enum { PAGE = 10 };

static void list_row_of(struct list_source of, size_t i, struct list_row *row)
{
	*row = (struct list_row){ 0 };
	of.row(of.data, i, row);
}

static bool list_named(const struct list *l, struct list_source of, size_t i)
{
	struct list_row row;

	list_row_of(of, i, &row);
	return strcasestr(row.text, l->filter);
}

static bool list_matches(const struct list *l, struct list_source of, size_t i)
{
	struct list_row row;

	if (!l->filter[0] || list_named(l, of, i))
		return true;
	list_row_of(of, i, &row);
	return row.note && strcasestr(row.note, l->filter);
}

/* Selects the next matching row, up or down; false where there is none. */
static bool list_step(struct list *l, struct list_source of, int direction)
{
	for (size_t i = l->selected; direction > 0 ? i + 1 < of.count : i > 0;) {
		i = direction > 0 ? i + 1 : i - 1;
		if (list_matches(l, of, i)) {
			l->selected = i;
			return true;
		}
	}
	return false;
}

/*
 * Selects a matching row after the filter changed: one whose text matches rather than one
 * whose note does.
 */
static void list_settle(struct list *l, struct list_source of)
{
	if (l->selected >= of.count)
		l->selected = of.count ? of.count - 1 : 0;
	for (size_t i = 0; of.count && !list_named(l, of, l->selected) && i < of.count; i++)
		if (list_named(l, of, i))
			l->selected = i;
	if (of.count && !list_matches(l, of, l->selected) && !list_step(l, of, 1))
		list_step(l, of, -1);
}

static void list_move(struct list *l, struct list_source of, int direction, size_t times)
{
	while (times-- && list_step(l, of, direction))
		;
}

bool list_selected(const struct list *l, struct list_source of, struct list_row *out)
{
	if (l->selected >= of.count || !list_matches(l, of, l->selected))
		return false;
	list_row_of(of, l->selected, out);
	return true;
}

static bool list_filter_cut(struct list *l)
{
	size_t n = strlen(l->filter), at = 0, last = 0;

	while (at < n) {
		int columns;

		last = at;
		at += put_next(l->filter + at, n - at, &columns);
	}
	l->filter[last] = '\0';
	return n > 0;
}

static void list_filter_add(struct list *l, wchar_t ch)
{
	size_t n = strlen(l->filter);
	char c[5];
	size_t add = key_utf8(ch, c);

	if (n + add >= sizeof(l->filter) || (!n && ch == L' '))
		return;
	memcpy(l->filter + n, c, add);
	l->filter[n + add] = '\0';
}

/* A search is being typed. */
static bool list_searches(const struct list *l)
{
	return l->searching && key_is_text();
}

static void list_search(struct list *l, bool on)
{
	l->searching = on;
	key_text_mode(on);
}

/* The code of the key that a letter stands for where letters are commands. */
static int list_letter(wchar_t ch)
{
	static const struct {
		wchar_t ch;
		int code;
	} letters[] = {
		{ L'j', K_DOWN },
		{ L'k', K_UP },
		{ L'g', K_HOME },
		{ L'G', K_END },
	};

	for (size_t i = 0; i < sizeof(letters) / sizeof(*letters); i++)
		if (letters[i].ch == ch)
			return letters[i].code;
	return K_NONE;
}

static enum list_result list_enter(struct list *l, struct list_source of)
{
	struct list_row row;

	if (!list_selected(l, of, &row))
		return LIST_MOVED;
	if (list_searches(l))
		list_search(l, false);
	return row.disabled ? LIST_DISABLED : LIST_CHOSEN;
}

/* A key that changes the filter; LIST_PASS: another one. */
static enum list_result list_filter_key(struct list *l, struct key k)
{
	bool text = k.code == K_TYPED || (l->picks && k.code == K_NONE);

	if (k.code == K_ESC || k.typed == L'\33' || k.code == K_CTRL_OF('u')) {
		if (!l->filter[0] && !list_searches(l))
			return LIST_PASS;
		l->filter[0] = '\0';
		if (list_searches(l) && k.code != K_CTRL_OF('u'))
			list_search(l, false);
	} else if (text) {
		list_filter_add(l, k.typed ? k.typed : k.ch);
	} else if (k.code == K_BACKSPACE) {
		if (!list_filter_cut(l) && !list_searches(l))
			return LIST_PASS;
	} else if (k.code == K_NONE && k.ch == L'/') {
		l->filter[0] = '\0';
		list_search(l, true);
	} else {
		return LIST_PASS;
	}
	return LIST_MOVED;
}

enum list_result list_key(struct list *l, struct list_source of, struct key k)
{
	int code = k.code == K_NONE && !l->picks ? list_letter(k.ch) :
		k.typed == L'\n'		 ? K_ENTER :
						   k.code;

	list_settle(l, of);
	switch (code) {
	case K_ENTER:
		return list_enter(l, of);
	case K_UP:
	case K_DOWN:
		list_move(l, of, code == K_UP ? -1 : 1, 1);
		return LIST_MOVED;
	case K_PGUP:
	case K_PGDN:
		list_move(l, of, code == K_PGUP ? -1 : 1, PAGE);
		return LIST_MOVED;
	case K_HOME:
	case K_END:
		list_move(l, of, code == K_HOME ? -1 : 1, of.count);
		return LIST_MOVED;
	case K_CLICK:
		l->selected = k.zone < of.count ? k.zone : l->selected;
		return LIST_MOVED;
	default:
		if (list_filter_key(l, k) == LIST_PASS)
			return LIST_PASS;
		list_settle(l, of);
		return LIST_MOVED;
	}
}

/* What one row needs: where it can be cut, and the column of the notes. */
struct list_columns {
	int w, notes;
};

/* The column of the notes begins after the widest text. */
static struct list_columns list_columns_of(struct list_source of, int w)
{
	struct list_columns c = { .w = w };
	int most = w * 2 / 5;

	for (size_t i = 0; i < of.count; i++) {
		struct list_row line;
		int columns;

		list_row_of(of, i, &line);
		columns = put_width(line.text) + (line.mark ? 2 : 0);
		c.notes = columns > c.notes ? columns : c.notes;
	}
	c.notes = c.notes < most ? c.notes : most;
	return c;
}

static const char *list_note(const struct list_row *row)
{
	return row->disabled ? row->why : row->note;
}

/* The columns that the end of the row has; *col is where that begins. */
static int list_room(const struct list_row *row, struct list_columns c, int *col)
{
	int tag = row->tag ? put_width(row->tag) + 1 : 0;

	*col = list_note(row) ? c.notes + 4 : row->mark ? put_width(row->mark) + 3 : 2;
	return c.w - *col - (tag <= c.w / 2 ? tag : 0);
}

/* What is too long takes a second line. */
static int list_lines(const struct list_row *row, struct list_columns c)
{
	int col, room = list_room(row, c, &col);
	const char *s = list_note(row) ? list_note(row) : row->text;

	return room > 0 && wrap_rows(s, room) > 1 ? 2 : 1;
}

static void list_draw_row(const struct list_row *row, struct box at, struct list_columns c,
			  bool picked)
{
	enum role role = picked ? R_SELECTED : row->disabled ? R_QUIET : row->role;
	const char *note = list_note(row), *rest = note ? note : row->text;
	int col, room = list_room(row, c, &col), start = row->mark ? 3 : 2;

	for (int i = 0; picked && i < at.h; i++)
		put_fill(at, i, 0, at.w, R_SELECTED, " ");
	put(at, 0, 0, picked ? R_SELECTED : R_KEY, picked ? glyphs()->pick : " ");
	if (row->tag && put_width(row->tag) + 1 <= at.w / 2)
		put_right(at, 0, picked ? R_SELECTED : R_KEY, row->tag);
	if (row->mark)
		start = 3 + put(at, 0, 2, role, row->mark);
	if (note)
		put_cut(at, 0, start, c.notes + 2 - start, role, row->text);
	role = note && !picked ? R_QUIET : role;
	for (int i = 0; i + 1 < at.h && rest; i++) {
		const char *s = rest;
		size_t n = wrap_line(s, room, &rest);

		put_n(at, i, col, role, s, n);
	}
	if (rest)
		put_cut(at, at.h - 1, col, room, role, rest);
}

static void list_draw_filter(const struct list *l, struct box at, size_t shown,
			     size_t count)
{
	char say[64];
	int w;

	if (l->filter[0])
		snprintf(say, sizeof(say), "%zu of %zu", shown, count);
	else
		snprintf(say, sizeof(say),
			 l->picks ? "%zu items, type to filter" : "%zu items, / to search",
			 count);
	put_right(at, 0, R_QUIET, say);
	w = at.w - put_width(say) - 2;
	if ((!l->filter[0] && !list_searches(l)) || w < 4)
		return;
	put_cursor(at, 0, 6 + put_cut(at, 0, 6, w - 6, R_FIELD, l->filter));
	put(at, 0, 0, R_QUIET, "find");
}

/* Draws from the row that is first among those that match; all of it, or what fits. */
static void list_draw_rows(const struct list *l, struct list_source of, struct box at,
			   size_t first, bool wraps)
{
	struct list_columns c = list_columns_of(of, at.w);
	struct list_row line;
	size_t seen = 0;
	int row = 0;

	for (size_t i = 0; i < of.count && row < at.h; i++) {
		bool picked = i == l->selected;
		int h;

		if (!list_matches(l, of, i) || seen++ < first)
			continue;
		list_row_of(of, i, &line);
		h = wraps || picked ? list_lines(&line, c) : 1;
		h = h < at.h - row ? h : at.h - row;
		list_draw_row(&line, box_part(at, row, 0, h, at.w), c, picked);
		for (int part = 0; part < h; part++)
			put_clickable(at, row + part, 0, at.w,
				      (struct key){ .code = K_CLICK, .zone = i });
		row += h;
	}
}

void list_draw(const struct list *l, struct list_source of, struct box at)
{
	size_t above = 0, shown = 0, first = 0, h;
	bool wraps = list_rows(l, of, at.w) <= at.h;
	struct list_row picked;

	/* How many rows match, and how many of them are above the selected one. */
	for (size_t i = 0; i < of.count; i++)
		if (list_matches(l, of, i)) {
			shown++;
			above = i < l->selected ? shown : above;
		}
	if (at.h < 1)
		return;
	drawn()->list = true;
	drawn()->moves = drawn()->moves || shown > 1;
	drawn()->filters = drawn()->filters || list_searches(l);
	/* Long lists, and those with a filter, have a line for it. */
	if (l->filter[0] || list_searches(l) || (int)of.count > at.h) {
		list_draw_filter(l, at, shown, of.count);
		at = box_part(at, 1, 0, at.h - 1, at.w);
	}
	h = (size_t)at.h;
	if (!wraps && h > 1 && list_selected(l, of, &picked))
		h -= (size_t)list_lines(&picked, list_columns_of(of, at.w)) - 1;
	if (shown > h) {
		first = above > h / 2 ? above - h / 2 : 0;
		first = first > shown - h ? shown - h : first;
	}
	if (!shown)
		put_fmt(at, 0, 2, R_QUIET, l->filter[0] ? "no match for \"%s\"" : "empty%s",
			l->filter);
	list_draw_rows(l, of, at, first, wraps);
}

int list_rows(const struct list *l, struct list_source of, int w)
{
	struct list_columns c = list_columns_of(of, w);
	int rows = l->filter[0] || list_searches(l);

	for (size_t i = 0; i < of.count; i++) {
		struct list_row line;

		list_row_of(of, i, &line);
		rows += list_lines(&line, c);
	}
	return rows;
}
