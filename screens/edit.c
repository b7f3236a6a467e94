/* edit.c - see edit.h. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "screens/edit.h"

enum { MOST = 1024, DOTS = 8 };

/* s is allocated once with max + 1 bytes, so that no copy of a secret is left behind. */
struct edit {
	char *s;
	size_t len, max;
	size_t at;		/* offset of the cursor in bytes */
	bool hidden;
	struct secret pages;	/* holds s when hidden */
};

struct edit *edit_new(const char *value, size_t max, bool hidden)
{
	struct edit *e = xcalloc(1, sizeof(*e));

	e->max = max ? max : MOST;
	e->hidden = hidden;
	e->s = xcalloc(1, e->max + 1);
	if (hidden) {
		secret_set(&e->pages, e->s, e->max + 1);
		free(e->s);
		e->s = e->pages.s;
	}
	edit_set(e, value);
	return e;
}

void edit_free(struct edit *e)
{
	if (!e)
		return;
	if (e->hidden) {
		secret_close(&e->pages);
	} else {
		explicit_bzero(e->s, e->max + 1);
		free(e->s);
	}
	free(e);
}

const char *edit_text(const struct edit *e)
{
	return e->s;
}

void edit_secret(const struct edit *e, struct secret *to)
{
	secret_set(to, e->s, e->len);
}

static size_t edit_next(const struct edit *e, size_t at)
{
	int columns;

	return at + put_next(e->s + at, e->len - at, &columns);
}

/* Combining marks belong to the character before them, so it searches from the start. */
static size_t edit_previous(const struct edit *e, size_t at)
{
	size_t i = 0, last = 0;

	while (i < at) {
		last = i;
		i = edit_next(e, i);
	}
	return last;
}

static bool edit_cut(struct edit *e, size_t from, size_t to)
{
	if (from >= to)
		return false;
	memmove(e->s + from, e->s + to, e->len - to);
	explicit_bzero(e->s + e->len - (to - from), to - from);
	e->len -= to - from;
	e->s[e->len] = '\0';
	e->at = from;
	return true;
}

/* Inserts as many whole characters as fit. */
static bool edit_insert(struct edit *e, const char *s, size_t n)
{
	size_t fits = 0, len;
	uint32_t code;

	while (fits < n) {
		len = str_utf8(s + fits, n - fits, &code);
		if (!len || e->len + fits + len > e->max)
			break;
		fits += len;
	}
	if (!fits)
		return false;
	memmove(e->s + e->at + fits, e->s + e->at, e->len - e->at);
	memcpy(e->s + e->at, s, fits);
	e->at += fits;
	e->len += fits;
	e->s[e->len] = '\0';
	return true;
}

/*
 * Whether a value can have this character: no control characters and nothing invisible.
 * str_clean writes those as a backslash sequence.
 */
static bool edit_accepts(const char *c, size_t len)
{
	char raw[5] = { 0 }, clean[16];

	if (len == 1)
		return *c >= 0x20 && *c < 0x7f;
	memcpy(raw, c, len);
	return str_clean(clean, sizeof(clean), raw)[0] != '\\';
}

static bool edit_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

/* Inserts the first line that is not empty, trimmed. */
static bool edit_paste(struct edit *e, const char *s)
{
	bool changed = false;
	size_t n, len;

	while (edit_is_blank(*s))
		s++;
	n = strcspn(s, "\n");
	while (n && edit_is_blank(s[n - 1]))
		n--;
	for (size_t i = 0; i < n; i += len) {
		uint32_t code;

		len = str_utf8(s + i, n - i, &code);
		if (!len)
			len = 1;
		else if (edit_accepts(s + i, len))
			changed |= edit_insert(e, s + i, len);
		else if (s[i] == '\t')
			changed |= edit_insert(e, " ", 1);
	}
	return changed;
}

void edit_set(struct edit *e, const char *value)
{
	explicit_bzero(e->s, e->len);
	e->len = e->at = 0;
	if (value)
		edit_insert(e, value, strlen(value));
	e->at = e->len;
}

static bool edit_type(struct edit *e, wchar_t ch)
{
	char c[5];
	size_t n = key_utf8(ch, c);
	bool done = edit_accepts(c, n) && edit_insert(e, c, n);

	explicit_bzero(c, sizeof(c));
	return done;
}

/* Deletes the spaces before the cursor, then the word before them. */
static bool edit_cut_word(struct edit *e)
{
	size_t from = e->at;

	while (from && e->s[from - 1] == ' ')
		from--;
	while (from && e->s[from - 1] != ' ')
		from--;
	return edit_cut(e, from, e->at);
}

/* In hidden text the cursor is always at the end, because its position is not shown. */
static void edit_move(struct edit *e, size_t to)
{
	e->at = e->hidden ? e->len : to;
}

bool edit_key(struct edit *e, struct key k, bool *changed)
{
	bool did = false;

	switch (k.code) {
	case K_NONE:
		did = edit_type(e, k.ch);
		break;
	case K_PASTE:
		did = edit_paste(e, k.paste);
		break;
	case K_LEFT:
		edit_move(e, edit_previous(e, e->at));
		break;
	case K_RIGHT:
		edit_move(e, edit_next(e, e->at));
		break;
	case K_HOME:
	case K_CTRL_OF('a'):
		edit_move(e, 0);
		break;
	case K_END:
	case K_CTRL_OF('e'):
		edit_move(e, e->len);
		break;
	case K_BACKSPACE:
		did = edit_cut(e, edit_previous(e, e->at), e->at);
		break;
	case K_DELETE:
		did = edit_cut(e, e->at, edit_next(e, e->at));
		break;
	case K_CTRL_OF('u'):
		did = edit_cut(e, 0, e->at);
		break;
	case K_CTRL_OF('k'):
		did = edit_cut(e, e->at, e->len);
		break;
	case K_CTRL_OF('w'):
		did = e->hidden ? edit_cut(e, 0, e->len) : edit_cut_word(e);
		break;
	default:
		return false;
	}
	if (changed)
		*changed = did;
	return true;
}

void edit_draw(const struct edit *e, struct box at, int row, int col, int w,
	       bool focus)
{
	struct box part = box_part(at, row, col, 1, w);
	size_t from = 0;
	int columns, one;

	if (row < 0 || row >= at.h || part.w <= 0)
		return;
	put_fill(part, 0, 0, part.w, R_FIELD, glyphs()->blank);
	if (e->hidden) {
		int n = e->len ? DOTS : 0;

		put_fill(part, 0, 0, n, R_FIELD, glyphs()->mask);
		if (focus)
			put_cursor(part, 0, n);
		return;
	}
	/* Begins where the cursor is within the box. */
	columns = put_width_n(e->s, e->at);
	while (focus && columns + 1 > part.w && from < e->at) {
		from += put_next(e->s + from, e->len - from, &one);
		columns -= one;
	}
	put_cut(part, 0, 0, part.w, R_FIELD, e->s + from);
	if (from)
		put(part, 0, 0, R_QUIET, glyphs()->left);
	if (focus)
		put_cursor(part, 0, put_width_n(e->s + from, e->at - from));
}
