/* resume.c - an interrupted run: continue it, undo it, or decide later. */
#include "config.h"

#include <stdio.h>

#include "base/str.h"
#include "command/commands.h"
#include "screens/journey_flow.h"
#include "screens/popup.h"
#include "screens/wrap.h"
#include "screens/setup_picker.h"

static void resume_enter(struct loop *loop, void *model, void *me)
{
	struct setup_picker *m = me;

	m->only_interrupted = true;
	setup_picker_enter(loop, model, me);
}

/* With only one there is nothing to choose. */
static enum go resume_news(struct loop *loop, void *model, void *me)
{
	struct setup_picker *m = me;
	bool first = !m->loaded;

	setup_picker_news(loop, model, me);
	if (!first || m->count != 1)
		return GO_STAY;
	setup_picker_choose(m, model);
	return GO_NEXT;
}

static void resume_draw(const void *model, const void *me, struct box at)
{
	setup_picker_draw(me, model, at, "Which run do you want to resume?",
			  "Nothing to resume.");
}

const struct screen screen_resume = {
	.name = "resume",
	.title = "Resume",
	.state_size = sizeof(struct setup_picker),
	.enter = resume_enter,
	.draw = resume_draw,
	.key = setup_picker_key,
	.news = resume_news,
	.animated = context_is_animated,
	.drop = setup_picker_drop,
	.quit_text = context_quit_text,
	.hints = (const struct hint[]){ { HINT_ENTER, NULL },
					{ HINT_ESC, NULL },
					{ HINT_MOVE, NULL },
					{ 0 } },
};

/* --- what to do with it --- */

struct resume_how {
	struct list list;
	char name[64], notes[2][64]; /* of the first two choices */
	size_t done, all;
	bool known, interrupted, running, probe_alone;
	char price[600]; /* of the test that Continue runs; "": none */
	bool alone; /* no other run can be resumed, so there is no list before */
};

enum { RESUME_CONTINUE, RESUME_UNDO, RESUME_LATER, RESUME_CHOICES };

static void resume_how_row(const void *data, size_t i, struct list_row *out)
{
	static const char *const texts[RESUME_CHOICES] = { "Continue", "Undo", "Not now" };
	const struct resume_how *h = data;

	out->text = i == RESUME_UNDO && h->probe_alone ? "Cancel" : texts[i];
	out->note = i == RESUME_LATER ? "decide later" : h->notes[i];
	out->role = i == RESUME_UNDO ? R_REMOVE : R_TEXT;
}

static struct list_source resume_how_rows(const struct resume_how *h)
{
	return (struct list_source){ RESUME_CHOICES, resume_how_row, h };
}

static void resume_how_enter(struct loop *loop, void *model, void *me)
{
	struct context *d = model;
	struct resume_how *h = me;

	(void)loop;
	h->known = false;
	if (d->undo)
		h->list.selected = RESUME_UNDO;
	d->undo = false;
	snprintf(h->name, sizeof(h->name), "%s", d->w->setup);
	context_do(d, TASK_SETUPS);
}

static enum go resume_how_news(struct loop *loop, void *model, void *me)
{
	struct context *d = model;
	struct resume_how *h = me;
	const struct setup_row *one;
	char n[40];

	(void)loop;
	if (context_news(d) != TASK_SETUPS)
		return GO_STAY;
	one = setups_find(&d->w->setups, h->name);
	h->interrupted = one && one->interrupted;
	h->alone = wizard_half_way(d->w) < 2;
	h->known = true;
	if (!one)
		return GO_STAY;
	h->running = one->running;
	h->probe_alone = one->probe_alone;
	snprintf(h->price, sizeof(h->price), "%s", one->price);
	h->done = one->done;
	h->all = one->all;
	snprintf(h->notes[RESUME_CONTINUE], sizeof(h->notes[0]), "run the remaining %s",
		 context_count(n, h->all - h->done, "step", "steps"));
	snprintf(h->notes[RESUME_UNDO], sizeof(h->notes[0]),
		 h->probe_alone ? "end the test; the setup is not changed" :
				  "undo the %s that %s done",
		 context_count(n, h->done, "step", "steps"), h->done == 1 ? "is" : "are");
	return GO_STAY;
}

static enum go resume_undo_answer(struct loop *loop, void *model, void *me, bool yes)
{
	struct context *d = model;

