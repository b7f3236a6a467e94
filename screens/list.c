/* list.c - see list.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "screens/list.h"

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
	        {L'j', K_DOWN},
	        {L'k', K_UP},
	        {L'g', K_HOME},
	        {L'G', K_END},
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
	int code = k.code == K_NONE && !l->picks ? list_letter(k.ch)
	        : k.typed == L'\n'               ? K_ENTER
	                                         : k.code;

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

static void list_draw_row(const struct list_row *row, struct box at, int notes, bool picked)
{
	enum role role = picked ? R_SELECTED : row->disabled ? R_QUIET : row->role;
	const char *note = row->disabled ? row->why : row->note;
	int col = 2, w = at.w, tag = row->tag ? put_width(row->tag) + 1 : 0;

	if (picked)
		put_fill(at, 0, 0, at.w, R_SELECTED, " ");
	put(at, 0, 0, picked ? R_SELECTED : R_KEY, picked ? glyphs()->pick : " ");
	if (row->tag && tag <= at.w / 2) {
		w -= tag;
		put(at, 0, w + 1, picked ? R_SELECTED : R_KEY, row->tag);
	}
	if (row->mark)
		col += put(at, 0, col, role, row->mark) + 1;
	if (!note) {
		put_cut(at, 0, col, w - col, role, row->text);
		return;
	}
	put_cut(at, 0, col, notes + 2 - col, role, row->text);
	put_cut(at, 0, notes + 4, w - notes - 4, picked ? R_SELECTED : R_QUIET, note);
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

static void list_draw_rows(const struct list *l, struct list_source of, struct box at,
			   size_t first)
{
	int notes = 0, most = at.w * 2 / 5, row = 0;
	struct list_row line;
	size_t seen = 0;

	/* The column of the notes begins after the widest text. */
	for (size_t i = 0; i < of.count; i++) {
		int columns;

		list_row_of(of, i, &line);
		columns = put_width(line.text) + (line.mark ? 2 : 0);
		notes = columns > notes ? columns : notes;
	}
	notes = notes < most ? notes : most;
	for (size_t i = 0; i < of.count && row < at.h; i++) {
		if (!list_matches(l, of, i) || seen++ < first)
			continue;
		list_row_of(of, i, &line);
		list_draw_row(&line, box_part(at, row, 0, 1, at.w), notes,
			      i == l->selected);
		put_clickable(at, row, 0, at.w, (struct key){ .code = K_CLICK, .zone = i });
		row++;
	}
}

void list_draw(const struct list *l, struct list_source of, struct box at)
{
	size_t above = 0, shown = 0, first = 0, h;

	/* How many rows match, and how many of them are above the selected one. */
	for (size_t i = 0; i < of.count; i++)
		if (list_matches(l, of, i)) {
			shown++;
			above = i < l->selected ? shown : above;
		}
	if (at.h < 1)
		return;
	/* Long lists, and those with a filter, have a line for it. */
	if (l->filter[0] || list_searches(l) || (int)of.count > at.h) {
		list_draw_filter(l, at, shown, of.count);
		at = box_part(at, 1, 0, at.h - 1, at.w);
	}
	h = (size_t)at.h;
	if (shown > h) {
		first = above > h / 2 ? above - h / 2 : 0;
		first = first > shown - h ? shown - h : first;
	}
	if (!shown)
		put_fmt(at, 0, 2, R_QUIET, l->filter[0] ? "no match for \"%s\"" : "empty%s",
		        l->filter);
	list_draw_rows(l, of, at, first);
}

int list_rows(const struct list *l, struct list_source of)
{
	return (int)of.count + (l->filter[0] || list_searches(l) ? 1 : 0);
}
