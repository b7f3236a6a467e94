/* policy.c - what the platform is allowed to do, with the document as it will be sent. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "format/json.h"
#include "pack/pack.h"
#include "screens/chooser.h"
#include "screens/context.h"
#include "screens/discover.h"
#include "screens/statement_view.h"

struct policy {
	struct chooser choose;
	bool reading; /* the text has the focus, and the screen */
	bool json;    /* the document is shown as JSON */
};

static void policy_row(const void *data, size_t i, struct list_row *out)
{
	const struct context *d = data;
	const struct pack_policy *policy = &d->w->j.pack->policies[i];

	out->text = policy->title;
	out->tag = policy->recommended ? "vendor default" : NULL;
	out->why = wizard_refused(d->w, policy);
	out->disabled = *out->why;
	if (out->disabled) {
		out->why = "not with this method";
		out->tag = NULL;
	}
}

static struct list_source policy_rows_of(const struct context *d)
{
	return (struct list_source){ d->w->j.pack ? d->w->j.pack->policy_count : 0, policy_row,
				 d };
}

/* NULL: the platform has no policies. */
static const struct pack_policy *policy_picked(const struct context *d,
					       const struct policy *p)
{
	const struct pack *pack = d->w->j.pack;
	size_t i = p->choose.list.selected;

	return pack && i < pack->policy_count ? &pack->policies[i] : NULL;
}

static void policy_explain(const struct context *d, struct policy *p)
{
	const struct pack_policy *policy = policy_picked(d, p);
	struct textview *v = &p->choose.text;
	struct statement_table table = { .extent = "" };
	struct json *document;
	bool read;

	textview_free(v);
	if (!policy)
		return;
	if (*wizard_refused(d->w, policy)) {
		textview_line(v, R_WARN, "Not available: ");
		textview_span(v, R_WARN, wizard_refused(d->w, policy));
		textview_line(v, R_TEXT, "");
	}
	document = wizard_preview(d->w, policy->name);
	read = document && statement_table_read(&table, document, NULL);
	statement_view_policy(v, policy, &table);
	if (read && table.findings)
		textview_fmt(
			v, table.high ? R_FAIL : R_WARN,
			"%zu risk%s in this document (%zu high); the review checks all "
			"policies of the setup together.",
			table.findings, table.findings == 1 ? "" : "s", table.high);
	else if (read)
		textview_line(v, R_QUIET,
			      "The review checks all policies of the setup together.");
	textview_line(v, R_TEXT, "");
	textview_fmt(v, R_TITLE, "Policy document '%s', with your values:", policy->name);
	if (read && !p->json)
		statement_view_rows(v, &table, 0, true);
	else if (document)
		statement_view_json(v, R_TEXT, "", document);
	statement_table_free(&table);
	json_free(document);
}

static void policy_enter(struct loop *loop, void *model, void *me)
{
	const struct context *d = model;
	struct policy *p = me;
	const struct pack *pack = d->w->j.pack;

	(void)loop;
	for (size_t i = 0; pack && i < pack->policy_count; i++)
		if (str_eq(pack->policies[i].name, d->w->j.given.policy))
			p->choose.list.selected = i;
	if (!context_busy(d))
		policy_explain(d, p);
}

static enum go policy_news(struct loop *loop, void *model, void *me)
{
	struct context *d = model;

	(void)loop;
	if (context_news(d) && !context_busy(d))
		policy_explain(d, me); /* the account ID is known now */
	return GO_STAY;
}

static enum go policy_key(struct loop *loop, void *model, void *me, struct key k)
{
	const struct context *d = model;
	struct policy *p = me;
	const struct pack_policy *policy;
	struct err err = ERR_INIT;

	if (k.ch == L'J' && !context_busy(d)) {
		int top = p->choose.text.top;

		p->json = !p->json;
		policy_explain(d, p);
		p->choose.text.top = top;
		return GO_STAY;
	}
	if (k.code == K_TAB || k.code == K_BACKTAB || (p->reading && k.code == K_ESC)) {
		p->reading = !p->reading;
		return GO_STAY;
	}
	if (p->reading && textview_key(&p->choose.text, k))
		return GO_STAY;
	switch (chooser_key(&p->choose, policy_rows_of(d), k)) {
	case LIST_CHOSEN:
	case LIST_DISABLED:
		policy = policy_picked(d, p);
		if (wizard_choose_policy(d->w, policy ? policy->name : "", &err))
			return GO_NEXT;
		loop_note(loop, R_WARN, "%s", err.text);
		break;
	case LIST_PASS:
		return GO_PASS;
	case LIST_MOVED:
		if (k.code != K_PGUP && k.code != K_PGDN && !context_busy(d))
			policy_explain(d, p);
		break;
	}
	return GO_STAY;
}

static void policy_draw(const void *model, const void *me, struct box at)
{
	const struct context *d = model;
	const struct policy *p = me;

	if (p->reading) { /* the text alone, in all of the width */
		const struct pack_policy *policy = policy_picked(d, p);

		put_cut(at, 0, 0, at.w, R_TITLE, policy ? policy->title : "");
		textview_draw(&p->choose.text, box_part(at, 2, 0, at.h - 2, at.w));
		return;
	}
	put(at, 0, 0, R_TEXT, "What should the platform be allowed to do?");
	chooser_draw(&p->choose, policy_rows_of(d), box_part(at, 2, 0, at.h - 2, at.w));
}

static void policy_drop(void *me)
{
	struct policy *p = me;

	textview_free(&p->choose.text);
}

static bool policy_help(const void *model, const void *me, struct help *out)
{
	(void)model;
	(void)me;
	out->title = "Policy";
	out->text =
		"The IAM policy that the platform gets. \"Scoped\" policies allow less than "
		"the vendor's own; Risks explains the difference. Below is the document "
		"that will be sent, a row for each statement, with the findings next to "
		"the statements that cause them. J shows it as JSON. Tab moves to the text, "
		"where / searches; PgUp and PgDn scroll it from the list.";
	out->vendor =
		"In the vendor's guide, you paste such a document into the console as a "
		"custom policy.";
	return true;
}

static const struct hint *policy_hints(const void *model, const void *me)
{
	static const struct hint list[] = { { HINT_ENTER, NULL },  { HINT_ESC, NULL },
					    { HINT_TAB, "Read" },  { HINT_JSON, NULL },
					    { HINT_PAGE, NULL },   { HINT_MOVE, NULL },
					    { HINT_SEARCH, NULL }, { 0 } };
	static const struct hint text[] = { { HINT_ENTER, NULL },  { HINT_TAB, "List" },
					    { HINT_SCROLL, NULL }, { HINT_SEARCH, NULL },
					    { HINT_JSON, NULL },   { 0 } };
	const struct policy *p = me;

	(void)model;
	return p->reading ? text : list;
}

const struct screen screen_policy = {
	.name = "policy",
	.title = "Policy",
	.state_size = sizeof(struct policy),
	.wanted = discover_asks_policy,
	.enter = policy_enter,
	.draw = policy_draw,
	.key = policy_key,
	.news = policy_news,
	.drop = policy_drop,
	.help = policy_help,
	.quit_text = context_quit_text,
	.animated = context_is_animated,
	.hints_now = policy_hints,
};
