/* fields.c - draws a form; see form.h and fields.h. */
#include "config.h"

#include <stdio.h>

#include "screens/fields.h"
#include "screens/wrap.h"

enum {
	LEAST_LABEL = 10,
	WIDEST_BOX = 80, /* columns of a text, brackets included */
	MESSAGE_ROWS = 7,
	SOME_ROWS = 6, /* of fields, before the vendor's step takes them */
};

/* Where the parts of the fields are. */
struct fields_layout {
	int label, value; /* columns of the labels; where the values begin */
	int gap;	  /* empty rows between fields */
	int air;	  /* before the button, and before the pane */
};

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

static const char *fields_label(const struct form *f, size_t i, char room[300])
{
	const struct field *field = &f->fields[i];
	size_t n = field->kind == FIELD_MORE ? field_rare(f) : 0;

	if (n)
		snprintf(room, 300, "%s %s (%zu)", f->more ? "-" : "+", field->label, n);
	else
		snprintf(room, 300, "%s%s", field->label,
			 field->required && !(field->value && *field->value) ?
				 " (required)" :
				 "");
	return room;
}

/* The line below the field: its error, or its note; "" none. */
static const char *fields_message(const struct form *f, size_t i, enum role *role,
				  char room[1200])
{
	const struct slot *slot = &f->slots[i];
	const struct err *err = &slot->err;

	*role = err->kind == ERR_NONE ? slot->note_role : R_FAIL;
	if (err->kind == ERR_NONE)
		return slot->note;
	snprintf(room, 1200, "%s %s%s%s", glyphs()->fail, err->text,
		 err->hint[0] ? "; " : "", err->hint);
	return room;
}

/* Columns of all choices in one row: "(•) yes  ( ) no". */
static int fields_choices_width(const struct field *field)
{
	int w = 0;

	for (size_t n = 0; n < field_choices(field); n++)
		w += put_width(field_shown(field, n)) + 6;
	return w - 2;
}

/* Whether each choice has a row of its own. */
static bool fields_is_column(const struct field *field, int w)
{
	return field->kind == FIELD_CHECKS ||
		(field->kind == FIELD_PICK && fields_choices_width(field) > w);
}

/* The label is above the value, and not next to it: a checklist, and long choices. */
static bool fields_is_below(const struct field *field, int w)
{
	int widest = 0;

	for (size_t n = 0; field->kind == FIELD_PICK && n < field_choices(field); n++)
		if (put_width(field_shown(field, n)) > widest)
			widest = put_width(field_shown(field, n));
	return field->kind == FIELD_CHECKS || widest + 4 > w / 2;
}

static int fields_value_rows(const struct field *field, int w)
{
	return fields_is_column(field, w) ? (int)field_choices(field) : 1;
}

static int fields_label_rows(const struct form *f, size_t i, int w)
{
	char room[300];

	return wrap_rows(fields_label(f, i, room), w);
}

/* The rows of a field: those of its label or value, and of its message. */
static int fields_rows_of(const struct form *f, size_t i, struct fields_layout l, int w)
{
	const struct field *field = &f->fields[i];
	int label, value, message;
	char room[1200];
	const char *say;
	enum role role;

	if (!form_is_shown(f, i))
		return 0;
	if (field->kind == FIELD_MORE)
		return 1;
	say = fields_message(f, i, &role, room);
	message = *say ? wrap_rows(say, w - 4) : 0;
	message = message < MESSAGE_ROWS ? message : MESSAGE_ROWS;
	label = fields_label_rows(f, i, fields_is_below(field, w) ? w - 2 : l.label);
	value = fields_value_rows(field, fields_is_below(field, w) ? w - 2 : w - l.value);
	if (fields_is_below(field, w))
		return label + value + message;
	return (label > value ? label : value) + message;
}

/* --- one field -------------------------------------------------------------- */

static void fields_draw_text(const struct form *f, size_t i, struct box at)
{
	const struct field *field = &f->fields[i];
	bool here = i == f->at, list = field->list != NULL;
	enum role edge = here ? R_KEY : R_TEXT;
	struct box in;

	at.w = at.w < WIDEST_BOX ? at.w : WIDEST_BOX;
	in = box_part(at, 0, 2, 1, at.w - 4 - 2 * list);
	put_fill(at, 0, 1, at.w - 2, R_FIELD, glyphs()->blank);
	put(at, 0, 0, edge, "[");
	put(at, 0, at.w - 1, edge, "]");
	if (list)
		put(at, 0, at.w - 2, edge, glyphs()->down);
	edit_draw(f->slots[i].edit, in, 0, 0, in.w, here);
	if (field->placeholder && !*edit_text(f->slots[i].edit))
		put_cut(in, 0, 0, in.w, R_QUIET, field->placeholder);
}

