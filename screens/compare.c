/* compare.c - Verify: a setup compared with its record or its template. */
#include "config.h"

#include <string.h>

#include "base/str.h"
#include "format/json.h"
#include "screens/button_row.h"
#include "screens/candidate_picker.h"
#include "screens/compare_view.h"
#include "screens/page.h"
#include "screens/popup.h"
#include "wizard/accept.h"
#include "wizard/surroundings.h"

struct compare {
	struct page page;
	struct comparison_verdict verdict;
	size_t acceptable; /* additions that can be accepted */
	bool waits; /* for an administrator: not all of it is there yet */
	bool unrecorded; /* the setup was created manually: it has no record */
	bool json;	 /* policy documents are shown as JSON */
	struct button_row buttons;
	struct candidate_picker candidates; /* of such a setup */
};

enum compare_does { DOES_REPAIR, DOES_ACCEPT, DOES_ADOPT, DOES_TEST, DOES_BACK };

/* The buttons as they apply now, ended by one without a label. */
struct compare_buttons {
	struct button row[6];
	enum compare_does does[6];
	size_t count;
};

static bool compare_repairs(const struct compare *c)
{
	return !c->unrecorded && !c->waits && (c->verdict.missing || c->verdict.changed);
}

/* Only where something of it exists. */
static bool compare_adopts(const struct compare *c)
{
	return c->unrecorded &&
		(c->verdict.matching || c->verdict.changed || c->verdict.unread);
}

static void compare_buttons_of(const struct compare *c, const struct context *d,
			       struct compare_buttons *out)
{
	const struct {
		bool applies;
		enum compare_does does;
		struct button button;
	} all[] = {
		{ compare_repairs(c), DOES_REPAIR, { "Repair", L'm', false } },
		{ c->acceptable, DOES_ACCEPT, { "Accept additions", L'a', false } },
		{ compare_adopts(c), DOES_ADOPT, { "Adopt", L'a', false } },
		{ !c->waits,
		  DOES_TEST,
		  { d->has_probe && !d->no_probe ? "Run the test" : "Continue", 0,
		    false } },
		{ true, DOES_BACK, { "Back", 0, false } },
	};

	*out = (struct compare_buttons){ .count = 0 };
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (all[i].applies) {
			out->does[out->count] = all[i].does;
			out->row[out->count++] = all[i].button;
		}
}

/* What became of a hand-off. */
static void compare_add_awaited(struct textview *v, const struct context *d)
{
	const struct awaited *a = &d->w->verify.awaited;
	struct buf text = BUF(BUF_TEXT);

	if (!a->missing)
		return;
	awaited_says(&text, a, d->w->setup);
	awaited_left_words(&text, a, &d->w->j);
	for (const char *s = text.s; *s; s += strcspn(s, "\n") + 1) {
		textview_fmt(v, a->recorded ? R_DONE : R_WARN, "%.*s", (int)strcspn(s, "\n"), s);
		textview_hang(v, 2);
	}
	textview_line(v, R_TEXT, "");
	buf_free(&text);
}

static enum go compare_build(struct context *d, void *me)
{
	const struct json *around = d->w->verify.around;
	struct compare *c = me;
	struct compare_buttons buttons;

	textview_free(&c->page.text);
	c->verdict = comparison_verdict(d->w->j.plan, around);
	c->acceptable = c->unrecorded || surroundings_interrupted(around) ?
		0 :
		accept_count(around);
	c->waits = json_count(d->w->verify.awaited.missing);
	if (c->waits)
		c->acceptable = 0;
	compare_add_awaited(&c->page.text, d);
	compare_view_rows(&c->page.text, d->w->j.plan, around, c->json);
	/* Enter adopts what was created manually only where something is left to do. */
	compare_buttons_of(c, d, &buttons);
	c->buttons.at = 0;
	while (c->unrecorded && comparison_matches(&c->verdict) &&
	       buttons.does[c->buttons.at] != DOES_TEST)
		c->buttons.at++;
	return GO_STAY;
}

static void compare_start(struct context *d, void *me)
{
	struct compare *c = me;

	candidate_picker_drop(&c->candidates);
	c->unrecorded |= d->purpose == FOR_VERIFY_UNRECORDED;
	d->purpose = c->unrecorded ? FOR_VERIFY_UNRECORDED : FOR_VERIFY;
	page_wait(&c->page, d, c->unrecorded ? TASK_BY_HAND : TASK_COMPARE);
}

static void compare_failed(struct loop *loop, struct context *d, void *me)
{
	struct compare *c = me;

	(void)loop;
	if (c->unrecorded && candidate_picker_asks(&c->candidates, d))
		page_show(&c->page);
}

static void compare_news(struct loop *loop, struct context *d, void *me, enum task ended)
{
	if (ended != TASK_ACCEPT)
		return;
	if (!d->ok) {
		popup_err(loop, "Not accepted", &d->err);
		return;
	}
	loop_note(loop, R_DONE, "Recorded as accepted");
	page_refresh(me, d);
}

static enum go compare_accept_answer(struct loop *loop, void *model, void *me, bool yes)
{
	struct context *d = model;

	(void)loop;
	(void)me;
	if (yes)
		context_do(d, TASK_ACCEPT);
	return GO_STAY;
}

