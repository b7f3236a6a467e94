/* probe_view_draw.c - draws the probe; see probe_view.h. */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "probe/probe.h"
#include "screens/probe_view.h"
#include "screens/run_steps.h"
#include "screens/wrap.h"

static void probe_view_draw_row(const void *data, size_t i, struct list_row *out)
{
	const struct probe_view *p = data;
	const struct check_result *r = &p->results.result[i];

	out->text = r->label;
	if (!r->verdict) {
		out->mark = p->phase == ENDED ? glyphs()->ask : spinner_glyph();
		out->role = R_QUIET;
		out->tag = p->phase == ENDED ? "not run" : NULL;
		return;
	}
	out->tag = verdict_word(r->verdict);
	if (r->verdict == VERDICT_PASSED) {
		out->mark = glyphs()->done;
		out->role = R_DONE;
	} else if (r->verdict == VERDICT_FAILED) {
		out->mark = glyphs()->fail;
		out->role = R_FAIL;
	} else {
		out->mark = glyphs()->ask;
		out->role = R_WARN;
	}
}

struct list_source probe_view_rows(const struct probe_view *p)
{
	return (struct list_source){ p->results.count, probe_view_draw_row, p };
}

static const char *probe_view_draw_question_text(const struct context *d)
{
	if (d->has_worker)
		return "Shall a worker prove it? A small machine is started with the new "
		       "access. It tries each call and says what works and what is refused.";
	if (d->has_pod)
		return "Shall a pod prove it? It runs under the service account of the "
		       "platform's own pods, tries each call and says what works.";
	return d->has_key ? "Shall the key be tried? It says what works and what is refused." :
	       "Shall it be checked? IAM says what the policies allow.";
}

static void probe_view_draw_running(const struct context *d, const struct probe_view *p,
				    struct box at)
{
	int h = list_rows(&p->list, probe_view_rows(p), at.w), room = at.h - 2 - 4;
	const struct probe_tally *t = &p->tally;
	const char *result = probe_result(t);
	bool passed = str_eq(result, "passed"), mixed = d->has_both || d->has_pod;
	struct buf words = BUF(256);

	probe_tally_words(&words, t);
	if (p->phase != ENDED)
		put_fmt(at, 0, 0, R_TEXT, "%s checks: %zu of %zu",
			!mixed && d->has_worker	     ? "The worker's" :
				!mixed && d->has_key ? "The key's" :
						       "The",
			t->all - t->not_run, p->results.count);
	else if (passed)
		put_fmt(at, 0, 0, R_DONE, "%s The %s works: %s.", glyphs()->done,
			d->has_key && !d->has_both ? "key" : "access", words.s);
	else
		put_fmt(at, 0, 0, str_eq(result, "failed") ? R_FAIL : R_WARN,
			"%s. e shows why.", words.s);
	buf_free(&words);
	h = h < room ? h : room;
	list_draw(&p->list, probe_view_rows(p), box_part(at, 2, 0, h, at.w));
	at = box_part(at, 3 + h, 0, at.h - 3 - h, at.w);
	if (p->stopping)
		put(at, 0, 0, R_WARN, d->has_worker ? "stopping; the worker is ended first ..." :
		    "stopping after the call that is under way ...");
	else if (!run_steps_draw(d, at))
		context_draw_busy(d, at, 0);
}

void probe_view_draw(const void *model, const void *me, struct box at)
{
	const struct context *d = model;
	const struct probe_view *p = me;

	if (p->phase == ASKING) {
		struct buf price = BUF(BUF_TEXT);
		int row = 0, col;

		probe_price(d->w->j.wanted, &price);
		row += wrap_put(at, row, R_TEXT, probe_view_draw_question_text(d));
		row += 1 + wrap_put(at, row + 1, d->has_worker ? R_WARN : R_TEXT, price.s);
		buf_free(&price);
		col = put(at, row + 1, 0, R_KEY, "y ");
		put_cut(at, row + 1, col, at.w - col, R_TEXT,
			d->has_worker	   ? "launches the worker" :
				d->has_pod ? "starts the pod" :
				d->has_key ? "tries the key" :
					     "checks it");
		put(at, row + 2, 0, R_KEY, "n ");
		put_cut(at, row + 2, col, at.w - col, R_TEXT,
			"goes on without; Verify can do it later");
	} else if (p->phase == FAILED) {
		struct buf words = BUF(256);

		/* What was counted; checks without a result were not run. */
		probe_tally_words(&words, &p->tally);
		put_fmt(at, 0, 0, R_FAIL, "%s The probe stopped: %s.", glyphs()->fail,
			p->tally.all ? words.s : "the checks were not run");
		textview_draw(&p->text, box_part(at, 2, 0, at.h - 4, at.w));
		put_cut(at, at.h - 1, 0, at.w, R_TEXT,
			"r tries again, l continues without it.");
		buf_free(&words);
	} else if (p->console) {
		put(at, 0, 0, R_TITLE, "The worker's console");
		textview_draw(&p->lines, box_part(at, 2, 0, at.h - 2, at.w));
	} else {
		probe_view_draw_running(d, p, at);
	}
}

const struct hint *probe_view_hints(const void *model, const void *me)
{
	static const struct hint ask[] = { { HINT_YES, "Test" },
					   { HINT_NO, "Skip" },
					   { 0 } };
	static const struct hint try[] = { { HINT_YES, "Test" },
					   { HINT_NO, "Skip" },
					   { 0 } };
	static const struct hint trying[] = { { HINT_EVIDENCE, NULL },
					      { HINT_ESC, "Stop" },
					      { 0 } };
	static const struct hint tried[] = { { HINT_ENTER, "Continue" },
					     { HINT_EVIDENCE, NULL },
					     { 0 } };
	static const struct hint bad[] = { { HINT_REFRESH, "Retry" },
					   { HINT_LEAVE, "Continue without test" },
					   { 0 } };
	static const struct hint lines[] = { { HINT_CONSOLE, "Checks" },
					     { HINT_SCROLL, NULL },
					     { 0 } };
	static const struct hint run[] = {
		{ HINT_EVIDENCE, NULL }, { HINT_CONSOLE, NULL }, { HINT_ESC, "Stop" }, { 0 }
	};
	static const struct hint end[] = { { HINT_ENTER, "Continue" },
					   { HINT_EVIDENCE, NULL },
					   { HINT_CONSOLE, NULL },
					   { 0 } };
	const struct probe_view *p = me;
	const struct context *d = model;

	if (p->console)
		return lines;
	if (!d->has_worker && p->phase != FAILED)
		return p->phase == ASKING ? try : p->phase == ENDED ? tried : trying;
	return p->phase == ASKING  ? ask :
		p->phase == FAILED ? bad :
		p->phase == ENDED  ? end :
				     run;
}
