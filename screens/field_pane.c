/* field_pane.c - the pane below the fields: help, or the list; see form.h and fields.h. */
#include "config.h"

#include <stdio.h>

#include "screens/fields.h"
#include "screens/wrap.h"

enum { WIDEST = 100 };	/* columns of a text that reads well */

/* Draws the help of field i, or with draw false only counts its rows. */
static int field_pane_text(const struct form *f, size_t i, struct box at, bool vendor,
			   bool draw)
{
	const struct field *field = &f->fields[i];
	/* of the row of a checklist that has the cursor */
	const char *row_help = field->notes && field_choices(field) ?
			field->notes[f->slots[i].choice] :
			NULL;
	const struct {
		enum role role;
		const char *title, *text;
	} parts[] = {
		{ R_TEXT, NULL, row_help },
		{ R_TEXT, NULL, field->help },
		{ R_QUIET, "Default", field->kind == FIELD_TEXT ? field->placeholder : NULL },
		{ R_QUIET, "In the vendor's guide", vendor ? field->vendor : NULL },
	};
	int row = 1;

	for (size_t p = 0; p < sizeof(parts) / sizeof(*parts); p++) {
		char text[4096];

		if (!parts[p].text || !*parts[p].text)
			continue;
		snprintf(text, sizeof(text), "%s%s%s", parts[p].title ? parts[p].title : "",
			 parts[p].title ? ": " : "", parts[p].text);
		row += draw ? wrap_put(at, row, parts[p].role, text) :
			      wrap_rows(text, at.w);
	}
	return row;
}

int field_pane_rows(const struct form *f, size_t i, int w, bool least)
{
	struct box at = { 0, 0, 1, w < WIDEST ? w : WIDEST };

	return i < f->count ? field_pane_text(f, i, at, !least, false) : 0;
}

void field_pane_draw(const struct form *f, struct box at)
{
	const struct field *field = &f->fields[f->at];
	int col, rows;

	if (f->at >= f->count || at.h < 1)
		return;
	col = put_cut(at, 0, 0, at.w, R_TITLE, field->label);
	if (field->required || field->optional)
		put_fmt(at, 0, col, R_QUIET, " %s %s", glyphs()->dot,
			field->required ? "required" : "optional");
	if (f->picking) {
		form_list_draw(f, box_part(at, 1, 0, at.h - 1, at.w));
		return;
	}
	at.w = at.w < WIDEST ? at.w : WIDEST;
	rows = field_pane_text(f, f->at, at, true, false);
	rows = field_pane_text(f, f->at, at, rows <= at.h, true);
	/* The last row that there is room for says where the rest is. */
	if (rows > at.h) {
		put_fill(at, at.h - 1, 0, at.w, R_TEXT, " ");
		put(at, at.h - 1, 0, R_KEY, "F1 shows all of it");
	}
}
