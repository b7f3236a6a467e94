/* probe_view_draw.c - draws the probe; see probe_view.h. */
#include "config.h"

#include <ctype.h>

#include "base/str.h"
#include "format/json.h"
#include "probe/probe.h"
#include "probe/result_words.h"
#include "screens/probe_view.h"
#include "screens/run_steps.h"
#include "screens/wrap.h"

static void probe_view_draw_row(const void *data, size_t i, struct list_row *out)
{
	const struct glyphs *g = glyphs();
	const struct {
		const char *mark;
		enum role role;
		const char *tag, *simulated;
	} looks[] = {
		[VERDICT_PASSED] = { g->done, R_DONE, "passed", "passed · simulated" },
		[VERDICT_FAILED] = { g->fail, R_FAIL, "failed", "failed · simulated" },
		[VERDICT_INCONCLUSIVE] = { g->ask, R_WARN, "inconclusive",
					   "inconclusive · simulated" },
	};
	const struct probe_view *p = data;
	const struct check_result *r = &p->results.result[i];

	out->text = r->label;
	if (!r->verdict) {
		out->mark = p->phase == ENDED ? g->ask : spinner_glyph();
		out->role = R_QUIET;
		out->tag = p->phase == ENDED ? "not run" : NULL;
		return;
	}
	out->mark = looks[r->verdict].mark;
	out->role = looks[r->verdict].role;
	out->tag = str_eq(result_words_how(r), "simulated") ? looks[r->verdict].simulated :
							      looks[r->verdict].tag;
}

struct list_source probe_view_rows(const struct probe_view *p)
{
	return (struct list_source){ p->results.count, probe_view_draw_row, p };
}

const struct button *probe_view_buttons(const struct probe_view *p)
{
	static const struct button none[] = { { 0 } };
	static const struct button ask[] = { { .label = "Run the test", .letter = L'y' },
					     { .label = "Skip", .letter = L'n' },
					     { .label = "Back" },
					     { 0 } };
	static const struct button failed[] = { { .label = "Run again", .letter = L'r' },
						{ .label = "Continue without test",
						  .letter = L'l' },
						{ 0 } };
	static const struct button ended[] = { { .label = "Continue" }, { 0 } };

	return p->console	   ? none :
		p->phase == ASKING ? ask :
		p->phase == FAILED ? failed :
		p->phase == ENDED  ? ended :
				     none;
}

static const char *probe_view_draw_question_text(const struct context *d)
{
	if (d->has_worker)
		return "Test the access now? accredit launches a small EC2 instance with the "
		       "role, makes each call from it and reports what is allowed and denied.";
	if (d->has_pod)
		return "Test from inside the cluster? A pod runs under the platform's service "
		       "account and makes each call.";
	return d->has_key ? "Test the key now?" : "Check with the IAM policy simulator?";
}

static void probe_view_draw_question(const struct context *d, struct box at)
{
	struct buf price = BUF(BUF_TEXT);
	int row = wrap_put(at, 0, R_TEXT, probe_view_draw_question_text(d));

	probe_price(d->w->j.wanted, &price);
	row += 1 + wrap_put(at, row + 1, d->has_worker ? R_WARN : R_TEXT, price.s);
	wrap_put(at, row + 1, R_QUIET, "You can run it later with Verify.");
	buf_free(&price);
}

