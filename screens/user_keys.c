/* user_keys.c - the access keys of a user, and what can be done with them. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "format/json.h"
#include "screens/chooser.h"
#include "screens/page.h"
#include "screens/principal_picker.h"

struct keys_page {
	struct page page;
	struct chooser choose;
	struct principal_picker picker; /* of the profile that contains the key */
	struct rotation_choice choices[ROTATION_CHOICES_MAX];
	size_t count;
};

static void user_keys_row(const void *data, size_t i, struct list_row *out)
{
	const struct keys_page *s = data;

	out->text = s->choices[i].text;
	out->disabled = *s->choices[i].why;
	out->why = NULL;	/* the text below the list has it */
	out->role = s->choices[i].what == ROTATE_FINISH ? R_REMOVE : R_TEXT;
}

static struct list_source user_keys_rows_of(const struct keys_page *s)
{
	return (struct list_source){ s->count, user_keys_row, s };
}

/* A choice that is not available begins with the reason. */
static void user_keys_explain(struct keys_page *s, const struct context *d)
{
	const struct rotation_choice *choice = &s->choices[s->choose.list.selected];
	struct buf says = BUF(BUF_TEXT);
	struct textview *v = &s->choose.text;

	textview_free(v);
	if (s->choose.list.selected < s->count && *choice->why) {
		textview_line(v, R_WARN, "Not available: ");
		textview_span(v, R_WARN, choice->why);
		textview_line(v, R_TEXT, "");
	}
	wizard_describe_keys(d->w, &says);
	for (const char *at = says.s; *at;) {
		size_t n = strcspn(at, "\n");
		char *line = xasprintf("%.*s", (int)n, at);

		textview_line(v, R_TEXT, line);
		textview_hang(v, (int)strspn(line, " ") + 2);
		free(line);
		at += n + (at[n] == '\n');
	}
	buf_free(&says);
}

static enum go user_keys_build(struct context *d, void *me)
{
	struct keys_page *s = me;
	const struct rotation_choice *c = s->choices;
	size_t i = 0;

	s->count = wizard_rotation_choices(d->w, s->choices);
	s->choose.list = (struct list){ .selected = 0 };
	/* The choice of the command line, else the first one that is available. */
	while (i < s->count && (c[i].what != d->w->rotation.what || *c[i].why))
		i++;
	for (i = i < s->count ? i : 0; i < s->count && *c[i].why; i++)
		;
	s->choose.list.selected = i < s->count ? i : 0;
	user_keys_explain(s, d);
	return GO_STAY;
}

static void user_keys_start(struct context *d, void *me)
{
	page_wait(me, d, TASK_KEYS);
}

static enum go user_keys_choose(struct loop *loop, struct context *d, struct keys_page *s)
{
	static const enum purpose purposes[] = {
		[ROTATE_KEY] = FOR_ROTATE, [ROTATE_FINISH] = FOR_FINISH,
		[ROTATE_REVERT] = FOR_REVERT, [ROTATE_REVOKE] = FOR_REVOKE,
	};
	const struct rotation_choice *choice = &s->choices[s->choose.list.selected];

	if (*choice->why) {
		loop_note(loop, R_WARN, "%s", choice->why);
		return GO_STAY;
	}
	if (choice->names_profile) {
		principal_picker_open(&s->picker, d, "profile");
		return GO_STAY;
	}
	wizard_choose_rotation(d->w, choice);
	d->purpose = purposes[choice->what];
	return GO_NEXT;
}

/* The keys are read again, with the one that the chosen profile contains. */
static void user_keys_pick(struct context *d, struct keys_page *s, struct key k)
{
	char *profile = d->w->rotation.profile;

	if (!principal_picker_key(&s->picker, d, k))
		return;
	s->picker.kind = NULL;
	snprintf(profile, sizeof(d->w->rotation.profile), "%s", d->w->named);
	*d->w->named = '\0';
	page_refresh(&s->page, d);
}

static void user_keys_news(struct loop *loop, struct context *d, void *me, enum task ended)
{
	(void)me;
	(void)ended;
	if (account_lists_news(d->w->lists))
		loop_redraw(loop);
}

static enum go user_keys_key(struct loop *loop, struct context *d, void *me, struct key k)
{
	struct keys_page *s = me;

	if (s->picker.kind) {
		user_keys_pick(d, s, k);
		return GO_STAY;
	}
	switch (chooser_key(&s->choose, user_keys_rows_of(s), k)) {
	case LIST_CHOSEN:
	case LIST_DISABLED:
		return user_keys_choose(loop, d, s);
	case LIST_PASS:
		return GO_PASS;
	case LIST_MOVED:
		if (k.code != K_PGUP && k.code != K_PGDN)
			user_keys_explain(s, d);
		break;
	}
	return GO_STAY;
}

static void user_keys_draw(const struct context *d, const void *me, struct box at)
{
	const struct keys_page *s = me;

	if (s->picker.kind) {
		principal_picker_draw(&s->picker, d, at);
		return;
	}
	put(at, 0, 0, R_TEXT, "What do you want to do?");
	chooser_draw(&s->choose, user_keys_rows_of(s), box_part(at, 2, 0, at.h - 2, at.w));
}

static const struct page_type user_keys_page = {
	.waiting = "Checking the access keys",
	.start = user_keys_start,
	.build = user_keys_build,
	.news = user_keys_news,
	.key = user_keys_key,
	.draw = user_keys_draw,
};

/* Signing in may still run when the command line opens this screen. */
static void user_keys_enter(struct loop *loop, void *model, void *me)
{
	(void)loop;
	page_enter(me, model, &user_keys_page);
}

static void user_keys_drop(void *me)
{
	struct keys_page *s = me;

	textview_free(&s->choose.text);
	page_drop(me);
}

static const struct hint *user_keys_hinting(const void *model, const void *me)
{
	static const struct hint ready[] = { { HINT_ENTER, NULL },
					     { HINT_ESC, NULL },
					     { HINT_MOVE, NULL },
					     { HINT_PAGE, NULL },
					     { 0 } };

	return page_hints(me, model, ready);
}

static bool user_keys_typing(const void *model, const void *me)
{
	const struct keys_page *s = me;

	(void)model;
	return s->picker.kind;
}

static bool user_keys_help(const void *model, const void *me, struct help *out)
{
	(void)model;
	(void)me;
	out->title = "Keys";
	out->text =
		"An IAM user can have two access keys. A rotation creates the second one "
		"and deactivates the first, which you can reactivate until you delete "
		"it. A key that was used lately, or that a file on this computer "
		"contains, is never deleted to make room.";
	return true;
}

const struct screen screen_keys = {
	.name = "keys",
	.title = "Keys",
	.state_size = sizeof(struct keys_page),
	.enter = user_keys_enter,
	.draw = page_draw,
	.key = page_key,
	.news = page_news,
	.animated = context_is_animated,
	.typing = user_keys_typing,
	.drop = user_keys_drop,
	.hints_now = user_keys_hinting,
	.help = user_keys_help,
	.quit_text = context_quit_text,
};
