/* question_form.c - see question_form.h. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "keys/access_key.h"
#include "pack/pack.h"
#include "pack/pack_when.h"
#include "pack/value.h"
#include "plan/record.h"
#include "screens/question_form.h"

static bool question_form_check_row(const void *data, const struct field *f,
				    const char *value, struct err *err)
{
	const struct ask *ask = data;

	(void)f;
	return wizard_check(ask->w, ask->v, value, err);
}

static bool question_form_check_secret(const void *data, const struct field *f,
				       const char *value, struct err *err)
{
	const struct ask *ask = data;

	(void)f;
	return wizard_check_secret(ask->w, ask->v, value, err);
}

static bool question_form_check_name(const void *data, const struct field *f,
				     const char *value, struct err *err)
{
	(void)data;
	(void)f;
	return !*value || record_name_check(value, err);
}

/* Wrong values are remembered too, so that they can be corrected. */
static void question_form_remember(struct question_form *a, const char *name,
				   const char *text)
{
	size_t i = 0;

	while (i < a->remembered && !str_eq(a->names[i], name))
		i++;
	if (i == QUESTIONS)
		return;
	if (i == a->remembered) {
		a->names[i] = xstrdup(name);
		a->remembered++;
	} else {
		free(a->typed[i]);
	}
	a->typed[i] = xstrdup(text);
}

static const char *question_form_remembered(const struct question_form *a, const char *name)
{
	for (size_t i = 0; i < a->remembered; i++)
		if (str_eq(a->names[i], name))
			return a->typed[i];
	return NULL;
}

static void question_form_close_form(struct question_form *a)
{
	for (size_t i = 0; a->form && i < a->count; i++)
		if (a->fields[i].kind != FIELD_SECRET)
			question_form_remember(a, a->fields[i].name,
					       form_value(a->form, i));
	form_free(a->form);
	a->form = NULL;
	arena_free(&a->keep);
	a->count = 0;
}

static void question_form_set_kind(struct question_form *a, struct field *f,
				   const struct pack_value *v)
{
	const char **all;
	size_t n;

	if (v->kind == VALUE_SECRET) {
		f->kind = FIELD_SECRET;
		f->check = question_form_check_secret;
		f->value = NULL;
	} else if (v->kind == VALUE_YES_NO) {
		f->kind = FIELD_YESNO;
	} else if (v->kind == VALUE_CHOICE && v->choices) {
		f->kind = FIELD_PICK;
		/* Copies: the form is read once more after another pack was loaded. */
		n = 0;
		while (v->choices[n])
			n++;
		all = arena_zero(&a->keep, (n + 1) * sizeof(*all));
		for (size_t i = 0; i < n; i++)
			all[i] = arena_str(&a->keep, v->choices[i]);
		f->choices = all;
	}
}

/* Help that says whether the field can be empty. */
static const char *question_form_help_of(struct question_form *a, const struct wizard *w,
					 const struct pack_value *v)
{
	if (v->kind == VALUE_SECRET)
		return arena_fmt(&a->keep, "%s%s", v->help,
				 wizard_has_secret(w) ?
					 " It was given before: empty keeps that one." :
					 "");
	if (!*value_default(v, &w->j.answers) && !wizard_required(w, v) &&
	    !str_eq(v->name, "REGION") && !v->optional)
		return arena_fmt(&a->keep, "May stay empty. %s", v->help);
	return *v->help ? v->help : NULL;
}

static void question_form_add_row(struct question_form *a, const struct wizard *w,
				  const struct pack_value *v)
{
	struct field *f = &a->fields[a->count];
	const char *was = question_form_remembered(a, v->name);
	struct buf value = BUF(BUF_TEXT);
	bool required = wizard_required(w, v) ||
		(v->kind == VALUE_SECRET && wizard_needs_secret(w, v));

	wizard_value(w, v->name, &value);
	a->values[a->count] = v;
	a->asks[a->count] = (struct ask){ w, v };
	*f = (struct field){
		.name = arena_str(&a->keep, v->name), /* outlives the pack */
		.label = arena_fmt(&a->keep, "%s%s", v->label, required ? " (needed)" : ""),
		.help = question_form_help_of(a, w, v),
		.vendor = *v->vendor ? v->vendor : NULL,
		.kind = FIELD_TEXT,
		.max = 4096,
		.check = question_form_check_row,
		.data = &a->asks[a->count],
		.value = arena_str(&a->keep,
				   was && !wizard_check(w, v, was, &(struct err)ERR_INIT) ?
					   was :
					   value.s),
	};
	question_form_set_kind(a, f, v);
	a->count++;
	buf_free(&value);
}

static void question_form_add_name(struct question_form *a, const struct wizard *w)
{
	const char *was = question_form_remembered(a, "SETUP");
	const char *now = *w->j.given.name ? w->j.given.name : w->j.pack->name;

	a->values[a->count] = NULL;
	a->fields[a->count++] = (struct field){
		.name = "SETUP",
		.label = "Set-up's name",
		.kind = FIELD_TEXT,
		.max = 256,
		.help = "What accredit calls this set-up. It is on the menu, and in a tag.",
		.more = "What accredit calls this set-up: on the menu, in its record on "
			"this machine, and in the tag accredit:setup of all it makes. Take "
			"another name to set the same platform up a second time.",
		.value = arena_str(&a->keep,
				   was && !record_name_check(was, &(struct err)ERR_INIT) ?
					   was :
					   now),
		.check = question_form_check_name,
	};
}

