/* resume.c - an interrupted run: continue it, undo it, or decide later. */
#include "config.h"

#include <stdio.h>

#include "base/str.h"
#include "screens/journey_flow.h"
#include "screens/popup.h"
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
	setup_picker_draw(me, model, at, "Which one?", "Nothing is half-way any more.");
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
	char name[64], state[176];
	bool known, interrupted, probe_alone;
};

enum { RESUME_CONTINUE, RESUME_UNDO, RESUME_LATER, RESUME_CHOICES };

static void resume_how_row(const void *data, size_t i, struct list_row *out)
{
	static const struct {
		const char *text, *note;
	} rows[RESUME_CHOICES] = {
		[RESUME_CONTINUE] = { "Go on", "to the end of what was planned" },
		[RESUME_UNDO] = { "Take it back", "remove what was made so far" },
		[RESUME_LATER] = { "Leave it", "decide later" },
	};

	(void)data;
	out->text = rows[i].text;
	out->note = rows[i].note;
	out->role = i == RESUME_UNDO ? R_REMOVE : R_TEXT;
}

static const struct list_source resume_how_rows = { .count = RESUME_CHOICES,
						    .row = resume_how_row };

static void resume_how_enter(struct loop *loop, void *model, void *me)
{
	struct context *d = model;
	struct resume_how *h = me;

	(void)loop;
	h->known = false;
	snprintf(h->name, sizeof(h->name), "%s", d->w->setup);
	context_do(d, TASK_SETUPS);
}

static enum go resume_how_news(struct loop *loop, void *model, void *me)
{
	struct context *d = model;
	struct resume_how *h = me;
	const struct setup_row *one;

	(void)loop;
	if (context_news(d) != TASK_SETUPS)
		return GO_STAY;
	one = setups_find(&d->w->setups, h->name);
	h->interrupted = one && one->interrupted;
	if (one) {
		snprintf(h->state, sizeof(h->state), "%s", one->state);
		h->probe_alone = one->probe_alone;
	}
	h->known = true;
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

static enum go resume_how_choose(struct loop *loop, struct context *d,
				 const struct resume_how *h)
{
	char text[256];

	if (h->list.selected == RESUME_LATER)
		return GO_END;
	if (h->list.selected == RESUME_CONTINUE) {
		d->purpose = FOR_RESUME;
		return GO_NEXT;
	}
	snprintf(text, sizeof(text), h->probe_alone ? "%s. The worker is ended, if there is one "
		 "still; the set-up itself stays as it is." : "%s. What these steps made in "
		 "the account is removed again; what was there before stays.", h->state);
	popup_ask(loop, h->probe_alone ? "Give up the probe?" : "Take back what was made?",
		  text, "take it back", resume_undo_answer);
	return GO_STAY;
}

static enum go resume_how_key(struct loop *loop, void *model, void *me, struct key k)
{
	struct resume_how *h = me;

	if (!h->interrupted)
		return k.code == K_ENTER || k.code == K_ESC ? GO_END : GO_PASS;
	switch (list_key(&h->list, resume_how_rows, k)) {
	case LIST_CHOSEN:
		return resume_how_choose(loop, model, h);
	case LIST_PASS:
		return k.code == K_ESC ? GO_END : GO_PASS;
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
		put_fmt(at, 0, 0, R_TEXT, "Set-up '%s': nothing of it is half-way.",
			h->name);
		put(at, 2, 0, R_TEXT, "Enter goes to the menu.");
		return;
	}
	put_fmt(at, 0, 0, R_TEXT, "Set-up '%s' stopped half-way: ", h->name);
	put_fmt(at, 1, 0, R_WARN, "%s %s", glyphs()->warn, h->state);
	list_draw(&h->list, resume_how_rows, box_part(at, 3, 0, at.h - 3, at.w));
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
	.hints = (const struct hint[]){ { HINT_ENTER, NULL },
					{ HINT_ESC, "Keep" },
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

const struct screens_journey screens_journey_resume = {
	.flow = &flow_resume,
	.of_setup = &screen_resume_how,
};