/* The first line, on as many rows as it needs; returns the row after it and a blank one. */
static int probe_view_draw_verdict(const struct probe_view *p, struct box at)
{
	const struct glyphs *g = glyphs();
	const struct probe_tally *t = &p->tally;
	const char *result = probe_result(t);
	bool passed = str_eq(result, "passed"), failed = str_eq(result, "failed");
	struct buf line = BUF(512), words = BUF(256);
	enum role role = R_TEXT;
	int rows;

	/* What was counted; checks without a result were not run. */
	probe_tally_words(&words, t);
	if (p->phase == FAILED) {
		role = R_FAIL;
		buf_fmt(&line, "%s Test stopped: %s.", g->fail,
			t->all ? words.s : "no check was run");
	} else if (p->phase == ENDED) {
		role = passed ? R_DONE : failed ? R_FAIL : R_WARN;
		words.s[0] = (char)toupper((unsigned char)words.s[0]);
		buf_fmt(&line, "%s %s.%s",
			passed	       ? g->done :
				failed ? g->fail :
					 g->ask,
			words.s, passed ? "" : " Press e for details.");
	} else {
		buf_fmt(&line, "Checks: %zu of %zu", t->all - t->not_run, p->results.count);
	}
	rows = wrap_put(at, 0, role, line.s);
	buf_free(&line);
	buf_free(&words);
	return rows + 1;
}

static void probe_view_draw_checks(const struct context *d, const struct probe_view *p,
				   struct box at)
{
	int top = probe_view_draw_verdict(p, at),
	    h = list_rows(&p->list, probe_view_rows(p), at.w);
	int room = at.h - top - (p->phase == ENDED ? 2 : 4);

	h = h < room ? h : room;
	list_draw(&p->list, probe_view_rows(p), box_part(at, top, 0, h, at.w));
	if (p->phase == ENDED)
		return;
	at = box_part(at, top + 1 + h, 0, at.h - top - 1 - h, at.w);
	if (p->stopping)
		put_cut(at, 0, 0, at.w, R_WARN,
			d->has_worker ? "stopping: terminating the test instance ..." :
					"stopping: the current call finishes ...");
	else if (!run_steps_draw(d, box_part(at, 0, 0, at.h - 1, at.w)))
		context_draw_busy(d, at, 0);
	else
		context_draw_silence(at, at.h - 1);
}

void probe_view_draw(const void *model, const void *me, struct box at)
{
	const struct context *d = model;
	const struct probe_view *p = me;

	if (p->phase == ASKING) {
		probe_view_draw_question(d, at);
	} else if (p->phase == FAILED) {
		int top = probe_view_draw_verdict(p, at);

		textview_draw(&p->text, box_part(at, top, 0, at.h - top - 2, at.w));
	} else if (p->console) {
		put(at, 0, 0, R_TITLE, "Console of the test instance");
		textview_draw(&p->lines, box_part(at, 2, 0, at.h - 2, at.w));
	} else {
		probe_view_draw_checks(d, p, at);
	}
	button_row_draw(&p->buttons, probe_view_buttons(p),
			box_part(at, at.h - 1, 0, 1, at.w));
}

const struct hint *probe_view_hints(const void *model, const void *me)
{
	static const struct hint ask[] = {
		{ HINT_ENTER, NULL }, { HINT_TAB, NULL }, { HINT_ESC, NULL }, { 0 }
	};
	static const struct hint lines[] = { { HINT_CONSOLE, "Checks" },
					     { HINT_SCROLL, NULL },
					     { HINT_ESC, "Checks" },
					     { 0 } };
	static const struct hint run[] = { { HINT_EVIDENCE, "Details" },
					   { HINT_CONSOLE, NULL },
					   { HINT_ESC, "Stop" },
					   { 0 } };
	static const struct hint end[] = { { HINT_ENTER, "Continue" },
					   { HINT_EVIDENCE, "Details" },
					   { HINT_CONSOLE, NULL },
					   { HINT_ESC, NULL },
					   { 0 } };
	/* Without an instance there is no console. */
	static const struct hint run_here[] = { { HINT_EVIDENCE, "Details" },
						{ HINT_ESC, "Stop" },
						{ 0 } };
	static const struct hint end_here[] = { { HINT_ENTER, "Continue" },
						{ HINT_EVIDENCE, "Details" },
						{ HINT_ESC, NULL },
						{ 0 } };
	const struct probe_view *p = me;
	const struct context *d = model;

	if (p->console)
		return lines;
	if (p->phase == ASKING || p->phase == FAILED)
		return ask;
	if (p->phase == ENDED)
		return d->has_worker ? end : end_here;
	return d->has_worker ? run : run_here;
}
