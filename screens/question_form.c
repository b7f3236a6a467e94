/* question_form.c - see question_form.h. Here: its groups and its keys. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "keys/access_key.h"
#include "pack/pack.h"
#include "pack/pack_when.h"
#include "screens/field_lists.h"
#include "screens/popup.h"
#include "screens/question_form.h"

/* --- groups ----------------------------------------------------------------- */

static void question_form_forget_groups(struct question_form *a)
{
	for (size_t i = 0; i < a->group_count; i++)
		free(a->titles[i]);
	a->group_count = 0;
}

static void question_form_add_group(struct question_form *a, const struct pack_group *g,
				    const char *title)
{
	if (a->group_count == GROUPS)
		return;
	a->groups[a->group_count] = g;
	a->titles[a->group_count++] = xstrdup(title);
}

/* Those that have questions with the answers so far. The setup's name is always asked. */
static void question_form_find_groups(struct question_form *a, const struct context *d)
{
	struct group_question q[1];

	question_form_forget_groups(a);
	for (const struct pack_group *g = d->w->j.pack->groups; g->name; g++)
		if (g->early == a->early && wizard_group_questions(d->w, g, q, 1))
			question_form_add_group(a, g, g->title);
	if (a->early && !a->group_count)
		question_form_add_group(a, NULL, "Setup name");
	if (a->group >= a->group_count)
		a->group = a->group_count ? a->group_count - 1 : 0;
}

/* Whether something required of the group was not answered. */
static bool question_form_lacks(const struct context *d, const struct pack_group *g)
{
	struct group_question q[QUESTIONS];
	size_t n = g ? wizard_group_questions(d->w, g, q, QUESTIONS) : 0;
	bool lacks = false;

	for (size_t i = 0; i < n && !lacks; i++) {
		struct buf now = BUF(BUF_TEXT);

		wizard_value(d->w, q[i].v->name, &now);
		lacks = !now.len && wizard_required(d->w, q[i].v);
		buf_free(&now);
	}
	return lacks;
}

/* The group of the answer that was not right, or the first that was never filled in. */
static void question_form_choose_group(struct question_form *a, const struct context *d)
{
	const struct pack_value *v = pack_value(d->w->j.pack, d->error_field);

	for (size_t i = 0; v && i < a->group_count; i++)
		if (a->groups[i] && str_eq(a->groups[i]->name, v->group)) {
			a->group = i;
			return;
		}
	for (size_t i = 0; !v && i < a->group; i++)
		if (question_form_lacks(d, a->groups[i]))
			a->group = i;
}

const char *question_form_part(const void *model, const void *me, size_t i, bool *now)
{
	const struct question_form *a = me;

	(void)model;
	*now = i == a->group;
	return i < a->group_count ? a->titles[i] : NULL;
}

static void question_form_forget_objections(struct question_form *a)
{
	a->waiting = false;
	memset(a->objected, 0, sizeof(a->objected));
	memset(a->accepted, 0, sizeof(a->accepted));
}

void question_form_enter(struct question_form *a, struct context *d, bool early)
{
	size_t group = a->group;

	a->early = early;
	question_form_forget_objections(a);
	/* while a task still runs, news builds the form */
	if (context_busy(d))
		return;
	if (!d->w->j.pack) {
		question_fields_close(a);
		question_form_forget_groups(a);
		return;
	}
	question_form_find_groups(a, d);
	question_form_choose_group(a, d);
	if (a->group != group)
		question_fields_close(a);
	question_fields_build(a, d);
	for (size_t i = 0; i < a->count; i++)
		if (*d->error_field && str_eq(a->fields[i].name, d->error_field)) {
			form_set_error(a->form, i, &d->field_error);
			*d->error_field = '\0';
		}
}

static void question_form_go(struct question_form *a, struct context *d, size_t group)
{
	question_form_forget_objections(a);
	question_fields_close(a);
	a->group = group;
	question_form_find_groups(a, d);
	question_fields_build(a, d);
}

/* --- answers ---------------------------------------------------------------- */

/*
 * Removes a secret that was pasted into another field, often that of the key ID, before it
 * is drawn.
 */