/* A choice as a radio button or a box: where it begins, and its columns. */
static int fields_draw_choice(const struct form *f, size_t i, size_t n, struct box at,
			      int row, int col)
{
	const struct field *field = &f->fields[i];
	const struct slot *slot = &f->slots[i];
	bool checks = field->kind == FIELD_CHECKS;
	bool on = checks ? slot->checked[n] : n == slot->choice;
	bool here = i == f->at && n == slot->choice;
	int w = put(at, row, col, here ? R_KEY : R_TEXT, checks ? "[" : "(");

	w += put(at, row, col + w, R_KEY,
		 !on		? " " :
			 checks ? glyphs()->done :
				  glyphs()->mask);
	w += put(at, row, col + w, here ? R_KEY : R_TEXT, checks ? "] " : ") ");
	if (here)
		put_cursor(at, row, col + 1);
	return w +
		put_cut(at, row, col + w, at.w - col - w, here ? R_SELECTED : R_TEXT,
			field_shown(field, n));
}

static void fields_draw_choices(const struct form *f, size_t i, struct box at)
{
	const struct field *field = &f->fields[i];
	bool column = fields_is_column(field, at.w);
	size_t n = field_choices(field), cursor = f->slots[i].choice;
	/* Where not all rows fit, the one with the cursor does. */
	size_t first =
		column && i == f->at && (int)cursor >= at.h ? cursor - (size_t)at.h + 1 : 0;
	int col = 0;

	for (size_t c = first; c < n; c++)
		col += fields_draw_choice(f, i, c, at, column ? (int)(c - first) : 0,
					  column ? 0 : col) +
			2;
	if (column && first)
		put_right(at, 0, R_QUIET, glyphs()->up);
	if (column && n - first > (size_t)at.h)
		put_right(at, at.h - 1, R_QUIET, glyphs()->down);
}

static void fields_draw_yesno(const struct form *f, size_t i, struct box at)
{
	static const char *const words[] = { "yes", "no" };
	int col = 0;

	for (int n = 0; n < 2; n++) {
		bool on = f->slots[i].yes == !n, here = on && i == f->at;

		put(at, 0, col, here ? R_KEY : R_TEXT, "( )");
		if (on)
			put(at, 0, col + 1, R_KEY, glyphs()->mask);
		if (here)
			put_cursor(at, 0, col + 1);
		put(at, 0, col + 4, here ? R_SELECTED : R_TEXT, words[n]);
		col += 4 + put_width(words[n]) + 2;
	}
}

static void fields_draw_value(const struct form *f, size_t i, struct box at)
{
	switch (f->fields[i].kind) {
	case FIELD_TEXT:
	case FIELD_SECRET:
		fields_draw_text(f, i, at);
		break;
	case FIELD_PICK:
	case FIELD_CHECKS:
		fields_draw_choices(f, i, at);
		break;
	case FIELD_YESNO:
		fields_draw_yesno(f, i, at);
		break;
	case FIELD_MORE:
		break;
	}
}

static void fields_draw_field(const struct form *f, size_t i, struct box at,
			      struct fields_layout l)
{
	const struct field *field = &f->fields[i];
	bool here = i == f->at, below = fields_is_below(field, at.w);
	enum role role, look = here ? R_TITLE : R_TEXT;
	char room[1200], label[300];
	const char *say = fields_message(f, i, &role, room);
	struct box left = box_part(at, 0, 2, at.h, below ? at.w - 2 : l.label);
	int rows, used;

	for (int row = 0; row < at.h; row++)
		put_clickable(at, row, 0, at.w,
			      (struct key){ .code = K_CLICK, .zone = FIELD_ZONE + i });
	fields_label(f, i, label);
	if (here)
		put(at, 0, 0, R_KEY, glyphs()->pick);
	if (field->kind == FIELD_MORE) {
		put(at, 0, 2, here ? R_SELECTED : R_KEY, label);
		if (here)
			put_cursor(at, 0, 2);
		return;
	}
	used = wrap_put(left, 0, look, label);
	rows = fields_value_rows(field, below ? at.w - 2 : at.w - l.value);
	if (below)
		fields_draw_value(f, i, box_part(at, used, 2, rows, at.w));
	else
		fields_draw_value(f, i, box_part(at, 0, l.value, rows, at.w));
	used = below ? used + rows : used > rows ? used : rows;
	if (*say)
		wrap_put(box_part(at, used, 4, at.h - used, at.w), 0, role, say);
}

/* --- all of them ------------------------------------------------------------ */

static struct fields_layout fields_layout_of(const struct form *f, int w)
{
	struct fields_layout l = { .label = LEAST_LABEL };
	int text = 0, most;
	char room[300];

	for (size_t i = 0; i < f->count; i++) {
		const struct field *field = &f->fields[i];

		if (form_is_shown(f, i) && field->kind != FIELD_MORE &&
		    !fields_is_below(field, w) &&
		    put_width(fields_label(f, i, room)) > l.label)
			l.label = put_width(room);
		if (form_is_shown(f, i) && field->kind == FIELD_TEXT && field->value &&
		    put_width(field->value) > text)
			text = put_width(field->value);
	}
	/* A label is wrapped where that saves a value from being cut. */
	most = 2 + w / 3 + 1 + text + 6 > w || 2 + w * 2 / 5 + 1 + text + 6 <= w ? w * 2 / 5 :
										     w / 3;
	l.label = l.label < most ? l.label : most;
	l.value = 2 + l.label + 1;
	return l;
}

