/* form.c - see form.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "pack/value.h"
#include "screens/fields.h"

static bool form_is_text(const struct field *f)
{
	return f->kind == FIELD_TEXT || f->kind == FIELD_SECRET;
}

struct form *form_new(const struct field *fields, size_t count, const char *button)
{
	struct form *f = xcalloc(1, sizeof(*f));

	f->fields = fields;
	f->count = count;
	f->button = button;
	f->list.picks = true;
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
	for (size_t i = 0; i < f->count; i++) {
		edit_free(f->slots[i].edit);
		free(f->slots[i].joined);
	}
	free(f->slots);
	free(f);
}

/* --- values ----------------------------------------------------------------- */

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
	case FIELD_CHECKS:
		return slot->joined;
	case FIELD_SECRET:
	case FIELD_MORE:
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

/* The same members as at the beginning are the same text, in whatever order. */
void field_join(const struct field *f, struct slot *s)
{
	struct json *was = value_members(f->value ? f->value : "");
	struct buf all = BUF(BUF_TEXT);
	size_t known = 0, chosen = 0;

	for (size_t n = 0; n < field_choices(f) && n < CHECKS_MAX; n++) {
		if (!s->checked[n])
			continue;
		buf_fmt(&all, "%s%s", all.len ? "," : "", f->choices[n]);
		known += json_has(was, f->choices[n]);
		chosen++;
	}
	free(s->joined);
	s->joined = xstrdup(
		known == chosen && chosen == json_count(was) && chosen ? f->value : all.s);
	buf_free(&all);
	json_free(was);
}

void form_set(struct form *f, size_t i, const char *value)
{
	const struct field *field = &f->fields[i];
	struct slot *slot = &f->slots[i];
	struct json *members = value_members(value ? value : "");
	size_t n = field_choices(field);

	if (form_is_text(field))
		edit_set(slot->edit, value);
	slot->choice = 0;
	for (size_t c = 0; c < n && c < CHECKS_MAX; c++) {
		slot->checked[c] = json_has(members, field->choices[c]);
		if (field->kind == FIELD_PICK && value && str_eq(field->choices[c], value))
			slot->choice = c;
	}
	if (field->kind == FIELD_CHECKS)
		field_join(field, slot);
	json_free(members);
	slot->yes = str_eq(value, "yes");
	slot->visited = slot->edited = slot->dirty = false;
	slot->err = (struct err)ERR_INIT;
	slot->note[0] = '\0';
}

/* --- which fields there are ------------------------------------------------- */

size_t field_rare(const struct form *f)
{
	size_t n = 0;

	for (size_t i = 0; i < f->count; i++)
		n += f->fields[i].rare && !f->slots[i].hidden;
	return n;
}

bool form_is_shown(const struct form *f, size_t i)
{
	const struct field *field = &f->fields[i];

	if (field->kind == FIELD_MORE)
		return field_rare(f);
	return !f->slots[i].hidden && (!field->rare || f->more);
}

void form_show(struct form *f, size_t i, bool shown)
{
	f->slots[i].hidden = !shown;
}

size_t form_current(const struct form *f)
{
	return f->at;
}

void form_focus(struct form *f, size_t i)
{
	if (i > f->count || (i < f->count && f->slots[i].hidden))
		return;
	f->more |= i < f->count && f->fields[i].rare;
	f->at = i;
	f->picking = false;
}

void form_set_error(struct form *f, size_t i, const struct err *err)
{
	f->slots[i].hidden = false;
	f->slots[i].err = *err;
	form_focus(f, i);
}

void form_note(struct form *f, size_t i, enum role role, const char *text)
{
	snprintf(f->slots[i].note, sizeof(f->slots[i].note), "%s", text);
	f->slots[i].note_role = role;
}

bool form_is_left(const struct form *f, size_t i)
{
	const struct slot *slot = &f->slots[i];

	return slot->visited && slot->err.kind == ERR_NONE && form_is_shown(f, i) &&
		(i != f->at || !slot->dirty);
}

/* --- checks ----------------------------------------------------------------- */

/* Passes the text itself, so that no copy of a secret is made. */
bool field_check(struct form *f, size_t i)
{
	const struct field *field = &f->fields[i];
	struct slot *slot = &f->slots[i];
	const char *value = form_is_text(field) ? edit_text(slot->edit) : form_value(f, i);
	struct err err = ERR_INIT;

	slot->visited = true;
	slot->dirty = false;
	if (slot->hidden || !field->check ||
	    field->check(field->data, field, value, &err)) {
		slot->err = (struct err)ERR_INIT;
		return true;
	}
	slot->err = err;
	if (err.kind == ERR_NONE)
		err_set(&slot->err, ERR_INPUT, "invalid value");
	return false;
}

bool form_check(struct form *f)
{
	size_t wrong = f->count;

	for (size_t i = f->count; i-- > 0;)
		if (!field_check(f, i))
			wrong = i;
	if (wrong < f->count)
		form_focus(f, wrong);
	return wrong == f->count;
}

/* --- for struct screen ------------------------------------------------------ */

bool form_typing(const struct form *f)
{
	return f->picking || (f->at < f->count && form_is_text(&f->fields[f->at]));
}

bool form_help(const struct form *f, struct help *out)
{
	const struct field *field;

	if (f->at >= f->count)
		return false;
	field = &f->fields[f->at];
	out->title = field->label;
	out->text = field->help;
	out->vendor = field->vendor;
	return out->text || out->vendor;
}

const struct hint *form_hints(const struct form *f)
{
	static const struct hint list[] = {
		{ HINT_ENTER, "Select" }, { HINT_ESC, "Close" }, { HINT_MOVE, NULL }, { 0 }
	};
	static const struct hint checks[] = { { HINT_ENTER, "Next" },
					      { HINT_SPACE, NULL },
					      { HINT_ESC, NULL },
					      { HINT_MOVE, NULL },
					      { 0 } };
	static const struct hint picks[] = { { HINT_ENTER, "Next" },
					     { HINT_LIST, NULL },
					     { HINT_ESC, NULL },
					     { HINT_TAB, "Move" },
					     { 0 } };
	static const struct hint field[] = {
		{ HINT_ENTER, "Next" }, { HINT_ESC, NULL }, { HINT_MOVE, NULL }, { 0 }
	};
	static const struct hint row[] = {
		{ HINT_ENTER, NULL }, { HINT_ESC, NULL }, { HINT_MOVE, NULL }, { 0 }
	};

	static const struct hint choices[] = { { HINT_ENTER, "Next" },
					       { HINT_CHOICE, NULL },
					       { HINT_ESC, NULL },
					       { HINT_MOVE, NULL },
					       { 0 } };

	if (f->picking)
		return list;
	if (f->at >= f->count || f->fields[f->at].kind == FIELD_MORE)
		return row;
	return f->fields[f->at].kind == FIELD_CHECKS ? checks :
		f->fields[f->at].kind == FIELD_PICK ||
			f->fields[f->at].kind == FIELD_YESNO ?
						       choices :
		f->fields[f->at].list ? picks :
					field;
}