static bool question_form_reject_secret(struct question_form *a, const struct context *d,
					size_t i)
{
	bool id = a->values[i] && a->values[i]->kind == VALUE_ACCESS_KEY_ID, asks = false;
	struct err err = ERR_INIT;

	for (const struct pack_value *v = d->w->j.pack->values; v->name; v++)
		asks |= v->kind == VALUE_SECRET && value_asked(v, &d->w->j.given) &&
			wizard_asked_now(d->w, v);
	if (a->fields[i].kind != FIELD_TEXT || (!id && !asks) ||
	    !access_key_is_secret(form_value(a->form, i)))
		return false;
	if (id) {
		access_key_check_id(form_value(a->form, i), &err);
	} else {
		err_set(&err, ERR_INPUT,
			"this looks like a secret access key, so it was removed");
		err_hint(&err,
			 "paste it into the field of the secret, which does not show it");
	}
	form_set(a->form, i, a->values[i] && !id ? a->fields[i].value : "");
	form_set_error(a->form, i, &err);
	return true;
}

/* The other place has another profile, and a file or none. */
static void question_form_keep_place(struct question_form *a, struct context *d)
{
	bool elsewhere = question_fields_elsewhere(a);
	const char *carry = elsewhere ? form_value(a->form, a->carry) : "";
	struct err err = ERR_INIT;

	wizard_answer(d->w, a->values[a->carry], carry, &err);
	for (size_t i = 0; i < a->count; i++)
		if (a->values[i] && a->values[i]->kind == VALUE_PROFILE && !elsewhere &&
		    !wizard_profile_is_free(d->w, form_value(a->form, i), &err) &&
		    wizard_profile_is_free(d->w, d->w->j.given.name, &err)) {
			form_set(a->form, i, d->w->j.given.name);
			wizard_answer(d->w, a->values[i], d->w->j.given.name, &err);
		}
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
	} else if (i == a->place) {
		question_form_keep_place(a, d);
	} else if (a->values[i]) {
		wizard_answer(d->w, a->values[i], form_value(a->form, i), &err);
	} else if (a->fields[i].kind == FIELD_TEXT) {
		wizard_name(d->w, form_value(a->form, i), &err);
	}
}

/* Below the fields that were left: what their answers were taken as, and what AWS has. */
static void question_form_look(struct question_form *a, struct context *d)
{
	for (size_t i = 0; a->form && i < a->count; i++) {
		enum role role = R_QUIET;
		char note[300] = "";

		if (!form_is_left(a->form, i))
			continue;
		if (a->values[i] && a->fields[i].kind == FIELD_TEXT)
			field_lists_note(d, a->values[i], form_value(a->form, i), note,
					 &role);
		else if (str_eq(a->fields[i].name, "SETUP") && wizard_recorded(d->w))
			snprintf(note, sizeof(note), "%s a setup of this name exists%s",
				 glyphs()->warn,
				 d->purpose == FOR_HANDOFF ?
					 "" :
					 ": it will be compared and updated");
		form_note(a->form, i, role, note);
	}
}

/* --- keys ------------------------------------------------------------------- */

static enum go question_form_create_folder(struct loop *loop, void *model, void *me,
					   bool yes)
{
	struct question_form *a = me;
	size_t at = form_current(a->form);
	struct buf folder = BUF(BUF_TEXT);
	bool missing = at < a->count && a->values[at] &&
		!wizard_folder_exists(a->values[at], form_value(a->form, at), &folder);

	if (yes && missing) {
		free(a->folder);
		a->folder = xstrdup(folder.s);
	}
	buf_free(&folder);
	return yes && missing ? question_form_key(loop, model, me, KEY_CODE(K_ENTER)) :
				GO_STAY;
}

/* A folder that a file needs, and that may be mistyped, is created only after this. */
static void question_form_ask_folder(struct question_form *a, struct loop *loop)
{
	size_t at = form_current(a->form);
	struct buf folder = BUF(BUF_TEXT), text = BUF(BUF_TEXT);

	if (at < a->count && a->values[at] && a->fields[at].kind == FIELD_TEXT &&
	    !wizard_folder_exists(a->values[at], form_value(a->form, at), &folder) &&
	    !str_eq(folder.s, a->folder)) {
		buf_fmt(&text,
			"The folder '%s' does not exist. Create it when the file is "
			"written?",
			folder.s);
		popup_ask(loop, "Create the folder?", text.s, "create it",
			  question_form_create_folder);
	}
	buf_free(&text);
	buf_free(&folder);
}

static enum go question_form_done(struct question_form *a, struct context *d)
{
	for (size_t i = 0; i < a->count; i++)
		if (form_is_shown(a->form, i))
			question_form_keep(a, d, i);
	question_form_find_groups(a, d);
	if (a->group + 1 >= a->group_count)
		return GO_NEXT;
	question_form_go(a, d, a->group + 1);
	return GO_STAY;
}

