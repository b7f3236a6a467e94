/* form_keys.c - the keys of a form; see form.h and fields.h. */
#include "config.h"

#include <wctype.h>

#include "screens/fields.h"

/* The next field in a direction, or the button; the current one where there is none. */
static size_t form_keys_next(const struct form *f, int direction)
{
	for (size_t i = f->at; direction > 0 ? i < f->count : i > 0;) {
		i = direction > 0 ? i + 1 : i - 1;
		if (i == f->count ? f->button != NULL : form_is_shown(f, i))
			return i;
	}
	return f->at;
}

static enum form_result form_keys_leave(struct form *f, int direction)
{
	size_t to = form_keys_next(f, direction);

	if (f->at < f->count)
		field_check(f, f->at);
	f->at = to;
	return FORM_MOVED;
}

static enum form_result form_keys_changed(struct form *f)
{
	struct slot *slot = &f->slots[f->at];

	slot->note[0] = '\0';
	if (slot->visited) {
		field_check(f, f->at);
		slot->dirty = true;
	} else {
		slot->err = (struct err)ERR_INIT;
	}
	return FORM_CHANGED;
}

/* Enter: with a wrong value it does not leave the field, so that its error is read. */
static enum form_result form_keys_enter(struct form *f)
{
	const struct field *field = f->at < f->count ? &f->fields[f->at] : NULL;
	size_t to = f->at + 1;

	if (field && field->kind == FIELD_MORE) {
		f->more = !f->more;
		return FORM_MOVED;
	}
	if (field && field->list && field->required && !*form_value(f, f->at) &&
	    form_list_open(f))
		return FORM_MOVED;
	/* What is behind a closed FIELD_MORE is not on the way. */
	while (to < f->count &&
	       (!form_is_shown(f, to) || (f->fields[to].kind == FIELD_MORE && !f->more)))
		to++;
	if (to >= f->count)
		return form_check(f) ? FORM_DONE : FORM_MOVED;
	if (field_check(f, f->at))
		f->at = to;
	return FORM_MOVED;
}

static enum form_result form_keys_pick(struct form *f, struct key k)
{
	const struct field *field = &f->fields[f->at];
	struct slot *slot = &f->slots[f->at];
	size_t n = field_choices(field), to = slot->choice, by = 1;

	if (!n)
		return FORM_PASS;
	if (k.code == K_RIGHT || (k.code == K_NONE && k.ch == L' '))
		to = (to + 1) % n;
	else if (k.code == K_LEFT)
		to = (to + n - 1) % n;
	else if (k.code != K_NONE)
		return FORM_PASS;
	else {
		/* The next choice that begins with the letter; wraps around. */
		while (by <= n &&
		       towlower((wint_t)field_shown(field, (to + by) % n)[0]) !=
			       towlower((wint_t)k.ch))
			by++;
		if (by > n)
			return FORM_PASS;
		to = (to + by) % n;
	}
	if (to == slot->choice)
		return FORM_MOVED;
	slot->choice = to;
	return form_keys_changed(f);
}

static enum form_result form_keys_yesno(struct form *f, struct key k)
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
	return form_keys_changed(f);
}

/* A checklist: Up and Down move in it, and leave it at its ends. */
static enum form_result form_keys_checks(struct form *f, struct key k)
{
	const struct field *field = &f->fields[f->at];
	struct slot *slot = &f->slots[f->at];
	size_t n = field_choices(field);
	int code = k.ch == L'j' ? K_DOWN : k.ch == L'k' ? K_UP : k.code;

	if (code == K_DOWN || code == K_UP) {
		if (code == K_DOWN ? slot->choice + 1 >= n : !slot->choice)
			return k.ch ? FORM_MOVED : form_keys_leave(f, code == K_DOWN ? 1 : -1);
		slot->choice = code == K_DOWN ? slot->choice + 1 : slot->choice - 1;
		return FORM_MOVED;
	}
	if (code == K_HOME || code == K_END) {
		slot->choice = code == K_HOME || !n ? 0 : n - 1;
		return FORM_MOVED;
	}
	if (k.ch != L' ' || slot->choice >= n)
		return FORM_PASS;
	slot->checked[slot->choice] = !slot->checked[slot->choice];
	field_join(field, slot);
	return form_keys_changed(f);
}

static enum form_result form_keys_text(struct form *f, struct key k)
{
	struct slot *slot = &f->slots[f->at];
	bool did = false;

	if (k.code == K_PASTE && !slot->edited)
		edit_set(slot->edit, NULL);
	if (!edit_key(slot->edit, k, &did))
		return FORM_PASS;
	slot->edited = true;
	return did ? form_keys_changed(f) : FORM_MOVED;
}

static enum form_result form_keys_field(struct form *f, struct key k)
{
	if (f->at == f->count)
		return FORM_PASS;
	switch (f->fields[f->at].kind) {
	case FIELD_TEXT:
	case FIELD_SECRET:
		return form_keys_text(f, k);
	case FIELD_PICK:
		return form_keys_pick(f, k);
	case FIELD_YESNO:
		return form_keys_yesno(f, k);
	case FIELD_CHECKS:
		return form_keys_checks(f, k);
	case FIELD_MORE:
		break;
	}
	if (k.ch != L' ')
		return FORM_PASS;
	f->more = !f->more;
	return FORM_MOVED;
}

enum form_result form_key(struct form *f, struct key k)
{
	bool checks = f->at < f->count && f->fields[f->at].kind == FIELD_CHECKS;
	size_t i;

	if (f->picking)
		return form_list_key(f, k);
	switch (k.code) {
	case K_ENTER:
		return form_keys_enter(f);
	case K_DOWN:
		if (form_list_open(f))
			return FORM_MOVED;
		return checks ? form_keys_checks(f, k) : form_keys_leave(f, 1);
	case K_UP:
		return checks ? form_keys_checks(f, k) : form_keys_leave(f, -1);
	case K_TAB:
	case K_BACKTAB:
		return f->count || f->button ? form_keys_leave(f, k.code == K_TAB ? 1 : -1) :
					       FORM_PASS;
	case K_CLICK:
		i = k.zone - FIELD_ZONE;
		if (k.zone < FIELD_ZONE || i > f->count || (i == f->at && i < f->count))
			return FORM_MOVED;
		if (f->at < f->count)
			field_check(f, f->at);
		form_focus(f, i);
		return i == f->count ? form_keys_enter(f) : FORM_MOVED;
	default:
		return form_keys_field(f, k);
	}
}
