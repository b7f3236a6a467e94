/* summary.c - what to note down, and the command that repeats the setup. */
#include "config.h"

#include "base/state.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/record.h"
#include "probe/result.h"
#include "screens/context.h"

struct summary { struct textview text; };

static void summary_add_labeled(struct textview *v, const char *title,
				const struct json *list, enum role role)
{
	if (!json_count(list))
		return;
	textview_line(v, R_TEXT, "");
	textview_line(v, R_TITLE, title);
	json_each(row, list) {
		textview_fmt(v, R_TEXT, "  %s: ", json_str(row, "label"));
		textview_span(v, role, json_str(row, "text"));
		textview_hang(v, 4);
	}
}

static void summary_add_outputs(struct textview *v, const struct json *list)
{
	if (!json_count(list))
		return;
	textview_line(v, R_TEXT, "");
	textview_line(v, R_TITLE, "Note down");
	json_each(output, list) {
		struct buf label = BUF(256);

		buf_str(&label, json_key(output));
		for (char *p = label.s; *p; p++)
			*p = *p == '_' || *p == '-' ? ' ' : *p;
		if (str_ends(label.s, " arn"))
			buf_str(&label, "");
		textview_fmt(v, R_TEXT, "  %s: ", label.s);
		textview_span(v, R_LINK, json_text(output));
		textview_hang(v, 4);
		buf_free(&label);
	}
}

static void summary_add_command(struct textview *v, const struct wizard *w)
{
	struct buf command = BUF(BUF_TEXT);

	wizard_command(w, &command);
	textview_line(v, R_TEXT, "");
	textview_line(v, R_TITLE, "To repeat it unattended");
	textview_line(v, R_TEXT, "  ");
	textview_span(v, R_LINK, command.s);
	textview_hang(v, 4);
	buf_free(&command);
	if (w->j.by_hand)	/* without a record */
		return;
	textview_line(v, R_TEXT, "  or with the answers file: ");
	textview_fmt(v, R_LINK, "  %s/setups/%s/answers.json",
		     state_home() ? state_home() : "", w->j.answers.name);
	textview_hang(v, 4);
}

static void summary_build(struct textview *v, const struct context *d)
{
	const struct wizard *w = d->w;
	struct json *report = wizard_report(w);
	struct probe_tally t = probe_report_tally(report);
	const char *name = probe_result(&t);
	bool passed = str_eq(name, "passed"), failed = str_eq(name, "failed");
	struct buf words = BUF(256);

	textview_free(v);
	textview_fmt(v, R_TEXT, "Set-up '%s' of %s in account %s, region %s.",
		     w->j.answers.name, w->j.answers.platform, w->j.answers.account,
		     w->j.answers.region);
	/* Verified where every required check ran and passed. */
	probe_result_words(&words, &t);
	textview_fmt(v,
		     passed	    ? R_DONE :
			     failed ? R_FAIL :
				      R_WARN,
		     "%s%s%s.%s",
		     passed	    ? glyphs()->done :
			     failed ? glyphs()->fail :
				      "",
		     passed || failed ? " " : "", words.s,
		     passed			? "" :
			     t.not_run == t.all ? " Verify runs them." :
						  " Verify runs them again.");
	buf_free(&words);
	summary_add_labeled(v, "For the platform's own configuration",
			    json_get(report, "vendor"), R_LINK);
	summary_add_outputs(v, json_get(report, "outputs"));
	summary_add_labeled(v, "Next", json_get(report, "notes"), R_TEXT);
	context_notices(v, report);
	summary_add_command(v, w);
	json_free(report);
}

static void summary_enter(struct loop *loop, void *model, void *me)
{
	const struct context *d = model;
	struct summary *s = me;

	(void)loop;
	if (!context_busy(d))
		summary_build(&s->text, d);
}

static enum go summary_news(struct loop *loop, void *model, void *me)
{
	struct context *d = model;
	struct summary *s = me;

	(void)loop;
	if (context_news(d) && !context_busy(d))
		summary_build(&s->text, d);
	return GO_STAY;
}

static enum go summary_key(struct loop *loop, void *model, void *me, struct key k)
{
	struct summary *s = me;

	(void)model;
	if (k.ch == L's')
		loop_start(loop, &flow_save_summary);
	else if (k.ch == L'w')
		loop_start(loop, &flow_save_answers);
	else if (k.code == K_ENTER || k.code == K_ESC)
		return GO_END;
	else
		textview_key(&s->text, k);
	return GO_STAY;
}

static void summary_draw(const void *model, const void *me, struct box at)
{
	const struct summary *s = me;

	(void)model;
	textview_draw(&s->text, at);
}

static void summary_drop(void *me)
{
	struct summary *s = me;

	textview_free(&s->text);
}

static bool summary_help(const void *model, const void *me, struct help *out)
{
	(void)model;
	(void)me;
	out->title = "Summary";
	out->text = "What you need for the platform's own configuration, and what repeats "
		    "this on another day or in a script. The mouse selects text as "
		    "always. s saves this text to a file, w the answers; neither holds a "
		    "secret.";
	return true;
}

/* A resumed rotation ends with its own screen. */
static bool summary_wanted(const void *model)
{
	const struct context *d = model;

	return !d->is_rotation;
}

const struct screen screen_summary = {
	.name = "summary",
	.title = "Summary",
	.state_size = sizeof(struct summary),
	.wanted = summary_wanted,
	.no_back = true,
	.enter = summary_enter,
	.draw = summary_draw,
	.key = summary_key,
	.news = summary_news,
	.animated = context_is_animated,
	.quit_text = context_quit_text,
	.drop = summary_drop,
	.help = summary_help,
	.hints = (const struct hint[]){ { HINT_ENTER, "Menu" },
					{ HINT_SAVE, NULL },
					{ HINT_ANSWERS, NULL },
					{ HINT_SCROLL, NULL },
					{ 0 } },
};
