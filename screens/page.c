/* page.c - see page.h. */
#include "config.h"

#include "screens/page.h"

void page_wait(struct page *p, struct context *d, enum task task)
{
	p->state = PAGE_WAITING;
	p->task = task;
	context_do(d, task);
}

void page_refresh(struct page *p, struct context *d)
{
	p->type->start(d, p);
}

void page_enter(struct page *p, struct context *d, const struct page_type *type)
{
	p->type = type;
	page_refresh(p, d);
}

void page_show(struct page *p)
{
	p->state = PAGE_READY;
}

bool page_ready(const struct page *p, const struct context *d)
{
	return p->state == PAGE_READY && !context_busy(d);
}

bool page_has_failed(const struct page *p, const struct context *d)
{
	return p->state == PAGE_FAILED && !context_busy(d);
}

enum go page_news(struct loop *loop, void *model, void *me)
{
	struct page *p = me;
	struct context *d = model;
	enum task ended = context_news(d);
	bool stopped = p->state == PAGE_STOPPING && !context_busy(d);
	bool well = ended == p->task && d->ok;
	enum go to;

	if (stopped && !(well && p->type->shows_partial))
		return GO_BACK;
	if (!stopped && p->type->news)
		p->type->news(loop, d, me, ended);
	if (ended != p->task || (p->state != PAGE_WAITING && !stopped))
		return GO_STAY;
	if (!well) {
		p->state = PAGE_FAILED;
		textview_free(&p->text);
		if (p->type->failure_title) {
			textview_line(&p->text, R_TITLE, p->type->failure_title);
			textview_line(&p->text, R_TEXT, "");
		}
		context_err(&p->text, d, &d->err);
		if (p->type->failed)
			p->type->failed(loop, d, p);
		return GO_STAY;
	}
	to = p->type->build(d, me);
	if (to == GO_STAY)
		page_show(p);
	return to;
}

enum go page_key(struct loop *loop, void *model, void *me, struct key k)
{
	struct page *p = me;
	struct context *d = model;
	enum go to = GO_PASS;

	if (context_busy(d)) {
		if (k.code == K_ESC) {
			p->state = PAGE_STOPPING;
			context_cancel(d);
		}
		return GO_STAY;
	}
	if (p->state == PAGE_READY && p->type->key)
		to = p->type->key(loop, d, me, k);
	else if (p->state == PAGE_FAILED && p->type->failed_key)
		to = p->type->failed_key(loop, d, me, k);
	if (to != GO_PASS)
		return to;
	if (k.ch == L'r') {
		page_refresh(p, d);
		return GO_STAY;
	}
	return textview_key(&p->text, k) ? GO_STAY : GO_PASS;
}

void page_draw_waiting(const struct page *p, const struct context *d, struct box at)
{
	if (p->type->waiting)
		put(at, 0, 0, R_TEXT, p->type->waiting);
	context_draw_busy(d, at, p->type->waiting ? 2 : 0);
}

void page_draw(const void *model, const void *me, struct box at)
{
	const struct context *d = model;
	const struct page *p = me;

	if (page_ready(p, d)) {
		p->type->draw(d, me, at);
	} else if (page_has_failed(p, d) && p->type->draw_failed) {
		p->type->draw_failed(d, me, at);
	} else if (page_has_failed(p, d)) {
		textview_draw(&p->text, box_part(at, p->type->failure_margin, 0,
						 at.h - 2 * p->type->failure_margin, at.w));
	} else if (p->type->draw_waiting) {
		p->type->draw_waiting(d, me, at);
	} else {
		page_draw_waiting(p, d, at);
	}
}

void page_drop(void *me)
{
	struct page *p = me;

	textview_free(&p->text);
}

const struct hint *page_hints(const struct page *p, const struct context *d,
			      const struct hint *ready)
{
	static const struct hint waiting[] = { { HINT_ESC, "Stop" }, { 0 } };
	static const struct hint failed[] = { { HINT_REFRESH, "Retry" },
					      { HINT_ESC, NULL },
					      { 0 } };

	return context_busy(d) ? waiting : p->state == PAGE_FAILED ? failed : ready;
}
