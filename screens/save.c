/* save.c - saves the summary or the answers to a new file. */
#include "config.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "format/json.h"
#include "screens/context.h"
#include "screens/form.h"

struct save {
	struct form *form;
	struct field field;
	char path[PATH_MAX];
	bool requested, stopping;
};

static bool save_check(const void *data, const struct field *f, const char *value,
		       struct err *err)
{
	(void)data;
	(void)f;
	if (!*value)
		return err_set(err, ERR_INPUT, "Enter a file name.");
	if (strlen(value) >= sizeof(((struct wizard *)0)->path))
		return err_set(err, ERR_INPUT, "This path is too long.");
	if (str_ends(value, "/"))
		return err_set(err, ERR_INPUT, "This is a folder. Add a file name.");
	return true;
}

/* No folder is created for a name that was mistyped. */
static bool save_has_folder(const char *path, struct err *err)
{
	char folder[PATH_MAX];
	const char *slash = strrchr(path, '/');
	struct stat st;

	if (!slash || slash == path)
		return true;
	snprintf(folder, sizeof(folder), "%.*s", (int)(slash - path), path);
	if (!stat(folder, &st) && S_ISDIR(st.st_mode))
		return true;
	err_set(err, ERR_INPUT,
		"There is no folder %s. Enter a file in an existing folder.", folder);
	return false;
}

static void save_make_form(struct save *s, const struct context *d, const char *ending)
{
	char here[PATH_MAX / 2];

	if (!getcwd(here, sizeof(here)))
		snprintf(here, sizeof(here), "/tmp");
	snprintf(s->path, sizeof(s->path), "%s/%s-%s", strcmp(here, "/") ? here : "",
		 d->w->setup, ending);
	s->field = (struct field){
		.name = "PATH",
		.label = "File name",
		.kind = FIELD_TEXT,
		.max = 1000,
		.help = "Existing files are not overwritten. The file contains no secrets.",
		.value = s->path,
		.check = save_check,
	};
	s->form = form_new(&s->field, 1, "Save");
}

static void save_enter_summary(struct loop *loop, void *model, void *me)
{
	struct save *s = me;

	(void)loop;
	if (!s->form)
		save_make_form(s, model, "summary.txt");
}

static void save_enter_answers(struct loop *loop, void *model, void *me)
{
	struct save *s = me;

	(void)loop;
	if (!s->form)
		save_make_form(s, model, "answers.json");
}

static enum go save_key(struct loop *loop, struct context *d, struct save *s, struct key k,
			enum task task)
{
	struct err err = ERR_INIT;

	if (context_busy(d)) {
		if (k.code == K_ESC) {
			s->stopping = true;
			context_cancel(d);
		}
		return GO_STAY;
	}
	switch (form_key(s->form, k)) {
	case FORM_PASS:
		return GO_PASS;
	case FORM_DONE:
		if (!save_has_folder(form_value(s->form, 0), &err)) {
			form_set_error(s->form, 0, &err);
			break;
		}
		snprintf(d->w->path, sizeof(d->w->path), "%s", form_value(s->form, 0));
		s->requested = true;
		s->stopping = false;
		context_do(d, task);
		break;
	case FORM_MOVED:
	case FORM_CHANGED:
		break;
	}
	loop_redraw(loop);
	return GO_STAY;
}

static enum go save_key_summary(struct loop *loop, void *model, void *me, struct key k)
{
	return save_key(loop, model, me, k, TASK_SAVE_SUMMARY);
}

static enum go save_key_answers(struct loop *loop, void *model, void *me, struct key k)
{
	return save_key(loop, model, me, k, TASK_SAVE_ANSWERS);
}

static enum go save_news(struct loop *loop, void *model, void *me)
{
	struct save *s = me;
	struct context *d = model;

	if (!context_news(d) || !s->requested)
		return GO_STAY;
	s->requested = false;
	if (!d->ok && s->stopping)
		return GO_BACK;
	if (!d->ok) {
		form_set_error(s->form, 0, &d->err);
		return GO_STAY;
	}
	loop_note(loop, R_DONE, "%s Saved to %s", glyphs()->done, d->w->path);
	return GO_END;
}

static void save_draw(const void *model, const void *me, struct box at)
{
	const struct save *s = me;

	put(at, 0, 0, R_TEXT, "Save to file");
	form_draw(s->form, box_part(at, 2, 0, at.h - 4, at.w));
	context_draw_busy(model, at, at.h - 2);
}

static bool save_typing(const void *model, const void *me)
{
	(void)model;
	(void)me;
	return true;
}

static void save_drop(void *me)
{
	struct save *s = me;

	form_free(s->form);
}

#define SAVE_HINTS                                                                         \
	(const struct hint[])                                                              \
	{                                                                                  \
		{ HINT_ENTER, "Save" }, { HINT_ESC, NULL },                                \
		{                                                                          \
			0                                                                  \
		}                                                                          \
	}

const struct screen screen_save_summary = {
	.name = "save",
	.title = "Save the summary",
	.state_size = sizeof(struct save),
	.enter = save_enter_summary,
	.draw = save_draw,
	.key = save_key_summary,
	.news = save_news,
	.animated = context_is_animated,
	.typing = save_typing,
	.quit_text = context_quit_text,
	.drop = save_drop,
	.hints = SAVE_HINTS,
};

const struct screen screen_save_answers = {
	.name = "save-answers",
	.title = "Save the answers",
	.state_size = sizeof(struct save),
	.enter = save_enter_answers,
	.draw = save_draw,
	.key = save_key_answers,
	.news = save_news,
	.animated = context_is_animated,
	.typing = save_typing,
	.quit_text = context_quit_text,
	.drop = save_drop,
	.hints = SAVE_HINTS,
};

const struct flow flow_save_summary = {
	.name = "save", .title = "Save",
	.screens = (const struct screen *const[]){ &screen_save_summary, NULL },
};

const struct flow flow_save_answers = {
	.name = "save-answers", .title = "Save",
	.screens = (const struct screen *const[]){ &screen_save_answers, NULL },
};
