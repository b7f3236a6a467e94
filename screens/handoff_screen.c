/* handoff_screen.c - a setup as files for an administrator: in which form, where to, and what then. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "handoff/handoff.h"
#include "pack/answers.h"
#include "pack/pack.h"
#include "plan/waiting.h"
#include "screens/form.h"
#include "screens/journey_flow.h"
#include "screens/popup.h"
#include "screens/value_view.h"
#include "screens/wrap.h"

enum { FORMS = 8 }; /* at most, with the end of the table */
enum { FIELD_FORM, FIELD_ACCOUNT, FIELD_REGION, FIELD_FOLDER, FIELD_COUNT };

struct handoff_screen {
	struct form *form; /* NULL: not built yet */
	struct field fields[FIELD_COUNT];
	const char *names[FORMS], *says[FORMS];
	char setup[64]; /* the one that the form was built for */
	bool requested, stopping;
};

/* --- where to -------------------------------------------------------------------------- */

static bool handoff_screen_check_folder(const void *data, const struct field *f, const char *value,
				 struct err *err)
{
	(void)data;
	(void)f;
	return handoff_folder_check(value, err);
}

static bool handoff_screen_check_account(const void *data, const struct field *f, const char *value,
				  struct err *err)
{
	(void)data;
	(void)f;
	if (strlen(value) == 12 && strspn(value, "0123456789") == 12)
		return true;
	return err_set(err, ERR_INPUT, "Enter the account's 12 digits.");
}

static const struct field field_rows[FIELD_COUNT] = {
	[FIELD_FORM] = {
		.name = "FORM",
		.label = "Form",
		.kind = FIELD_PICK,
		.help = "A shell script of AWS CLI calls, with one that undoes it; a "
			"CloudFormation template with parameters; a Terraform module; or a "
			"bundle of all of them, with a letter that says what is asked and why.",
	},
	[FIELD_ACCOUNT] = {
		.name = "ACCOUNT_ID",
		.label = "Account ID",
		.kind = FIELD_TEXT,
		.required = true,
		.max = 12,
		.check = handoff_screen_check_account,
		.help = "The account in which the administrator creates the setup: 12 digits. "
			"No credentials are needed.",
	},
	[FIELD_REGION] = {
		.name = "REGION",
		.label = "Region",
		.kind = FIELD_TEXT,
		.required = true,
		.max = 60,
		.help = "Such as us-east-1.",
	},
	[FIELD_FOLDER] = {
		.name = "FOLDER",
		.label = "Folder",
		.kind = FIELD_TEXT,
		.required = true,
		.max = 1000,
		.check = handoff_screen_check_folder,
		.help = "A new or an empty folder. A name that ends in .zip becomes one .zip "
			"file. The files contain no secrets.",
	},
};

static void handoff_screen_build(struct handoff_screen *s, const struct context *d)
{
	const struct handoff_request *r = &d->w->handoff;
	size_t n = 0;

	for (const struct handoff_form *one = handoff_forms; one->name && n < FORMS - 1;
	     one++, n++) {
		struct waiting form = { .since = "" };

		snprintf(form.form, sizeof(form.form), "%s", one->name);
		s->names[n] = one->name;
		/* its row of a table, not the copy */
		s->says[n] = waiting_title(&form) == form.form ? one->name :
								 waiting_title(&form);
	}
	memcpy(s->fields, field_rows, sizeof(s->fields));
	s->fields[FIELD_FORM].choices = s->names;
	s->fields[FIELD_FORM].shown = s->says;
	s->fields[FIELD_FORM].value = r->form;
	s->fields[FIELD_ACCOUNT].value = r->account;
	s->fields[FIELD_REGION].value = r->region;
	s->fields[FIELD_FOLDER].value = r->folder;
	s->form = form_new(s->fields, FIELD_COUNT, "Write the files");
}

static void handoff_screen_enter(struct loop *loop, void *model, void *me)
{
	struct handoff_screen *s = me;
	const struct context *d = model;
	const struct answers *a = &d->w->j.given;
	const char *setup = *a->name ? a->name : d->w->j.pack ? d->w->j.pack->name : "";

	(void)loop;
	if (context_busy(d) || (s->form && str_eq(s->setup, setup)))
		return;
	snprintf(s->setup, sizeof(s->setup), "%s", setup);
	form_free(s->form);
	handoff_suggest(d->w);
	handoff_screen_build(s, d);
}

static void handoff_screen_write_files(struct handoff_screen *s, struct context *d)
{
	struct handoff_request *r = &d->w->handoff;

	snprintf(r->form, sizeof(r->form), "%s", form_value(s->form, FIELD_FORM));
	snprintf(r->account, sizeof(r->account), "%s", form_value(s->form, FIELD_ACCOUNT));
	snprintf(r->region, sizeof(r->region), "%s", form_value(s->form, FIELD_REGION));
	snprintf(r->folder, sizeof(r->folder), "%s", form_value(s->form, FIELD_FOLDER));
	s->requested = true;
	s->stopping = false;
	context_do(d, TASK_HANDOFF);
}

static enum go handoff_screen_key(struct loop *loop, void *model, void *me, struct key k)
{
	struct handoff_screen *s = me;
	struct context *d = model;

	if (s->requested && context_busy(d)) {
		if (k.code == K_ESC) {
			s->stopping = true;
			context_cancel(d);
		}
		return GO_STAY;
	}
	if (!s->form)
		return GO_PASS;
	switch (form_key(s->form, k)) {
	case FORM_PASS:
		return GO_PASS;
	case FORM_DONE:
		handoff_screen_write_files(s, d);
		break;
	case FORM_MOVED:
	case FORM_CHANGED:
		break;
	}
	loop_redraw(loop);
	return GO_STAY;
}