static enum go question_form_continue(struct question_form *a, struct loop *loop,
				      struct context *d);

static enum go question_form_accept(struct loop *loop, void *model, void *me, bool yes)
{
	struct question_form *a = me;
	size_t at = form_current(a->form);

	if (!yes || at >= a->count)
		return GO_STAY;
	a->accepted[at] = true;
	return question_form_continue(a, loop, model);
}

/*
 * An answer names something that does not exist: the first time the field gets the focus;
 * then it is asked whether that is meant, unless it has to exist.
 */
static void question_form_object(struct question_form *a, struct loop *loop, size_t i,
				 const struct err *err)
{
	const char *label = a->values[i]->label;
	struct buf text = BUF(BUF_TEXT);

	form_focus(a->form, i);
	if (a->values[i]->exists || !a->objected[i]) {
		loop_note(loop, R_FAIL, "%s: %s", label, err->text);
	} else {
		buf_fmt(&text, "%s: %s; %s.", label, err->text, err->hint);
		popup_ask(loop, "Continue although it does not exist?", text.s, "continue",
			  question_form_accept);
	}
	a->objected[i] = true;
	buf_free(&text);
}

/* Once all answers of the group are looked up: on, or to the one that names nothing. */
static enum go question_form_continue(struct question_form *a, struct loop *loop,
				      struct context *d)
{
	const char *checking = NULL;

	a->waiting = false;
	for (size_t i = 0; i < a->count; i++) {
		struct err err = ERR_INIT;

		if (!a->values[i] || a->fields[i].kind != FIELD_TEXT || a->accepted[i] ||
		    !form_is_shown(a->form, i))
			continue;
		switch (field_lists_standing(d, a->values[i], form_value(a->form, i),
					     &err)) {
		case STANDS:
			break;
		case STANDS_CHECKING:
			checking = checking ? checking : a->values[i]->label;
			break;
		case STANDS_MISSING:
			question_form_object(a, loop, i, &err);
			return GO_STAY;
		}
	}
	if (!checking)
		return question_form_done(a, d);
	a->waiting = true;
	loop_note(loop, R_TEXT, "%s: checking that it exists ... Esc stops", checking);
	return GO_STAY;
}

enum go question_form_key(struct loop *loop, void *model, void *me, struct key k)
{
	struct question_form *a = me;
	struct context *d = model;
	size_t at;

	if (!a->form)
		return GO_PASS;
	if (a->waiting && k.code != K_ESC)
		return GO_PASS;
	if (a->waiting) {
		a->waiting = false;
		return GO_STAY;
	}
	at = form_current(a->form);
	switch (form_key(a->form, k)) {
	case FORM_PASS:
		if (k.code != K_ESC || !a->group)
			return GO_PASS;
		question_form_go(a, d, a->group - 1);
		return GO_STAY;
	case FORM_CHANGED:
		if (at < a->count)
			a->objected[at] = a->accepted[at] = false;
		if (!question_form_reject_secret(a, d, at))
			question_form_keep(a, d, at);
		question_fields_show(a, d);
		break;
	case FORM_DONE:
		return question_form_continue(a, loop, d);
	case FORM_MOVED:
		if (k.code == K_ENTER && at == form_current(a->form))
			question_form_ask_folder(a, loop);
		break;
	}
	question_form_look(a, d);
	return GO_STAY;
}

enum go question_form_news(struct loop *loop, void *model, void *me)
{
	struct question_form *a = me;
	struct context *d = model;

	if (context_news(d) && !context_busy(d) && !a->form)
		question_form_enter(a, d, a->early);
	if (a->form)
		form_list_news(a->form);
	question_form_look(a, d);
	return a->form && a->waiting ? question_form_continue(a, loop, d) : GO_STAY;
}

void question_form_draw(const void *model, const void *me, struct box at)
{
	const struct question_form *a = me;

	if (a->form)
		form_draw(a->form, at);
	else
		context_draw_busy(model, at, 0);
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

const struct hint *question_form_hints(const void *model, const void *me)
{
	static const struct hint waiting[] = { { HINT_ESC, NULL }, { 0 } };
	const struct question_form *a = me;

	(void)model;
	return a->form ? form_hints(a->form) : waiting;
}

void question_form_drop(void *me)
{
	struct question_form *a = me;

	question_fields_close(a);
	question_form_forget_groups(a);
	for (size_t i = 0; i < a->remembered; i++) {
		free(a->names[i]);
		free(a->typed[i]);
	}
	a->remembered = 0;
	free(a->folder);
	a->folder = NULL;
}