/* Shows what would be recorded. */
static void compare_ask_accept(struct loop *loop, const struct context *d)
{
	struct buf text = BUF(BUF_TEXT);

	accept_words(&text, d->w->verify.around);
	buf_str(&text, "\n" ACCEPT_CONSEQUENCE);
	popup_ask(loop, "Accept these additions?", text.s, "accept", compare_accept_answer);
	buf_free(&text);
}

static enum go compare_do(struct loop *loop, struct context *d, enum compare_does does)
{
	switch (does) {
	case DOES_REPAIR:
		d->open_at = &screen_differences;
		loop_start(loop, &flow_repair);
		break;
	case DOES_ACCEPT:
		compare_ask_accept(loop, d);
		break;
	case DOES_ADOPT:
		d->purpose = FOR_ADOPT;
		return GO_NEXT;
	case DOES_TEST:
		return GO_NEXT;
	case DOES_BACK:
		return GO_BACK;
	}
	return GO_STAY;
}

static enum go compare_key(struct loop *loop, struct context *d, void *me, struct key k)
{
	struct compare *c = me;
	struct compare_buttons buttons;
	int pressed;

	if (candidate_picker_is_open(&c->candidates))
		return candidate_picker_page_key(&c->candidates, loop, d, &c->page, k);
	if (k.ch == L'J') {
		int top = c->page.text.top;

		c->json = !c->json;
		textview_free(&c->page.text);
		compare_add_awaited(&c->page.text, d);
		compare_view_rows(&c->page.text, d->w->j.plan, d->w->verify.around,
				  c->json);
		c->page.text.top = top;
		return GO_STAY;
	}
	compare_buttons_of(c, d, &buttons);
	pressed = button_row_key(&c->buttons, buttons.row, k);
	if (pressed >= 0)
		return compare_do(loop, d, buttons.does[pressed]);
	if (pressed == BUTTON_PASS && k.ch != L'e')
		return GO_PASS;
	if (k.ch == L'e')
		compare_view_evidence(loop, d->w);
	return GO_STAY;
}

static void compare_draw(const struct context *d, const void *me, struct box at)
{
	const struct compare *c = me;
	struct compare_buttons buttons;
	int used;

	if (candidate_picker_is_open(&c->candidates)) {
		candidate_picker_draw(&c->candidates, at);
		return;
	}
	compare_buttons_of(c, d, &buttons);
	used = compare_view_verdict(&c->verdict, c->unrecorded, at) + 1;
	textview_draw(&c->page.text, box_part(at, used, 0, at.h - used - 2, at.w));
	button_row_draw(&c->buttons, buttons.row, box_part(at, at.h - 1, 0, 1, at.w));
}

static const struct page_type compare_page = {
	.waiting = "Comparing the setup with the account",
	.failure_margin = 2,
	.start = compare_start,
	.build = compare_build,
	.failed = compare_failed,
	.news = compare_news,
	.key = compare_key,
	.draw = compare_draw,
};

static void compare_enter(struct loop *loop, void *model, void *me)
{
	(void)loop;
	page_enter(me, model, &compare_page);
}

static void compare_drop(void *me)
{
	struct compare *c = me;

	candidate_picker_drop(&c->candidates);
	page_drop(me);
}

static const struct hint *compare_hints(const void *model, const void *me)
{
	static struct hint all[11];
	const struct compare *c = me;
	struct compare_buttons buttons;
	size_t n = 0, at = c->buttons.at;

	if (candidate_picker_is_open(&c->candidates))
		return page_hints(&c->page, model, candidate_picker_hints);
	compare_buttons_of(c, model, &buttons);
	all[n++] =
		(struct hint){ HINT_ENTER, buttons.row[at < buttons.count ? at : 0].label };
	all[n++] = (struct hint){ HINT_TAB, NULL };
	all[n++] = (struct hint){ HINT_ESC, NULL };
	all[n++] = (struct hint){ HINT_EVIDENCE, NULL };
	if (c->verdict.changed)
		all[n++] = (struct hint){ HINT_JSON, NULL };
	all[n++] = (struct hint){ HINT_REFRESH, NULL };
	if (compare_repairs(c))
		all[n++] = (struct hint){ HINT_REPAIR, NULL };
	if (c->acceptable || compare_adopts(c))
		all[n++] = (struct hint){ HINT_APPLY, c->unrecorded ? "Adopt" : "Accept" };
	all[n++] = (struct hint){ HINT_SCROLL, NULL };
	all[n] = (struct hint){ 0 };
	return page_hints(&c->page, model, all);
}

static bool compare_help(const void *model, const void *me, struct help *out)
{
	(void)model;
	(void)me;
	out->title = "Verify";
	out->text =
		"The setup's resources are compared with the account; nothing is changed. "
		"Repair opens the list of differences. Accept additions records what "
		"exists beyond the template as accepted: it no longer counts as a "
		"difference until it changes. Run the test checks that the access works; "
		"it asks first. e shows what was expected, what was found, and the AWS "
		"call that shows it.";
	return true;
}

const struct screen screen_compare = {
	.name = "compare",
	.title = "Verify",
	.state_size = sizeof(struct compare),
	.enter = compare_enter,
	.draw = page_draw,
	.key = page_key,
	.news = page_news,
	.animated = context_is_animated,
	.drop = compare_drop,
	.hints_now = compare_hints,
	.help = compare_help,
	.quit_text = context_quit_text,
};
