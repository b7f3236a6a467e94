/* form.c - see form.h. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <wctype.h>

#include "base/mem.h"
#include "base/str.h"
#include "screens/fields.h"

static bool form_is_text(const struct field *f)
{
	return f->kind == FIELD_TEXT || f->kind == FIELD_SECRET;
}

struct form *form_new(const struct field *fields, size_t count)
{
	struct form *f = xcalloc(1, sizeof(*f));

	f->fields = fields;
	f->count = count;
	f->slots = xcalloc(count, sizeof(*f->slots));
	for (size_t i = 0; i < count; i++) {
		if (form_is_text(&fields[i]))
			f->slots[i].edit = edit_new(NULL, fields[i].max,
						    fields[i].kind == FIELD_SECRET);
		form_set(f, i, fields[i].value);
	}
	return f;
}

void form_free(struct form *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->count; i++)
		edit_free(f->slots[i].edit);
	free(f->slots);
	free(f);
}

const char *form_value(const struct form *f, size_t i)
{
	const struct field *field = &f->fields[i];
	const struct slot *slot = &f->slots[i];

	switch (field->kind) {
	case FIELD_TEXT:
		return edit_text(slot->edit);
	case FIELD_PICK:
		return field->choices && field->choices[0] ?
		       field->choices[slot->choice] : "";
	case FIELD_YESNO:
		return slot->yes ? "yes" : "no";
	case FIELD_SECRET:
		break;
	}
	return "";
}

const char *form_named(const struct form *f, const char *name)
{
	for (size_t i = 0; i < f->count; i++)
		if (str_eq(f->fields[i].name, name))
			return form_value(f, i);
	return NULL;
}

void form_secret(const struct form *f, size_t i, struct secret *to)
{
	if (f->fields[i].kind == FIELD_SECRET)
		edit_secret(f->slots[i].edit, to);
	else
		secret_close(to);
}

void form_set(struct form *f, size_t i, const char *value)
{
	const char *const *choices = f->fields[i].choices;
	struct slot *slot = &f->slots[i];
	size_t n = 0;

	if (form_is_text(&f->fields[i]))
		edit_set(slot->edit, value);
	while (value && choices && choices[n] && !str_eq(choices[n], value))
		n++;
	slot->choice = value && choices && choices[n] ? n : 0;
	slot->yes = str_eq(value, "yes");
	slot->visited = slot->edited = false;
	slot->err = (struct err)ERR_INIT;
}

void form_show(struct form *f, size_t i, bool shown)
{
	f->slots[i].hidden = !shown;
}

void form_set_error(struct form *f, size_t i, const struct err *err)
{
	f->slots[i].hidden = false;
	f->slots[i].err = *err;
	f->at = i;
}

size_t form_current(const struct form *f)
{
	return f->at;
}

void form_focus(struct form *f, size_t i)
{
	if (i < f->count && !f->slots[i].hidden)
		f->at = i;
}

/* Passes the text itself, so that no copy of a secret is made. */
static bool form_check_field(struct form *f, size_t i)
{
	const struct field *field = &f->fields[i];
	struct slot *slot = &f->slots[i];
	const char *value = form_is_text(field) ? edit_text(slot->edit) : form_value(f, i);
	struct err err = ERR_INIT;

	slot->visited = true;
	if (slot->hidden || !field->check ||
	    field->check(field->data, field, value, &err)) {
		slot->err = (struct err)ERR_INIT;
		return true;
	}
	slot->err = err;
	if (err.kind == ERR_NONE)
		err_set(&slot->err, ERR_INPUT, "this value is not right");
	return false;
}

bool form_check(struct form *f)
{
	bool ok = true;

	for (size_t i = 0; i < f->count; i++) {
		if (form_check_field(f, i))
			continue;
		if (ok)
			f->at = i;
		ok = false;
	}
	return ok;
}

/* The next visible field in a direction; the current one where there is none. */
static size_t form_next_field(const struct form *f, int direction)
{
	for (size_t i = f->at; direction > 0 ? i + 1 < f->count : i > 0;) {
		i = direction > 0 ? i + 1 : i - 1;
		if (!f->slots[i].hidden)
			return i;
	}
	return f->at;
}

