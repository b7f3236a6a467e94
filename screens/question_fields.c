/* question_fields.c - the fields of a group of questions; see question_form.h. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "pack/pack.h"
#include "pack/pack_when.h"
#include "pack/part_uses.h"
#include "plan/record.h"
#include "screens/field_lists.h"
#include "screens/question_form.h"

/* --- what was typed --------------------------------------------------------- */

/* Wrong values are remembered too, so that they can be corrected. */
static void question_fields_remember(struct question_form *a, const char *name,
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

/* The text of a field, if it was not valid: else the answer has it. */
static const char *question_fields_wrong(const struct question_form *a, const struct wizard *w,
					 const struct pack_value *v)
{
	struct err err = ERR_INIT;

	for (size_t i = 0; i < a->remembered; i++)
		if (str_eq(a->names[i], v ? v->name : "SETUP"))
			return (v ? wizard_check(w, v, a->typed[i], &err) :
				    record_name_check(a->typed[i], &err)) ?
				       NULL :
				       a->typed[i];
	return NULL;
}

void question_fields_close(struct question_form *a)
{
	for (size_t i = 0; a->form && i < a->count; i++)
		if (a->fields[i].kind != FIELD_SECRET && a->fields[i].kind != FIELD_MORE)
			question_fields_remember(a, a->fields[i].name,
						 form_value(a->form, i));
	form_free(a->form);
	a->form = NULL;
	arena_free(&a->keep);
	a->count = 0;
	a->place = a->carry = QUESTIONS;
}

/* --- checks ----------------------------------------------------------------- */

/* A folder that is missing is created only after a confirmation: see question_form.c. */
static bool question_fields_check_path(const struct ask *ask, const char *value,
				       struct err *err)
{
	struct buf folder = BUF(BUF_TEXT);
	bool ok = wizard_folder_exists(ask->v, value, &folder) ||
		str_eq(folder.s, ask->form->folder);

	if (!ok) {
		err_set(err, ERR_INPUT, "the folder '%s' does not exist", folder.s);
		err_field(err, ask->v->name);
	}
	buf_free(&folder);
	return ok && wizard_file_is_free(ask->w, ask->v, value, err);
}

static bool question_fields_check(const void *data, const struct field *f,
				  const char *value, struct err *err)
{
	const struct ask *ask = data;

	if (f->kind == FIELD_CHECKS && !*value)
		return err_set(err, ERR_INPUT, "select at least one");
	if (!wizard_check(ask->w, ask->v, value, err))
		return false;
	if (ask->v->kind == VALUE_PROFILE && *value && !question_fields_elsewhere(ask->form))
		return wizard_profile_is_free(ask->w, value, err);
	return question_fields_check_path(ask, value, err);
}

static bool question_fields_check_secret(const void *data, const struct field *f,
					 const char *value, struct err *err)
{
	const struct ask *ask = data;

	(void)f;
	return wizard_check_secret(ask->w, ask->v, value, err);
}

static bool question_fields_check_name(const void *data, const struct field *f,
				       const char *value, struct err *err)
{
	(void)data;
	(void)f;
	return !*value || record_name_check(value, err);
}

/* --- fields ----------------------------------------------------------------- */

/* Copies: the form is read once more after another pack was loaded. */
static void question_fields_set_choices(struct question_form *a, const struct wizard *w,
					struct field *f, const struct pack_value *v)
{
	const char **all[3];
	size_t n = 0;

	while (v->choices[n])
		n++;
	for (size_t k = 0; k < 3; k++)
		all[k] = arena_zero(&a->keep, (n + 1) * sizeof(**all));
	for (size_t i = 0; i < n; i++) {
		struct buf uses = BUF(BUF_TEXT), lacks = BUF(BUF_TEXT);

		all[0][i] = arena_str(&a->keep, v->choices[i]);
		all[1][i] = arena_str(&a->keep, pack_title(v, v->choices[i]));
		if (v->kind == VALUE_PARTS) {
			part_uses(w->j.pack, v->choices[i], &w->j.given, false, &uses);
			part_uses(w->j.pack, v->choices[i], &w->j.given, true, &lacks);
		}
		all[2][i] = !uses.len ? "" :
			lacks.len     ? arena_fmt(&a->keep,
						  "Uses what these create: %s. Not selected: %s; "
						  "it must exist already.",
						  uses.s, lacks.s) :
					arena_fmt(&a->keep, "Uses what these create: %s.",
						  uses.s);
		buf_free(&uses);
		buf_free(&lacks);
	}
	f->kind = v->kind == VALUE_PARTS ? FIELD_CHECKS : FIELD_PICK;
	f->choices = all[0];
	f->shown = all[1];
	f->notes = v->kind == VALUE_PARTS ? all[2] : NULL;
}

static void question_fields_set_kind(struct question_form *a, struct context *d,
				     struct field *f, const struct pack_value *v)
{
	if (v->kind == VALUE_SECRET) {
		f->kind = FIELD_SECRET;
		f->check = question_fields_check_secret;
		f->value = NULL;
		if (wizard_has_secret(d->w))
			f->placeholder = "given before; empty keeps it";
	} else if (v->kind == VALUE_YES_NO) {
		f->kind = FIELD_YESNO;
	} else if (v->choices && (v->kind == VALUE_CHOICE || v->kind == VALUE_PARTS)) {
		question_fields_set_choices(a, d->w, f, v);
	} else {
		f->list = field_lists_of(d, v, &a->keep);
		f->many = value_kinds[v->kind].list;
	}
}

static void question_fields_add(struct question_form *a, struct context *d,
				const struct pack_value *v, bool rare)
{
	struct buf value = BUF(BUF_TEXT), placeholder = BUF(BUF_TEXT);
	const char *wrong = question_fields_wrong(a, d->w, v);
	struct field *f = &a->fields[a->count];
	bool required = wizard_required(d->w, v) ||
		(v->kind == VALUE_SECRET && wizard_needs_secret(d->w, v));

	if (a->count == QUESTIONS)
		return;
	wizard_proposal(d->w, v, &value, &placeholder);
	a->values[a->count] = v;
	a->asks[a->count] = (struct ask){ a, d->w, v };
	*f = (struct field){
		.name = arena_str(&a->keep, v->name), /* outlives the pack */
		.label = arena_str(&a->keep, v->label),
		.help = arena_str(&a->keep, v->help),
		.vendor = *v->vendor ? arena_str(&a->keep, v->vendor) : NULL,
		.kind = FIELD_TEXT,
		.required = required,
		.optional = !required && v->kind != VALUE_REGION &&
			!*value_default(v, &d->w->j.given),
		.rare = rare,
		.max = 4096,
		.check = question_fields_check,
		.data = &a->asks[a->count],
		.value = arena_str(&a->keep, wrong ? wrong : value.s),
		.placeholder = placeholder.len ? arena_str(&a->keep, placeholder.s) : NULL,
	};
	f->optional |= v->optional;
	question_fields_set_kind(a, d, f, v);
	a->carry = str_eq(v->name, "CARRY_FILE") ? a->count : a->carry;
	a->count++;
	buf_free(&value);
	buf_free(&placeholder);
}

static void question_fields_add_name(struct question_form *a, const struct wizard *w)
{
	const char *wrong = question_fields_wrong(a, w, NULL);
	const char *now = *w->j.given.name ? w->j.given.name : w->j.pack->name;

	a->values[a->count] = NULL;
	a->fields[a->count++] = (struct field){
		.name = "SETUP",
		.label = "Setup name",
		.kind = FIELD_TEXT,
		.max = 256,
		.help = "accredit's name for this setup: shown in the menu, used for its record "
			"on this computer, and as the value of the tag accredit:setup. Use a "
			"different name to set up the same platform again.",
		.value = arena_str(&a->keep, wrong ? wrong : now),
		.check = question_fields_check_name,
	};
}

/* Where both are possible, the key's profile is on this computer, or in a file to copy. */
static void question_fields_add_place(struct question_form *a, const struct wizard *w)
{
	static const char *const choices[] = { "here", "elsewhere", NULL };
	static const char *const shown[] = { "on this computer", "on another computer", NULL };
	struct buf carry = BUF(BUF_TEXT), profile = BUF(BUF_TEXT);
	struct err err = ERR_INIT;

	wizard_value(w, "CARRY_FILE", &carry);
	wizard_value(w, "PROFILE", &profile);
	a->place = a->count;
	a->values[a->count] = NULL;
	a->fields[a->count++] = (struct field){
		.name = "KEY_PLACE",
		.label = "Key will be used",
		.kind = FIELD_PICK,
		.help = "On this computer: the key is written to a profile of its AWS files. On "
			"another computer: the profile is written to a file here; copy it there, "
			"then delete it here.",
		.choices = choices,
		.shown = shown,
		.value = carry.len || !wizard_profile_is_free(w, profile.s, &err) ?
				 "elsewhere" :
				 "here",
	};
	buf_free(&carry);
	buf_free(&profile);
}

bool question_fields_elsewhere(const struct question_form *a)
{
	return a->form && a->place < a->count && str_eq(form_value(a->form, a->place), "elsewhere");
}

/* A secret is asked for after its key ID was given; the file to copy, where it is used. */
void question_fields_show(struct question_form *a, const struct context *d)
{
	for (size_t i = 0; i < a->count; i++)
		if (a->values[i])
			form_show(a->form, i, wizard_asked_now(d->w, a->values[i]));
	if (a->place < a->count && a->carry < a->count)
		form_show(a->form, a->carry, question_fields_elsewhere(a));
}

/* A value of the group that is asked, not rare: its place among the questions; n: none. */
static size_t question_fields_find(const struct group_question *q, size_t n, const char *name)
{
	size_t i = 0;

	while (i < n && !str_eq(q[i].v->name, name))
		i++;
	return i;
}

/* "Tags, Permissions boundary": what is behind the row. */
static const char *question_fields_rare(struct question_form *a,
					const struct group_question *q, size_t n)
{
	struct buf all = BUF(BUF_TEXT);
	const char *text;

	buf_str(&all, "Settings that are rarely changed. All have defaults or can stay empty: ");
	for (size_t i = 0, any = 0; i < n; i++)
		if (q[i].more)
			buf_fmt(&all, "%s%s", any++ ? ", " : "", q[i].v->label);
	text = arena_str(&a->keep, all.s);
	buf_free(&all);
	return text;
}

void question_fields_build(struct question_form *a, struct context *d)
{
	struct group_question q[QUESTIONS];
	size_t n = 0, rare = 0, at = a->form ? form_current(a->form) : 0;

	question_fields_close(a);
	if (a->early && !a->group)
		question_fields_add_name(a, d->w);
	if (a->groups[a->group])
		n = wizard_group_questions(d->w, a->groups[a->group], q, QUESTIONS - 3);
	for (size_t i = 0; i < n; i++) {
		if (str_eq(q[i].v->name, "PROFILE") &&
		    question_fields_find(q, n, "CARRY_FILE") < n)
			question_fields_add_place(a, d->w);
		rare += q[i].more;
		if (!q[i].more)
			question_fields_add(a, d, q[i].v, false);
	}
	if (rare) {
		a->values[a->count] = NULL;
		a->fields[a->count++] = (struct field){
			.name = "MORE",
			.label = "More settings",
			.help = question_fields_rare(a, q, n),
			.kind = FIELD_MORE,
		};
	}
	for (size_t i = 0; i < n; i++)
		if (q[i].more)
			question_fields_add(a, d, q[i].v, true);
	a->form = form_new(a->fields, a->count, "Continue");
	question_fields_show(a, d);
	form_focus(a->form, at < a->count ? at : 0);
}
