/* form_list.c - the list that a field can be picked from; see form.h and fields.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "pack/value.h"
#include "screens/fields.h"
#include "screens/wrap.h"

static const struct field_list *form_list_of(const struct form *f)
{
	return f->at < f->count ? f->fields[f->at].list : NULL;
}

/* The rows, and why there are no more. */
static struct list_source form_list_rows(const struct form *f, char note[200])
{
	const struct field_list *l = form_list_of(f);

	note[0] = '\0';
	return l->rows(l->data, note);
}

void form_list_news(struct form *f)
{
	struct list_source rows;
	struct list_row row;
	char note[200];

	if (!f->picking || f->list_used)
		return;
	rows = form_list_rows(f, note);
	for (size_t i = 0; i < rows.count; i++) {
		row = (struct list_row){ 0 };
		rows.row(rows.data, i, &row);
		if (str_eq(row.text, form_value(f, f->at)))
			f->list.selected = i;
	}
}

bool form_list_open(struct form *f)
{
	const struct field_list *l = form_list_of(f);

	if (!l)
		return false;
	l->open(l->data);
	f->list = (struct list){ .picks = true };
	f->picking = true;
	f->list_used = false;
	form_list_news(f);
	return true;
}

/* Takes it into the field: as its value, or as one more member of it. */
static enum form_result form_list_take(struct form *f, const char *value)
{
	struct json *members = value_members(form_value(f, f->at));
	struct slot *slot = &f->slots[f->at];
	struct buf text = BUF(BUF_TEXT);

	if (f->fields[f->at].many) {
		json_each(m, members)
			if (!str_eq(json_text(m), value))
				buf_fmt(&text, "%s,", json_text(m));
	}
	buf_str(&text, value);
	edit_set(slot->edit, text.s);
	slot->edited = true;
	slot->err = (struct err)ERR_INIT;
	slot->note[0] = '\0';
	f->picking = false;
	buf_free(&text);
	json_free(members);
	return FORM_CHANGED;
}

/* Closes it. A text that was typed to filter is not lost where the field is empty. */
static enum form_result form_list_close(struct form *f)
{
	f->picking = false;
	if (*form_value(f, f->at) || !f->list.filter[0])
		return FORM_MOVED;
	return form_list_take(f, f->list.filter);
}

enum form_result form_list_key(struct form *f, struct key k)
{
	struct list_source rows;
	struct list_row row;
	char note[200], value[1100];

	if (k.code == K_TAB || k.code == K_BACKTAB ||
	    (k.code == K_CLICK && k.zone >= FIELD_ZONE)) {
		form_list_close(f);
		form_key(f, k);
		return FORM_MOVED;
	}
	if (k.code == K_ESC || (k.code == K_UP && !f->list.selected))
		return form_list_close(f);
	f->list_used = true;
	rows = form_list_rows(f, note);
	if (k.code == K_ENTER && !list_selected(&f->list, rows, &row))
		return form_list_close(f);
	switch (list_key(&f->list, rows, k)) {
	case LIST_CHOSEN:
		list_selected(&f->list, rows, &row);
		snprintf(value, sizeof(value), "%s", row.text);
		return form_list_take(f, value);
	case LIST_PASS:
		return FORM_PASS;
	case LIST_MOVED:
	case LIST_DISABLED:
		break;
	}
	return FORM_MOVED;
}

void form_list_draw(const struct form *f, struct box at)
{
	char note[200];
	struct list_source rows = form_list_rows(f, note);
	int row = 0;

	if (note[0])
		row = wrap_put(at, 0, R_QUIET, note);
	if (!note[0] || rows.count || f->list.filter[0])
		list_draw(&f->list, rows, box_part(at, row, 0, at.h - row, at.w));
}