/* Rows of all fields and of the button; *n: how many fields, *at: the place of the cursor. */
static int fields_all_rows(const struct form *f, struct fields_layout l, int w, size_t *n,
			   size_t *at)
{
	int rows = f->button ? 1 + l.air : 0;

	*n = *at = 0;
	for (size_t i = 0; i < f->count; i++) {
		if (!form_is_shown(f, i))
			continue;
		rows += fields_rows_of(f, i, l, w) + (*n ? l.gap : 0);
		*n += 1;
		if (i <= f->at)
			*at = *n;
	}
	return rows;
}

/* The first field drawn, so that all rows of the current one are visible. */
static size_t fields_first(const struct form *f, struct fields_layout l, struct box at)
{
	size_t first = 0;
	int above = 0;

	for (size_t i = 0; i <= f->at && i < f->count; i++)
		above += fields_rows_of(f, i, l, at.w);
	above += f->at == f->count;
	while (first < f->at && above > at.h) {
		above -= fields_rows_of(f, first, l, at.w);
		first++;
	}
	return first;
}

/* Draws as many as fit; returns the rows used. */
static int fields_draw_fields(const struct form *f, struct fields_layout l, struct box at)
{
	int row = 0, all = at.h;
	size_t n, position;

	/* Where they do not fit, the last row has the position: "field 2 of 9". */
	if (fields_all_rows(f, l, at.w, &n, &position) > at.h && n > 1) {
		put_fmt(at, at.h - 1, 0, R_QUIET, "%s%s field %zu of %zu",
			position > 1 ? glyphs()->up : " ",
			f->at < f->count && position < n ? glyphs()->down : " ", position,
			n);
		at.h--;
	}
	for (size_t i = fields_first(f, l, at); i < f->count && row < at.h; i++) {
		int rows = fields_rows_of(f, i, l, at.w);

		if (!rows)
			continue;
		fields_draw_field(f, i, box_part(at, row, 0, rows, at.w), l);
		row += rows + l.gap;
	}
	row += l.air - l.gap;
	if (f->button && row < at.h) {
		bool here = f->at == f->count;
		int w = put_fmt(at, row, 2, here ? R_SELECTED : R_KEY, "[ %s ]", f->button);

		put_clickable(
			at, row, 2, w,
			(struct key){ .code = K_CLICK, .zone = FIELD_ZONE + f->count });
		if (here)
			put_cursor(at, row, 4);
		row++;
	}
	return row < at.h && at.h == all ? row : all;
}

/* The rows of the highest pane of all fields. */
static int fields_tallest(const struct form *f, int w)
{
	int most = 0;

	for (size_t i = 0; i < f->count; i++) {
		int rows = form_is_shown(f, i) ? field_pane_rows(f, i, w, false) : 0;

		most = rows > most ? rows : most;
	}
	return most;
}

/*
 * Where not all fits, the pane is as high as its help and the fields get the rest: only the
 * vendor's step gives way to them. A field with an error, and the row with the position,
 * are always there.
 */
static int fields_pane_rows(const struct form *f, int w, int h, int fields)
{
	int pane = field_pane_rows(f, f->at, w, false), some = SOME_ROWS;

	if (f->at < f->count && f->fields[f->at].kind == FIELD_CHECKS)
		some = fields;
	some = h - 1 - (fields < some ? fields : some);
	if (pane > some && field_pane_rows(f, f->at, w, true) > some)
		pane = field_pane_rows(f, f->at, w, true);
	else if (pane > some)
		pane = some;
	return pane < h - 1 - 3 ? pane : h - 1 - 3;
}

void form_draw(const struct form *f, struct box at)
{
	struct fields_layout l = fields_layout_of(f, at.w);
	int tallest = fields_tallest(f, at.w), fields = 0, pane = tallest;
	size_t n, position;

	/* The same for every field, so that nothing moves with the cursor. */
	for (int air = 2; air >= 0; air--) {
		l.gap = air == 2;
		l.air = air > 0;
		fields = fields_all_rows(f, l, at.w, &n, &position);
		if (fields + l.air + 1 + tallest <= at.h)
			break;
	}
	if (f->picking)
		pane = at.h / 2 > tallest ? at.h / 2 : tallest;
	else if (fields + 1 + tallest > at.h)
		pane = fields_pane_rows(f, at.w, at.h, fields);
	fields = fields_draw_fields(f, l,
				    box_part(at, 0, 0, at.h - (pane ? pane + 1 : 0), at.w));
	if (pane <= 0)
		return;
	fields += l.air;
	put_fill(at, fields, 0, at.w, R_QUIET, glyphs()->horizontal);
	field_pane_draw(f, box_part(at, fields + 1, 0, at.h - fields - 1, at.w));
}