static enum form_result form_leave(struct form *f, int direction)
{
	size_t to = form_next_field(f, direction);

	form_check_field(f, f->at);
	f->at = to;
	return FORM_MOVED;
}

static enum form_result form_changed(struct form *f)
{
	struct slot *slot = &f->slots[f->at];

	if (slot->visited)
		form_check_field(f, f->at);
	else
		slot->err = (struct err)ERR_INIT;
	return FORM_CHANGED;
}

static enum form_result form_pick_key(struct form *f, struct key k)
{
	const struct field *field = &f->fields[f->at];
	struct slot *slot = &f->slots[f->at];
	size_t n = field_choices(field), to = slot->choice;

	if (!n)
		return FORM_PASS;
	if (k.code == K_RIGHT || (k.code == K_NONE && k.ch == L' '))
		to = (to + 1) % n;
	else if (k.code == K_LEFT)
		to = (to + n - 1) % n;
	else if (k.code != K_NONE || k.ch == L'?')
		return FORM_PASS;
	else
		/* The next choice that begins with the letter; wraps around. */
		for (size_t by = 1; by <= n; by++) {
			to = (slot->choice + by) % n;
			if (towlower((wint_t)field_shown(field, to)[0]) ==
			    towlower((wint_t)k.ch))
				break;
		}
	if (to == slot->choice)
		return FORM_MOVED;
	slot->choice = to;
	return form_changed(f);
}

static enum form_result form_yesno_key(struct form *f, struct key k)
{
	struct slot *slot = &f->slots[f->at];
	bool to = !slot->yes;

	if (k.ch == L'y' || k.ch == L'Y' || k.ch == L'n' || k.ch == L'N')
		to = k.ch == L'y' || k.ch == L'Y';
	else if (k.code != K_LEFT && k.code != K_RIGHT && k.ch != L' ')
		return FORM_PASS;
	if (to == slot->yes)
		return FORM_MOVED;
	slot->yes = to;
	return form_changed(f);
}

enum form_result form_key(struct form *f, struct key k)
{
	const struct field *field;
	struct slot *slot;
	bool did;

	if (!f->count)
		return k.code == K_ENTER ? FORM_DONE : FORM_PASS;
	switch (k.code) {
	case K_ENTER:
		/* With a wrong value Enter does not leave the field, so that its error is read. */
		if (form_next_field(f, 1) == f->at)
			return form_check(f) ? FORM_DONE : FORM_MOVED;
		if (form_check_field(f, f->at))
			f->at = form_next_field(f, 1);
		return FORM_MOVED;
	case K_TAB:
	case K_DOWN:
		return form_leave(f, 1);
	case K_BACKTAB:
	case K_UP:
		return form_leave(f, -1);
	case K_CLICK:
		if (k.zone < f->count && k.zone != f->at) {
			form_check_field(f, f->at);
			form_focus(f, k.zone);
		}
		return FORM_MOVED;
	default:
		field = &f->fields[f->at];
		slot = &f->slots[f->at];
		did = false;
		if (field->kind == FIELD_PICK)
			return form_pick_key(f, k);
		if (field->kind == FIELD_YESNO)
			return form_yesno_key(f, k);
		if (k.code == K_PASTE && !slot->edited)
			edit_set(slot->edit, NULL);
		if (!edit_key(slot->edit, k, &did))
			return FORM_PASS;
		slot->edited = true;
		return did ? form_changed(f) : FORM_MOVED;
	}
}

bool form_typing(const struct form *f)
{
	return f->count && form_is_text(&f->fields[f->at]);
}

bool form_help(const struct form *f, struct help *out)
{
	const struct field *field;

	if (!f->count)
		return false;
	field = &f->fields[f->at];
	out->title = field->label;
	out->text = field->more ? field->more : field->help;
	out->vendor = field->vendor;
	return out->text || out->vendor;
}