/* The failure is shown at the field that it is about; of another answer, in a dialog. */
static void handoff_screen_say_failure(struct loop *loop, struct handoff_screen *s,
				const struct context *d)
{
	for (size_t i = 0; i < FIELD_COUNT; i++)
		if (str_eq(s->fields[i].name, d->err.field)) {
			form_set_error(s->form, i, &d->err);
			return;
		}
	if (!*d->err.field && d->err.kind == ERR_INPUT)
		form_set_error(s->form, FIELD_FOLDER, &d->err);
	else
		popup_err(loop, "Not written", &d->err);
}

static enum go handoff_screen_news(struct loop *loop, void *model, void *me)
{
	struct handoff_screen *s = me;
	struct context *d = model;
	enum task ended = context_news(d);

	if (ended && !s->form)
		handoff_screen_enter(loop, model, me);
	if (ended != TASK_HANDOFF || !s->requested)
		return GO_STAY;
	s->requested = false;
	if (d->ok)
		return GO_NEXT;
	if (s->stopping)
		return GO_BACK;
	handoff_screen_say_failure(loop, s, d);
	return GO_STAY;
}

static void handoff_screen_draw(const void *model, const void *me, struct box at)
{
	const struct handoff_screen *s = me;
	int used;

	used = wrap_put(at, 0, R_TEXT,
			"Files for an administrator, who can create what you may not. Nothing "
			"is created now.") + 1;
	if (s->form)
		form_draw(s->form, box_part(at, used, 0, at.h - used - 2, at.w));
	context_draw_busy(model, at, at.h - 2);
}

static bool handoff_screen_typing(const void *model, const void *me)
{
	const struct handoff_screen *s = me;

	(void)model;
	return s->form && form_typing(s->form);
}

static bool handoff_screen_help(const void *model, const void *me, struct help *out)
{
	const struct handoff_screen *s = me;

	(void)model;
	return s->form && form_help(s->form, out);
}

static const struct hint *handoff_screen_hints(const void *model, const void *me)
{
	static const struct hint none[] = { { HINT_ESC, NULL }, { 0 } };
	const struct handoff_screen *s = me;

	(void)model;
	return s->form ? form_hints(s->form) : none;
}

static void handoff_screen_drop(void *me)
{
	struct handoff_screen *s = me;

	form_free(s->form);
}

const struct screen screen_handoff = {
	.name = "handoff",
	.title = "Hand-off",
	.state_size = sizeof(struct handoff_screen),
	.enter = handoff_screen_enter,
	.draw = handoff_screen_draw,
	.key = handoff_screen_key,
	.news = handoff_screen_news,
	.animated = context_is_animated,
	.typing = handoff_screen_typing,
	.help = handoff_screen_help,
	.drop = handoff_screen_drop,
	.quit_text = context_quit_text,
	.hints_now = handoff_screen_hints,
};

/* --- what was written ------------------------------------------------------------------- */

static const struct button done_button[] = { { "Done", 0, false }, { NULL, 0, false } };

static void handoff_screen_result_enter(struct loop *loop, void *model, void *me)
{
	const struct context *d = model;
	struct summary_lines lines = { .count = 0 };

	(void)loop;
	if (context_busy(d))
		return;
	handoff_summary(&lines, d->w->shown);
	value_view_show(me, &lines);
}

static enum go handoff_screen_result_news(struct loop *loop, void *model, void *me)
{
	(void)loop;
	(void)me;
	context_news(model);
	return GO_STAY;
}

static enum go handoff_screen_result_key(struct loop *loop, void *model, void *me, struct key k)
{
	struct value_view *v = me;

	(void)model;
	if (value_view_key(loop, v, k))
		return GO_STAY;
	return button_row_key(&v->buttons, done_button, k) == 0 || k.code == K_ESC ?
		GO_END :
		GO_PASS;
}

static void handoff_screen_result_draw(const void *model, const void *me, struct box at)
{
	(void)model;
	value_view_draw(me, done_button, at);
}

static void handoff_screen_result_drop(void *me)
{
	value_view_free(me);
}

const struct screen screen_handoff_result = {
	.name = "handoff-result",
	.title = "Written",
	.state_size = sizeof(struct value_view),
	.wide = true,
	.no_back = true,
	.enter = handoff_screen_result_enter,
	.draw = handoff_screen_result_draw,
	.key = handoff_screen_result_key,
	.news = handoff_screen_result_news,
	.animated = context_is_animated,
	.drop = handoff_screen_result_drop,
	.quit_text = context_quit_text,
	.hints = (const struct hint[]){ { HINT_ENTER, "Done" },
					{ HINT_COPY, NULL },
					{ HINT_MOVE, "Select" },
					{ HINT_PAGE, NULL },
					{ 0 } },
};

static const struct flow flow_handoff = {
	.name = "handoff",
	.title = "Hand-off",
	.steps = true,
	.screens = (const struct screen *const[]){ &screen_platform, &screen_method,
						   &screen_names, &screen_policy,
						   &screen_values, &screen_handoff,
						   &screen_handoff_result, NULL },
};

/* From a setup whose questions are answered. */
const struct flow flow_handoff_now = {
	.name = "handoff-now",
	.title = "Hand-off",
	.screens = (const struct screen *const[]){ &screen_handoff, &screen_handoff_result,
						   NULL },
};

const struct screens_journey screens_journey_handoff = {
	.flow = &flow_handoff,
	.purpose = FOR_HANDOFF,
	.starts_afresh = true,
};
