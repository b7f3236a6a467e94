/* demo_app.c - see demo_app.h. */
#include "config.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/str.h"
#include "base/clock.h"
#include "screens/form.h"
#include "screens/list.h"
#include "screens/popup.h"
#include "screens/textview.h"
#include "screens/wrap.h"
#include "demo_app.h"

/* --- the thread --- */

void demo_init(struct demo *t)
{
	*t = (struct demo){ .practice = true, .wake = -1, .step_ms = 150 };
	strcpy(t->role, "Essentia");
	strcpy(t->region, "eu-central-1");
}

static void *work(void *arg)
{
	struct demo *t = arg;
	uint64_t one = 1;

	while (t->done < DEMO_STEPS && !t->stop) {
		clock_sleep(t->step_ms, NULL);
		t->done++;
		if (write(t->wake, &one, sizeof(one)) < 0)
			break;
	}
	return NULL;
}

void demo_start(struct demo *t)
{
	if (t->running || t->wake < 0)
		return;
	t->running = !pthread_create(&t->thread, NULL, work, t);
}

void demo_end(struct demo *t)
{
	t->stop = true;
	if (t->running)
		pthread_join(t->thread, NULL);
	t->running = false;
}

/* --- menu --- */

static const struct { const char *text, *note, *off; } menu_rows[] = {
	{ "Set up", "give a platform its access", NULL },
	{ "Rotate keys", "renew access keys, none is lost", NULL },
	{ "Verify", "prove that a set-up still works", NULL },
	{ "Resume", "2 of 6 done: essentia", NULL },
	{ "Set-ups made", NULL, "none yet: make one by Set up" },
	{ "Hand-off", "scripts for the administrator", NULL },
	{ "Practice", "a cloud on this machine", NULL },
};

static void menu_row(const void *data, size_t i, struct list_row *out)
{
	(void)data;
	out->text = menu_rows[i].text;
	out->note = menu_rows[i].note;
	out->disabled = menu_rows[i].off != NULL;
	out->why = menu_rows[i].off;
}

static const struct list_source menu_of = {
	.count = sizeof(menu_rows) / sizeof(*menu_rows), .row = menu_row,
};

static void menu_draw(const void *model, const void *me, struct box at)
{
	(void)model;
	put(at, 0, 0, R_TEXT, "What do you want to do?");
	list_draw(me, menu_of, box_part(at, 2, 0, at.h - 2, at.w));
}

static enum go menu_key(struct loop *loop, void *model, void *me, struct key k)
{
	const struct demo *t = model;
	struct list *l = me;

	if (t->crash && k.ch == L'X')
		abort();
	if (k.ch == L'q' && !l->filter[0])
		return GO_QUIT;
	switch (list_key(l, menu_of, k)) {
	case LIST_PASS:
		return GO_PASS;
	case LIST_DISABLED:
		loop_note(loop, R_WARN, "%s", menu_rows[l->selected].off);
		return GO_STAY;
	case LIST_CHOSEN:
		if (l->selected == 0)
			loop_start(loop, &demo_setup);
		else
			loop_note(loop, R_QUIET, "%s is not built here",
				  menu_rows[l->selected].text);
		return GO_STAY;
	case LIST_MOVED:
		break;
	}
	return GO_STAY;
}

const struct screen demo_screen_menu = {
	.name = "menu",
	.title = "Menu",
	.state_size = sizeof(struct list),
	.draw = menu_draw,
	.key = menu_key,
	.hints = (const struct hint[]){ { HINT_ENTER, NULL }, { HINT_QUIT, NULL }, { 0 } },
};

/* --- platform: many rows, with a text about the selected one --- */

static const char *const platforms[] = { "essentia", "iguazio", "deadline", "e6data" };

static void platform_row(const void *data, size_t i, struct list_row *out)
{
	static char names[60][24];

	(void)data;
	snprintf(names[i], sizeof(names[i]), "platform-%02zu", i);
	out->text = i < 4 ? platforms[i] : names[i];
	out->note = i < 4 ? "documented by its vendor" : "made up";
	out->tag = i == 0 ? "recommended" : NULL;
	out->disabled = i == 2;
	out->why = "needs a licence server";
}

static const struct list_source platform_of = { .count = 60, .row = platform_row };

static void platform_enter(struct loop *loop, void *model, void *me)
{
	struct demo *t = model;

	(void)loop;
	(void)me;
	t->platforms_entered++;
}

static void platform_draw(const void *model, const void *me, struct box at)
{
	struct list_row row = { 0 };
	int h = at.h > 14 ? at.h - 5 : at.h - 3;

	(void)model;
	list_draw(me, platform_of, box_part(at, 0, 0, h, at.w));
	if (list_selected(me, platform_of, &row))
		wrap_put(box_part(at, h + 1, 0, at.h - h - 1, at.w), 0, R_TEXT,
			 "This platform is given a role that its own machines "
			 "take on, so no key has to be kept anywhere, and that "
			 "can be taken away again in one step.");
}