	(void)loop;
	(void)me;
	if (yes)
		d->purpose = FOR_UNDO;
	return yes ? GO_NEXT : GO_STAY;
}

/* Back to the list of runs, where there was one. */
static enum go resume_how_leave(const struct resume_how *h)
{
	return h->alone ? GO_END : GO_BACK;
}

static enum go resume_how_choose(struct loop *loop, struct context *d,
				 const struct resume_how *h)
{
	if (h->list.selected == RESUME_LATER)
		return resume_how_leave(h);
	if (h->list.selected == RESUME_CONTINUE) {
		d->purpose = FOR_RESUME;
		return GO_NEXT;
	}
	popup_ask(
		loop, h->probe_alone ? "Cancel the test?" : "Undo the run?",
		h->probe_alone ?
			"The test instance is terminated if it is still running. The setup "
			"itself is not changed." :
			"What these steps created in the account is removed again. "
			"Anything that existed before is kept.",
		h->probe_alone ? "cancel the test" : "undo", resume_undo_answer);
	return GO_STAY;
}

static enum go resume_how_key(struct loop *loop, void *model, void *me, struct key k)
{
	struct resume_how *h = me;

	if (!h->interrupted)
		return k.code == K_ENTER || k.code == K_ESC ? resume_how_leave(h) : GO_PASS;
	switch (list_key(&h->list, resume_how_rows(h), k)) {
	case LIST_CHOSEN:
		return resume_how_choose(loop, model, h);
	case LIST_PASS:
		return k.code == K_ESC ? resume_how_leave(h) : GO_PASS;
	case LIST_DISABLED:
	case LIST_MOVED:
		break;
	}
	return GO_STAY;
}

static void resume_how_draw(const void *model, const void *me, struct box at)
{
	const struct resume_how *h = me;

	if (!h->known) {
		context_draw_busy(model, at, 0);
		return;
	}
	if (!h->interrupted) {
		put_fmt(at, 0, 0, R_TEXT, "Setup '%s': nothing to resume.", h->name);
		put(at, 2, 0, R_TEXT, "Press Enter to go back.");
		return;
	}
	put_fmt(at, 0, 0, R_WARN, "%s %s '%s' was interrupted after %zu of %zu steps.",
		glyphs()->warn, h->probe_alone ? "The test of setup" : "Setup", h->name,
		h->done, h->all);
	if (h->running)
		put(at, 1, 0, R_WARN, "Another accredit is working on it now.");
	list_draw(&h->list, resume_how_rows(h), box_part(at, 3, 0, RESUME_CHOICES, at.w));
	if (*h->price) {
		put(at, 4 + RESUME_CHOICES, 0, R_TITLE, "Continue runs the test:");
		wrap_put(at, 5 + RESUME_CHOICES, R_TEXT, h->price);
	}
}

static bool resume_how_help(const void *model, const void *me, struct help *out)
{
	(void)model;
	(void)me;
	out->title = "Resume";
	out->text =
		"Every step was recorded before it ran, so the run can be continued or "
		"undone. Continue asks AWS what exists, finishes the remaining steps and "
		"offers the test. Undo removes what the finished steps created.";
	return true;
}

const struct screen screen_resume_how = {
	.name = "how",
	.title = "Resume",
	.state_size = sizeof(struct resume_how),
	.confirms = true,
	.enter = resume_how_enter,
	.draw = resume_how_draw,
	.key = resume_how_key,
	.news = resume_how_news,
	.animated = context_is_animated,
	.quit_text = context_quit_text,
	.help = resume_how_help,
	.hints = (const struct hint[]){ { HINT_ENTER, NULL },
					{ HINT_ESC, NULL },
					{ HINT_MOVE, NULL },
					{ 0 } },
};

const struct flow flow_resume = {
	.name = "resume",
	.title = "Resume",
	.screens = (const struct screen *const[]){ &screen_resume, &screen_resume_how,
						   &screen_run, &screen_probe,
						   &screen_summary, &screen_rotation_result,
						   NULL },
};

/* --undo selects Undo; it still asks. */
static bool resume_begin(struct context *d, const struct flags *f, struct err *err)
{
	(void)err;
	d->undo = f->undo;
	return true;
}

const struct screens_journey screens_journey_resume = {
	.flow = &flow_resume,
	.of_setup = &screen_resume_how,
	.begin = resume_begin,
};