/* A secret is asked for after its key ID was given. */
static void question_form_show_fields(struct question_form *a, const struct context *d)
{
	for (size_t i = 0; i < a->count; i++)
		if (a->values[i])
			form_show(a->form, i, wizard_asked_now(d->w, a->values[i]));
}

void question_form_enter(struct question_form *a, struct context *d, enum stage stage)
{
	const struct pack_value *values[QUESTIONS];
	size_t n, at = a->form ? form_current(a->form) : 0;

	a->stage = stage;
	/* while a task still runs, news builds the form */
	if (context_busy(d))
		return;
	question_form_close_form(a);
	if (!d->w->j.pack)
		return;
	n = wizard_questions(d->w, stage, values, QUESTIONS - 1);
	if (stage == STAGE_NAMES)
		question_form_add_name(a, d->w);
	for (size_t i = 0; i < n; i++)
		question_form_add_row(a, d->w, values[i]);
	a->form = form_new(a->fields, a->count);
	question_form_show_fields(a, d);
	form_focus(a->form, at < a->count ? at : 0);
	for (size_t i = 0; i < a->count; i++)
		if (*d->error_field && str_eq(a->fields[i].name, d->error_field)) {
			form_set_error(a->form, i, &d->field_error);
			*d->error_field = '\0';
		}
}

/*
 * Removes a secret that was pasted into another field, often that of the key ID, before it
 * is drawn.
 */
static bool question_form_reject_secret(struct question_form *a, const struct context *d,
					size_t i)
{
	bool id = a->values[i] && a->values[i]->kind == VALUE_ACCESS_KEY_ID, asks = false;
	struct err err = ERR_INIT;

	for (size_t n = 0; n < a->count; n++)
		asks |= a->fields[n].kind == FIELD_SECRET &&
			wizard_asked_now(d->w, a->values[n]);
	if (a->fields[i].kind != FIELD_TEXT || (!id && !asks) ||
	    !access_key_is_secret(form_value(a->form, i)))
		return false;
	if (id) {
		access_key_check_id(form_value(a->form, i), &err);
	} else {
		err_set(&err, ERR_INPUT, "this looks like a secret, and was taken out again");
		err_hint(&err, "the field of the key's secret shows none of it");
	}
	form_set(a->form, i, a->values[i] && !id ? a->fields[i].value : "");
	form_set_error(a->form, i, &err);
	return true;
}

/* The engine takes valid answers; the form keeps the others. */
static void question_form_keep(struct question_form *a, struct context *d, size_t i)
{
	struct secret typed = { .s = NULL };
	struct err err = ERR_INIT;

	if (a->fields[i].kind == FIELD_SECRET) {
		form_secret(a->form, i, &typed);
		wizard_secret(d->w, a->values[i], typed.s, typed.len, &err);
		secret_close(&typed);
	} else if (a->values[i])
		wizard_answer(d->w, a->values[i], form_value(a->form, i), &err);
	else
		wizard_name(d->w, form_value(a->form, i), &err);
}

enum go question_form_key(struct loop *loop, void *model, void *me, struct key k)
{
	struct question_form *a = me;
	struct context *d = model;
	size_t at;

	(void)loop;
	if (!a->form)
		return GO_PASS;
	at = form_current(a->form);
	switch (form_key(a->form, k)) {
	case FORM_PASS:
		return GO_PASS;
	case FORM_CHANGED:
		if (!question_form_reject_secret(a, d, at))
			question_form_keep(a, d, at);
		question_form_show_fields(a, d);
		return GO_STAY;
	case FORM_DONE:
		for (size_t i = 0; i < a->count; i++)
			if (!a->values[i] || wizard_asked_now(d->w, a->values[i]))
				question_form_keep(a, d, i);
		return GO_NEXT;
	case FORM_MOVED:
		break;
	}
	return GO_STAY;
}

enum go question_form_news(struct loop *loop, void *model, void *me)
{
	struct question_form *a = me;
	struct context *d = model;

	(void)loop;
	if (context_news(d) && !context_busy(d) && !a->form)
		question_form_enter(a, d, a->stage);
	return GO_STAY;
}

void question_form_draw(const struct question_form *a, const struct context *d,
			struct box at, int row)
{
	if (a->form)
		form_draw(a->form, box_part(at, row, 0, at.h - row, at.w));
	else
		context_draw_busy(d, at, row);
}

bool question_form_typing(const void *model, const void *me)
{
	const struct question_form *a = me;

	(void)model;
	return a->form && form_typing(a->form);
}

bool question_form_help(const void *model, const void *me, struct help *out)
{
	const struct question_form *a = me;

	(void)model;
	return a->form && form_help(a->form, out);
}

void question_form_drop(void *me)
{
	struct question_form *a = me;

	question_form_close_form(a);
	for (size_t i = 0; i < a->remembered; i++) {
		free(a->names[i]);
		free(a->typed[i]);
	}
	a->remembered = 0;
}