static enum go platform_key(struct loop *loop, void *model, void *me, struct key k)
{
	struct demo *t = model;
	struct list *l = me;
	enum list_result says = list_key(l, platform_of, k);

	t->platform = l->selected;
	if (says == LIST_DISABLED)
		loop_note(loop, R_WARN, "needs a licence server");
	return says == LIST_CHOSEN ? GO_NEXT : says == LIST_PASS ? GO_PASS : GO_STAY;
}

const struct screen demo_screen_platform = {
	.name = "platform",
	.title = "Platform",
	.state_size = sizeof(struct list),
	.enter = platform_enter,
	.draw = platform_draw,
	.key = platform_key,
	.hints = (const struct hint[]){ { HINT_ENTER, NULL }, { HINT_ESC, NULL }, { 0 } },
};

/* --- names: a form with a field of each kind --- */

static bool check_role(const void *data, const struct field *f, const char *value,
		       struct err *err)
{
	(void)data;
	if (!*value)
		return err_set(err, ERR_INPUT, "%s is empty", f->label);
	for (const char *p = value; *p; p++) {
		if (isalnum((unsigned char)*p) || strchr("+=,.@-_", *p))
			continue;
		err_set(err, ERR_INPUT, "'%s' has a character IAM does not take", value);
		return err_hint(err, "letters, digits and +=,.@-_ only");
	}
	return true;
}

static bool check_key(const void *data, const struct field *f, const char *value,
		      struct err *err)
{
	(void)data;
	(void)f;
	if (strlen(value) == 40)
		return true;
	return err_set(err, ERR_INPUT, "a secret key has 40 characters, this has %zu",
		       strlen(value));
}

static const struct field name_fields[] = {
	{ .name = "ROLE_NAME", .label = "Role name", .kind = FIELD_TEXT, .max = 128,
	  .help = "the role that the platform's machines take on",
	  .required = true,
	  .vendor = "Console: IAM, Roles, Create role; name it Essentia.",
	  .value = "Essentia", .check = check_role },
	{ .name = "REGION", .label = "Region", .kind = FIELD_PICK,
	  .help = "where the workers run",
	  .choices = (const char *const[]){ "eu-central-1", "us-east-1", "ap-south-1", NULL } },
	{ .name = "SECRET", .label = "Secret key", .kind = FIELD_SECRET, .max = 128,
	  .help = "of the operator; never stored", .check = check_key },
	{ .name = "TRACKER", .label = "Tracker", .kind = FIELD_YESNO,
	  .help = "the resource tracker wants a role of its own" },
};

struct names { struct form *form; };

static void names_enter(struct loop *loop, void *model, void *me)
{
	struct names *st = me;

	(void)loop;
	(void)model;
	if (!st->form)
		st->form = form_new(name_fields, 4, NULL);
}

static void names_draw(const void *model, const void *me, struct box at)
{
	const struct names *st = me;

	(void)model;
	form_draw(st->form, at);
}

static void names_take(struct demo *t, const struct form *f)
{
	struct secret x = { 0 };

	snprintf(t->role, sizeof(t->role), "%s", form_named(f, "ROLE_NAME"));
	snprintf(t->region, sizeof(t->region), "%s", form_named(f, "REGION"));
	t->tracker = str_eq(form_named(f, "TRACKER"), "yes");
	form_secret(f, 2, &x);
	t->secret_bytes = x.len;
	secret_close(&x);
}

static enum go names_key(struct loop *loop, void *model, void *me, struct key k)
{
	struct names *st = me;
	enum form_result says = form_key(st->form, k);

	(void)loop;
	if (says == FORM_CHANGED || says == FORM_DONE)
		names_take(model, st->form);
	return says == FORM_DONE ? GO_NEXT : says == FORM_PASS ? GO_PASS : GO_STAY;
}

static bool names_typing(const void *model, const void *me)
{
	const struct names *st = me;

	(void)model;
	return form_typing(st->form);
}

static bool names_help(const void *model, const void *me, struct help *out)
{
	const struct names *st = me;

	(void)model;
	return form_help(st->form, out);
}

static void names_drop(void *me)
{
	struct names *st = me;

	form_free(st->form);
}

const struct screen demo_screen_names = {
	.name = "names",
	.title = "Names and values",
	.side = "Names",
	.state_size = sizeof(struct names),
	.enter = names_enter,
	.draw = names_draw,
	.key = names_key,
	.typing = names_typing,
	.help = names_help,
	.drop = names_drop,
	.hints = (const struct hint[]){ { HINT_ENTER, "Next" },
					{ HINT_TAB, "Next field" },
					{ HINT_ESC, NULL },
					{ 0 } },
};

