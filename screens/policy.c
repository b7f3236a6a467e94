/* policy.c - what the platform is allowed to do, with the document as it will be sent. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "pack/pack.h"
#include "screens/chooser.h"
#include "screens/context.h"

struct policy { struct chooser choose; };

static void policy_row(const void *data, size_t i, struct list_row *out)
{
	const struct context *d = data;
	const struct pack_policy *policy = &d->w->j.pack->policies[i];

	out->text = policy->title;
	out->tag = policy->recommended ? "recommended" : NULL;
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

static void policy_document(const struct context *d, struct textview *v, const char *name)
{
	struct buf text = BUF(BUF_TEXT);

	wizard_preview(d->w, name, &text);
	for (const char *s = text.s; *s;) {
		size_t n = strcspn(s, "\n");
		enum role role = R_TEXT;
		char *line = xasprintf("%.*s", (int)n, s);

		/* Wildcards and values that are not known yet are highlighted. */
		if (strstr(line, "\"*\"") || strstr(line, ":*\""))
			role = R_WARN;
		else if (strstr(line, "${") && !strstr(line, "${aws:"))
			role = R_FAIL;
		else if (strstr(line, "arn:"))
			role = R_LINK;
		textview_line(v, role, line);
		textview_hang(v, (int)strspn(line, " ") + 2);
		free(line);
		s += n + (s[n] == '\n');
	}
	buf_free(&text);
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

	textview_free(v);
	if (!policy)
		return;
	if (*wizard_refused(d->w, policy)) {
		textview_line(v, R_WARN, "Cannot be chosen: ");
		textview_span(v, R_WARN, wizard_refused(d->w, policy));
		textview_line(v, R_TEXT, "");
	}
	textview_line(v, R_TITLE, "Name: ");
	textview_span(v, R_TEXT, policy->name);
	textview_line(v, R_TITLE, "Grants: ");
	textview_span(v, R_TEXT, policy->grants);
	textview_line(v, R_WARN, "Risks: ");
	textview_span(v, R_TEXT, policy->risks);
	textview_line(v, R_TEXT, "");
	textview_line(v, R_TITLE, "The document, with your names:");
	policy_document(d, v, policy->name);
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

	put(at, 0, 0, R_TEXT, "What may it do in the account?");
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
	out->text = "The document that says what the platform may do. The scoped forms "
		    "give less than the vendor's own text; their difference is said under "
		    "Risks. Below is the document as it will be sent, with your names in "
		    "it. PgDn and PgUp scroll it.";
	out->vendor = "The walk-through has one such document pasted into the console as "
		      "a custom policy.";
	return true;
}

const struct screen screen_policy = {
	.name = "policy",
	.title = "Policy",
	.state_size = sizeof(struct policy),
	.enter = policy_enter,
	.draw = policy_draw,
	.key = policy_key,
	.news = policy_news,
	.drop = policy_drop,
	.help = policy_help,
	.quit_text = context_quit_text,
	.animated = context_is_animated,
	.hints = (const struct hint[]){ { HINT_ENTER, NULL },
					{ HINT_ESC, NULL },
					{ HINT_MOVE, NULL },
					{ HINT_PAGE, NULL },
					{ 0 } },
};
