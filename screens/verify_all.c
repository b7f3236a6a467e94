/* verify_all.c - Verify of all setups: the progress, then the result of each. */
#include "config.h"

#include <stdio.h>

#include "base/str.h"
#include "format/json.h"
#include "plan/plan.h"
#include "screens/list.h"
#include "screens/page.h"
#include "screens/wrap.h"
#include "wizard/compare_all.h"

enum { BAR = 40 };

struct verify_all {
	struct page page;
	struct list list;
	struct compared_list all;
	bool built; /* they were compared */
	struct progress progress;
};

static void verify_all_start(struct context *d, void *me)
{
	struct verify_all *a = me;

	compared_list_free(&a->all);
	a->built = false;
	a->progress = (struct progress){ .at = 0 };
	page_wait(&a->page, d, TASK_ALL);
}

/* After Esc shows what was compared before, if anything was. */
static enum go verify_all_build(struct context *d, void *me)
{
	struct verify_all *a = me;

	if (a->page.state == PAGE_STOPPING && !d->w->verify.all.count)
		return GO_BACK;
	wizard_progress(d->w, &a->progress);
	compared_list_free(&a->all);
	a->all = compared_list_copy(&d->w->verify.all, 0);
	a->built = true;
	compared_list_sort(&a->all);
	a->list = (struct list){ .selected = 0 };
	return GO_STAY;
}

static void verify_all_news(struct loop *loop, struct context *d, void *me, enum task ended)
{
	struct verify_all *a = me;

	(void)ended;
	if (!a->built)
		wizard_progress(d->w, &a->progress);
	loop_redraw(loop);
}

static void verify_all_row(const void *data, size_t i, struct list_row *out)
{
	const struct verify_all *a = data;
	const struct compared *one = &a->all.rows[i];

	out->text = one->name;
	out->note = one->text;
	if (one->outcome == OUTCOME_AS_WANTED) {
		out->mark = glyphs()->done;
		out->role = R_DONE;
	} else if (one->outcome == OUTCOME_DIFFERS) {
		out->mark = glyphs()->fail;
		out->role = R_FAIL;
	} else {
		out->mark = glyphs()->ask;
		out->role = R_WARN;
	}
}

static struct list_source verify_all_rows_of(const struct verify_all *a)
{
	return (struct list_source){ a->all.count, verify_all_row, a };
}

static enum go verify_all_key(struct loop *loop, struct context *d, void *me, struct key k)
{
	struct verify_all *a = me;

	if (k.ch == L'r')
		return GO_PASS;
	switch (list_key(&a->list, verify_all_rows_of(a), k)) {
	case LIST_CHOSEN:
		snprintf(d->w->setup, sizeof(d->w->setup), "%s",
			 a->all.rows[a->list.selected].name);
		d->w->verify.from_all = true;
		loop_start(loop, &flow_verify_one);
		break;
	case LIST_PASS:
		return GO_PASS;
	case LIST_DISABLED:
	case LIST_MOVED:
		break;
	}
	return GO_STAY;
}

static void verify_all_draw_waiting(const struct context *d, const void *me, struct box at)
{
	const struct verify_all *a = me;
	const struct progress *p = &a->progress;
	int w = at.w - 20 < BAR ? at.w - 20 : BAR, col = 1, full;

	put(at, 0, 0, R_TEXT,
	    a->page.state == PAGE_STOPPING ? "Stopping" :
					     "Comparing all setups with the account");
	if (!p->all) {
		context_draw_busy(d, at, 2);
		return;
	}
	/* A progress bar: "[######......]". */
	full = (int)((size_t)(w > 0 ? w : 0) * p->done / p->all);
	put(at, 2, 0, R_TEXT, "[");
	put_fill(at, 2, col, full, R_DONE, glyphs()->full);
	put_fill(at, 2, col + full, w - full, R_QUIET, glyphs()->rest);
	col += w > 0 ? w : 0;
	col += put(at, 2, col, R_TEXT, "] ");
	put_fmt(at, 2, col, R_TEXT, "%zu of %zu", p->done, p->all);
	put(at, 4, 0, R_KEY, spinner_glyph());
	put_cut(at, 4, 2, at.w - 2, R_TEXT, p->name);
	if (p->done > p->odd)
		put_fmt(at, 6, 0, R_DONE, "%s %zu OK so far", glyphs()->done,
			p->done - p->odd);
	context_draw_silence(at, 5);
	if (p->odd)
		put_fmt(at, 7, 0, R_FAIL, "%s %zu not OK so far", glyphs()->fail, p->odd);
}