/* --- policy: a document; skipped for one platform --- */

struct policy { struct textview text; };

static bool policy_wanted(const void *model)
{
	const struct demo *t = model;

	return t->platform != 1;
}

static void policy_enter(struct loop *loop, void *model, void *me)
{
	const struct demo *t = model;
	struct policy *st = me;

	(void)loop;
	textview_free(&st->text);
	textview_line(&st->text, R_QUIET, "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [");
	for (int i = 0; i < 12; i++) {
		textview_fmt(&st->text, R_TEXT, "    { \"Sid\": \"S%d\", \"Effect\": \"Allow\",", i);
		textview_line(&st->text, R_TEXT, "      \"Action\": \"ec2:RunInstances\", \"Resource\": ");
		textview_span(&st->text, i % 3 ? R_LINK : R_WARN, i % 3 ?
			      "\"arn:aws:iam::123456789012:role/a-rather-long-name-of-a-role\"" :
			      "\"*\"");
		textview_hang(&st->text, 6);
		textview_line(&st->text, R_TEXT, "    },");
	}
	textview_line(&st->text, R_QUIET, "  ]\n}");
	textview_fmt(&st->text, R_TEXT, "rendered for role %s", t->role);
}

static void policy_draw(const void *model, const void *me, struct box at)
{
	const struct policy *st = me;

	(void)model;
	textview_draw(&st->text, at);
}

static enum go policy_key(struct loop *loop, void *model, void *me, struct key k)
{
	struct policy *st = me;

	(void)loop;
	(void)model;
	if (k.code == K_ENTER)
		return GO_NEXT;
	return textview_key(&st->text, k) ? GO_STAY : GO_PASS;
}

static void policy_drop(void *me)
{
	struct policy *st = me;

	textview_free(&st->text);
}

const struct screen demo_screen_policy = {
	.name = "policy",
	.title = "Policy",
	.state_size = sizeof(struct policy),
	.wanted = policy_wanted,
	.enter = policy_enter,
	.draw = policy_draw,
	.key = policy_key,
	.drop = policy_drop,
	.wide = true,
	.hints = (const struct hint[]){ { HINT_ENTER, "Next" },
					{ HINT_SCROLL, NULL },
					{ HINT_ESC, NULL },
					{ 0 } },
};

/* --- review: asks before it applies --- */

static void review_enter(struct loop *loop, void *model, void *me)
{
	struct demo *t = model;

	(void)loop;
	(void)me;
	t->review_entered++;
}

static void review_draw(const void *model, const void *me, struct box at)
{
	const struct demo *t = model;

	(void)me;
	put_fmt(at, 0, 0, R_ADD, "+ role %s", t->role);
	put(at, 1, 0, R_CHANGE, "~ trust of Essentia: ec2.amazonaws.com is added");
	put(at, 2, 0, R_REMOVE, "- key AKIA................ of user Essentia");
	put(at, 4, 0, R_FAIL, "1 thing is removed");
	put(at, 5, 0, R_WARN, "! the policy allows ec2:RunInstances on *");
	put(at, 7, 0, R_TEXT, "Enter applies this.");
}

static enum go review_answer(struct loop *loop, void *model, void *me, bool yes)
{
	struct demo *t = model;

	(void)loop;
	(void)me;
	t->confirmed = yes;
	return yes ? GO_NEXT : GO_STAY;
}

static enum go review_key(struct loop *loop, void *model, void *me, struct key k)
{
	(void)model;
	(void)me;
	if (k.code != K_ENTER)
		return GO_PASS;
	popup_ask(loop, "Apply this plan?", "1 role is made, 1 is changed, 1 key is removed. "
		  "Everything is recorded before it is done, so that it can be undone.",
		  "apply it", review_answer);
	return GO_STAY;
}

const struct screen demo_screen_review = {
	.name = "review",
	.title = "Review",
	.confirms = true,
	.enter = review_enter,
	.draw = review_draw,
	.key = review_key,
	.hints =
		(const struct hint[]){ { HINT_ENTER, "Apply" }, { HINT_ESC, NULL }, { 0 } },
};

/* --- apply: has a spinner --- */

static void apply_enter(struct loop *loop, void *model, void *me)
{
	(void)loop;
	(void)me;
	demo_start(model);
}

static void apply_draw(const void *model, const void *me, struct box at)
{
	const struct demo *t = model;
	const struct glyphs *g = glyphs();

	(void)me;
	for (int i = 0; i < DEMO_STEPS; i++) {
		const char *sign = i < t->done ? g->done : i > t->done ? g->wait : spinner_glyph();

		put(at, i, 0, i < t->done ? R_DONE : R_QUIET, sign);
		put_fmt(at, i, 2, R_TEXT, "step %d of %d", i + 1, DEMO_STEPS);
		put(at, i, 20, i < t->done ? R_DONE : R_QUIET,
		    i < t->done ? "done" : i > t->done ? "waits" : "under way");
	}
	if (t->done == DEMO_STEPS)
		put(at, DEMO_STEPS + 1, 0, R_DONE, "All is done.");
}

