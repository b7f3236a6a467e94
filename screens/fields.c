/* fields.c - draws a form; see form.h and fields.h. */
#include "config.h"

#include <stdio.h>

#include "screens/fields.h"
#include "screens/wrap.h"

enum { WORDS = 4, COMPLAINT = 7, LEAST_VALUE = 20 };	/* the first two in rows, the last
							   in columns */

const char *field_shown(const struct field *f, size_t i)
{
	return f->shown ? f->shown[i] : f->choices[i];
}

size_t field_choices(const struct field *f)
{
	size_t n = 0;

	while (f->choices && f->choices[n])
		n++;
	return n;
}

/* The text under the field: its error, or its help; NULL: none. */
static const char *fields_message(const struct form *f, size_t i, char *room, size_t size)
{
	const struct err *err = &f->slots[i].err;

	if (err->kind == ERR_NONE)
		return f->fields[i].help;
	snprintf(room, size, "%s %s%s%s", glyphs()->fail, err->text,
		 err->hint[0] ? "; " : "", err->hint);
	return room;
}

static int fields_rows_of(const struct form *f, size_t i, int w)
{
	char room[1100];
	const char *say = fields_message(f, i, room, sizeof(room));
	int rows, most;

	if (f->slots[i].hidden)
		return 0;
	rows = say && i == f->at ? wrap_rows(say, w) : 1;
	most = f->slots[i].err.kind == ERR_NONE ? WORDS : COMPLAINT;
	return 1 + (rows < most ? rows : most);
}

static void fields_draw_choice(const struct form *f, size_t i, struct box at)
{
	const struct field *field = &f->fields[i];
	const struct glyphs *g = glyphs();
	size_t n = field_choices(field);
	int col = 2;

	if (!n)
		return;
	put(at, 0, 0, R_KEY, g->left);
	col += put_cut(at, 0, 2, at.w - 12, i == f->at ? R_SELECTED : R_FIELD,
		       field_shown(field, f->slots[i].choice));
	put(at, 0, col + 1, R_KEY, g->right);
	put_fmt(at, 0, col + 3, R_QUIET, "%zu of %zu", f->slots[i].choice + 1, n);
	if (i == f->at)
		put_cursor(at, 0, 2);
}

static void fields_draw_value(const struct form *f, size_t i, struct box at)
{
	if (f->fields[i].kind == FIELD_PICK)
		fields_draw_choice(f, i, at);
	else if (f->fields[i].kind == FIELD_YESNO) {
		bool yes = f->slots[i].yes, here = i == f->at;
		enum role on = here ? R_SELECTED : R_FIELD;

		put(at, 0, 0, yes ? on : R_TEXT, yes ? "[yes]" : " yes ");
		put(at, 0, 6, yes ? R_TEXT : on, yes ? " no " : "[no]");
		if (here)
			put_cursor(at, 0, yes ? 1 : 7);
	} else
		edit_draw(f->slots[i].edit, at, 0, 0, at.w, i == f->at);
}

static void fields_draw_field(const struct form *f, size_t i, struct box at, int label)
{
	char room[1100];
	const char *say = fields_message(f, i, room, sizeof(room));
	enum role role = f->slots[i].err.kind == ERR_NONE ? R_QUIET : R_FAIL;
	struct box below = box_part(at, 1, 4, at.h - 1, at.w);
	bool here = i == f->at;

	put(at, 0, 0, R_KEY, here ? glyphs()->pick : " ");
	put_cut(at, 0, 2, label, here ? R_TITLE : R_TEXT, f->fields[i].label);
	fields_draw_value(f, i, box_part(at, 0, label + 4, 1, at.w));
	if (say && here)
		wrap_put(below, 0, role, say);
	else if (say)
		put_cut(below, 0, 0, below.w, role, say);
	put_clickable(at, 0, 0, at.w, (struct key){ .code = K_CLICK, .zone = i });
}

/* The first field drawn, so that all rows of the current one are visible. */
static size_t fields_first_field(const struct form *f, struct box at, int gap)
{
	size_t first = 0;
	int above = 0;

	for (size_t i = 0; i <= f->at && i < f->count; i++)
		above += fields_rows_of(f, i, at.w - 4) + gap;
	while (first < f->at && above - gap > at.h) {
		above -= fields_rows_of(f, first, at.w - 4) + gap;
		first++;
	}
	return first;
}

static int fields_all_rows(const struct form *f, int w, int gap, size_t *here)
{
	int rows = 0;

	*here = 0;
	for (size_t i = 0; i < f->count; i++) {
		if (f->slots[i].hidden)
			continue;
		rows += fields_rows_of(f, i, w - 4) + gap;
		(*here)++;
	}
	return rows - gap;
}

void form_draw(const struct form *f, struct box at)
{
	int label = 0, most = at.w - LEAST_VALUE - 4, row = 0, gap = 1;
	size_t count, i, position = 0;

	for (i = 0; i < f->count; i++) {
		int columns = put_width(f->fields[i].label);

		if (!f->slots[i].hidden && columns > label)
			label = columns;
	}
	label = label < most ? label : most;
	gap = fields_all_rows(f, at.w, 1, &count) <= at.h;
	/* Where the form does not fit, the last row has the position: "field 2 of 9". */
	if (!gap && fields_all_rows(f, at.w, 0, &count) > at.h) {
		for (i = 0; i <= f->at && i < f->count; i++)
			position += !f->slots[i].hidden;
		put_fmt(at, at.h - 1, 0, R_QUIET, "%s%s field %zu of %zu",
			position > 1 ? glyphs()->up : " ",
			position < count ? glyphs()->down : " ", position, count);
		at.h--;
	}
	for (i = fields_first_field(f, at, gap); i < f->count && row < at.h; i++) {
		int rows = fields_rows_of(f, i, at.w - 4);

		if (!rows)
			continue;
		fields_draw_field(f, i, box_part(at, row, 0, rows, at.w), label);
		row += rows + gap;
	}
}