static void verify_all_draw(const struct context *d, const void *me, struct box at)
{
	const struct verify_all *a = me;
	size_t n = a->all.count;
	size_t left = a->progress.all > n ? a->progress.all - n : 0;
	bool good = compared_list_count(&a->all, OUTCOME_AS_WANTED) == n;
	struct buf text = BUF(256);
	int row, notes = 0, most = at.w * 2 / 5;

	(void)d;
	buf_fmt(&text, "%s ", !n ? " " : good ? glyphs()->done : glyphs()->fail);
	compared_list_words(&text, &a->all);
	row = wrap_put(at, 0, good ? R_DONE : R_FAIL, text.s);
	buf_free(&text);
	if (left)
		put_fmt(at, row++, 0, R_WARN,
			"Stopped: %zu setup%s not checked. Press r to check again.", left,
			left == 1 ? " was" : "s were");
	if (!n)
		return;
	/* The note's column is that of list.c: after a mark and the widest name. */
	for (size_t i = 0; i < n; i++) {
		int w = put_width(a->all.rows[i].name) + 2;

		notes = w > notes ? w : notes;
	}
	notes = notes < most ? notes : most;
	if (notes + 4 > 4 + put_width("Setup")) {
		put(at, row + 1, 4, R_QUIET, "Setup");
		put(at, row + 1, notes + 4, R_QUIET, "Result");
	}
	list_draw(&a->list, verify_all_rows_of(a),
		  box_part(at, row + 2, 0, at.h - row - 2, at.w));
}

static const struct page_type verify_all_page = {
	.shows_partial = true,
	.start = verify_all_start,
	.build = verify_all_build,
	.news = verify_all_news,
	.key = verify_all_key,
	.draw = verify_all_draw,
	.draw_waiting = verify_all_draw_waiting,
};

static void verify_all_enter(struct loop *loop, void *model, void *me)
{
	struct verify_all *a = me;
	struct context *d = model;

	(void)loop;
	d->purpose = FOR_VERIFY;
	if (!a->built) {
		page_enter(&a->page, d, &verify_all_page);
		return;
	}
	/* The setup that was opened may have been repaired. The order is kept. */
	if (d->ended != TASK_COMPARE || !d->ok || context_busy(d) || !d->w->j.plan)
		return;
	for (size_t i = 0; i < a->all.count; i++) {
		struct compared *row = &a->all.rows[i];

		if (!str_eq(row->name, d->w->setup))
			continue;
		compared_free(row);
		*row = compare_all_row_of(d->w->setup, d->w->j.plan, d->w->verify.around);
	}
}

static const struct hint *verify_all_hints(const void *model, const void *me)
{
	static const struct hint failed[] = { { HINT_REFRESH, "Retry" },
					      { HINT_ESC, NULL },
					      { 0 } };
	static const struct hint ready[] = { { HINT_ENTER, "View" },
					     { HINT_ESC, NULL },
					     { HINT_MOVE, NULL },
					     { HINT_REFRESH, NULL },
					     { 0 } };

	return page_has_failed(me, model) ? failed : page_hints(me, model, ready);
}

static void verify_all_drop(void *me)
{
	struct verify_all *a = me;

	compared_list_free(&a->all);
	page_drop(me);
}

static bool verify_all_help(const void *model, const void *me, struct help *out)
{
	(void)model;
	(void)me;
	out->title = "All setups";
	out->text =
		"Each setup is compared with the account; nothing is changed, and no test "
		"instance is launched. Setups that differ are listed first. Enter opens "
		"one, where you can repair or test it.";
	return true;
}

const struct screen screen_verify_all = {
	.name = "all",
	.title = "All setups",
	.state_size = sizeof(struct verify_all),
	.enter = verify_all_enter,
	.draw = page_draw,
	.key = page_key,
	.news = page_news,
	.animated = context_is_animated,
	.drop = verify_all_drop,
	.hints_now = verify_all_hints,
	.help = verify_all_help,
	.quit_text = context_quit_text,
};

const struct flow flow_verify_all = {
	.name = "all",
	.title = "Verify",
	.screens = (const struct screen *const[]){ &screen_verify_all, NULL },
};
