/* run_steps.c - see run_steps.h. */
#include "config.h"

#include <stdio.h>

#include "plan/describe_step.h"
#include "plan/plan.h"
#include "plan/run.h"
#include "screens/run_steps.h"
#include "screens/wrap.h"

bool run_steps_available(const struct context *d)
{
	return (!wizard_busy(d->w) || d->w->queue.task == TASK_FINISH) && d->w->j.run &&
		d->w->j.plan;
}

struct step_style {
	const char *glyph, *word;
	enum role role;
};

static struct step_style run_steps_style(enum step_state state, bool undo)
{
	const struct glyphs *g = glyphs();

	switch (state) {
	case STEP_IDLE:
		return (struct step_style){ g->wait, undo ? "unchanged" : "pending",
					    R_QUIET };
	case STEP_STARTED:
		return (struct step_style){ spinner_glyph(), "running", R_KEY };
	case STEP_WAITING:
		return (struct step_style){ spinner_glyph(), "waiting", R_WARN };
	case STEP_DONE:
		return (struct step_style){ g->done, undo ? "to undo" : "done",
					    undo ? R_TEXT : R_DONE };
	case STEP_FAILED:
		return (struct step_style){ g->fail, "failed", R_FAIL };
	case STEP_UNDONE:
		return (struct step_style){ g->done, "undone", R_DONE };
	}
	return (struct step_style){ g->wait, "", R_QUIET };
}

/* "done 1.2 s" */
static void run_steps_state_text(char out[64], const struct step_style *s,
				 const struct step_look *look)
{
	if (look->state == STEP_IDLE)
		snprintf(out, 64, "%s", s->word);
	else
		snprintf(out, 64, "%s %5.1f s", s->word, (double)look->ms / 1000);
}

static const char *run_steps_second_line(const struct step_look *look)
{
	if (look->state == STEP_WAITING || look->state == STEP_STARTED)
		return look->text;
	return look->state == STEP_FAILED ? look->err.text : "";
}

enum { STATE_W = 20, NAME_ROWS = 3, SECOND_ROWS = 3 };

/* Rows of the name, which is wrapped before the column of the state. */
static int run_steps_name_rows(const char *name, int w)
{
	int rows = wrap_rows(name, w - STATE_W - 2);

	return rows < NAME_ROWS ? rows : NAME_ROWS;
}

/* Rows of the second line: what is waited for, or the error. */
static int run_steps_second_rows(const struct step_look *look, int w)
{
	int rows = *run_steps_second_line(look) ?
		wrap_rows(run_steps_second_line(look), w - 4) :
		0;

	return rows < SECOND_ROWS ? rows : SECOND_ROWS;
}

static int run_steps_rows_of(const struct context *d, size_t i,
			     const struct step_look *look, int w)
{
	struct buf name = BUF(1024);
	int rows;

	describe_doing(&name, &d->w->j.plan->steps[i]);
	rows = run_steps_name_rows(name.s, w) + run_steps_second_rows(look, w);
	buf_free(&name);
	return rows;
}

static void run_steps_draw_step(const struct context *d, size_t i,
				const struct step_look *look, struct box at)
{
	struct step_style s = run_steps_style(look->state, d->w->j.undo);
	struct buf name = BUF(1024);
	char state[64];
	int rows;

	describe_doing(&name, &d->w->j.plan->steps[i]);
	rows = run_steps_name_rows(name.s, at.w);
	run_steps_state_text(state, &s, look);
	put(at, 0, 0, s.role, s.glyph);
	wrap_put(box_part(at, 0, 2, rows, at.w - STATE_W - 2), 0,
		 look->state == STEP_IDLE ? R_QUIET : R_TEXT, name.s);
	put_right(at, 0, s.role, state);
	if (*run_steps_second_line(look))
		wrap_put(box_part(at, rows, 4, run_steps_second_rows(look, at.w), at.w - 4),
			 0, look->unanswered ? R_WARN : s.role,
			 run_steps_second_line(look));
	buf_free(&name);
}

/* The first step drawn, so that the last one that has started is visible. */
static size_t run_steps_first_step(const struct context *d, struct box at)
{
	size_t first = 0, last = 0;
	int rows = 0;

	for (size_t i = 0; i < d->w->j.plan->count; i++) {
		struct step_look look;

		run_look(d->w->j.run, i, &look);
		if (look.state != STEP_IDLE)
			last = i;
	}
	for (size_t i = 0; i <= last; i++) {
		struct step_look look;

		run_look(d->w->j.run, i, &look);
		rows += run_steps_rows_of(d, i, &look, at.w);
	}
	while (first < last && rows > at.h) {
		struct step_look look;

		run_look(d->w->j.run, first, &look);
		rows -= run_steps_rows_of(d, first++, &look, at.w);
	}
	return first;
}

int run_steps_draw(const struct context *d, struct box at)
{
	int row = 0;

	if (!run_steps_available(d))
		return 0;
	for (size_t i = run_steps_first_step(d, at); i < d->w->j.plan->count && row < at.h;
	     i++) {
		struct step_look look;

		run_look(d->w->j.run, i, &look);
		run_steps_draw_step(d, i, &look,
				    box_part(at, row, 0, NAME_ROWS + SECOND_ROWS, at.w));
		row += run_steps_rows_of(d, i, &look, at.w);
	}
	return row;
}

void run_steps_lines(const struct context *d, struct textview *v)
{
	for (size_t i = 0; run_steps_available(d) && i < d->w->j.plan->count; i++) {
		struct buf name = BUF(1024);
		struct step_look look;
		struct step_style s;
		char state[64];

		run_look(d->w->j.run, i, &look);
		s = run_steps_style(look.state, d->w->j.undo);
		describe_doing(&name, &d->w->j.plan->steps[i]);
		run_steps_state_text(state, &s, &look);
		textview_fmt(v, s.role, "%s ", s.glyph);
		textview_span(v, R_TEXT, name.s);
		textview_span(v, s.role, "  ");
		textview_span(v, s.role, state);
		textview_hang(v, 2);
		buf_free(&name);
	}
}

size_t run_steps_done(const struct context *d, size_t *all)
{
	size_t n = 0;

	*all = 0;
	for (size_t i = 0; run_steps_available(d) && i < d->w->j.plan->count; i++) {
		struct step_look look;

		run_look(d->w->j.run, i, &look);
		n += look.state == (d->w->j.undo ? STEP_UNDONE : STEP_DONE);
		*all += !d->w->j.undo || look.state != STEP_IDLE;
	}
	return n;
}