static enum go apply_key(struct loop *loop, void *model, void *me, struct key k)
{
	const struct demo *t = model;

	(void)loop;
	(void)me;
	if (k.code == K_ENTER && t->done == DEMO_STEPS)
		return GO_NEXT;
	return GO_PASS;
}

static enum go apply_news(struct loop *loop, void *model, void *me)
{
	const struct demo *t = model;

	(void)me;
	if (t->done == DEMO_STEPS)
		loop_note(loop, R_DONE, "the plan is applied");
	return GO_STAY;
}

static bool apply_is_animated(const void *model, const void *me)
{
	const struct demo *t = model;

	(void)me;
	return t->done < DEMO_STEPS;
}

static void apply_quit_text(const void *model, const void *me, struct buf *says)
{
	const struct demo *t = model;

	(void)me;
	buf_fmt(says, "%d of %d steps are done. The present one is finished, the others "
		"stop; nothing is lost. 'accredit resume' goes on.",
		(int)t->done, DEMO_STEPS);
}

const struct screen demo_screen_apply = {
	.name = "apply",
	.title = "Apply",
	.no_back = true,
	.enter = apply_enter,
	.draw = apply_draw,
	.key = apply_key,
	.news = apply_news,
	.animated = apply_is_animated,
	.quit_text = apply_quit_text,
	.hints = (const struct hint[]){ { HINT_ENTER, "Next" }, { 0 } },
};

/* --- summary: full width, a long text --- */

struct summary { struct textview text; };

static void summary_enter(struct loop *loop, void *model, void *me)
{
	struct summary *st = me;

	(void)loop;
	(void)model;
	textview_free(&st->text);
	textview_line(&st->text, R_TITLE, "Note this down");
	textview_line(&st->text, R_LINK, "arn:aws:iam::123456789012:role/Essentia");
	for (int i = 0; i < DEMO_CONSOLE; i++)
		textview_fmt(&st->text, R_TEXT, "console line %d", i + 1);
}

static void summary_draw(const void *model, const void *me, struct box at)
{
	const struct summary *st = me;

	(void)model;
	textview_draw(&st->text, at);
}

static enum go summary_key(struct loop *loop, void *model, void *me, struct key k)
{
	struct summary *st = me;
	struct err err = ERR_INIT;
	struct demo *t = model;

	if (k.ch == L's') {
		t->saved = true;
		loop_note(loop, R_DONE, "saved to /home/operator/essentia.txt");
	} else if (k.ch == L'e') {
		err_set(&err, ERR_DENIED, "creating the role 'Essentia' was refused");
		err_hint(&err, "ask for iam:CreateRole");
		snprintf(err.code, sizeof(err.code), "AccessDenied");
		snprintf(err.request_id, sizeof(err.request_id), "f1d2-77");
		popup_err(loop, "Refused", &err);
	} else if (k.code == K_ENTER) {
		return GO_NEXT;
	} else if (!textview_key(&st->text, k)) {
		return GO_PASS;
	}
	return GO_STAY;
}

static void summary_drop(void *me)
{
	struct summary *st = me;

	textview_free(&st->text);
}

const struct screen demo_screen_summary = {
	.name = "summary",
	.title = "Summary",
	.state_size = sizeof(struct summary),
	.enter = summary_enter,
	.draw = summary_draw,
	.key = summary_key,
	.drop = summary_drop,
	.wide = true,
	.no_back = true,
	.hints = (const struct hint[]){ { HINT_SAVE, NULL },
					{ HINT_SCROLL, NULL },
					{ HINT_ENTER, "Menu" },
					{ 0 } },
};

/* --- the app --- */

const struct flow demo_menu = {
	.name = "menu", .title = "Menu",
	.screens = (const struct screen *const[]){ &demo_screen_menu, NULL },
};

const struct flow demo_setup = {
	.name = "setup", .title = "Set up", .steps = true,
	.screens = (const struct screen *const[]){
		&demo_screen_platform, &demo_screen_names, &demo_screen_policy,
		&demo_screen_review, &demo_screen_apply, &demo_screen_summary, NULL },
};

static void header(const void *model, struct header *out)
{
	const struct demo *t = model;

	out->account = "123456789012 (acme-production)";
	out->region = t->region;
	out->credentials = "profile operator";
	out->practice = t->practice;
}

struct app demo_app(struct demo *t)
{
	return (struct app){ .model = t, .header = header, .wake = t->wake,
			     .flow = &demo_menu };
}
