/* rotation_result.c - what a rotation did, what remains to do, and when. */
#include "config.h"

#include <stdio.h>

#include "base/str.h"
#include "format/json.h"
#include "screens/context.h"

enum { LABEL = 13 };

struct rotation_result {
	struct textview text;
};

/* A label and its text; the label once where rows in a row have the same. */
static void rotation_result_rows(struct textview *v, const struct json *rows)
{
	const char *before = "";

	json_each(row, rows) {
		const char *label = json_str(row, "label");
		char padded[LABEL + 1];

		snprintf(padded, sizeof(padded), "%-*s", LABEL,
			 str_eq(label, before) ? "" : label);
		textview_line(v, R_QUIET, padded);
		textview_span(v,
			      str_eq(label, "Not updated")	 ? R_WARN :
				      str_eq(label, "To finish") ? R_LINK :
								   R_TEXT,
			      json_str(row, "text"));
		textview_hang(v, LABEL);
		before = label;
	}
}

static void rotation_result_build(struct textview *v, const struct context *d)
{
	struct json *report = wizard_report(d->w);
	struct json *rows = wizard_rotation_rows(d->w, report);
	struct buf says = BUF(BUF_TEXT);

	textview_free(v);
	wizard_describe_rotation(d->w, &says);
	textview_line(v, R_TITLE, says.s);
	if (d->key_deactivated)
		textview_line(v, R_WARN,
			      "You were signed in with the old key. Update it in your "
			      "shell's environment variables, if they contain it.");
	textview_line(v, R_TEXT, "");
	rotation_result_rows(v, rows);
	if (json_count(json_get(report, "notes"))) {
		textview_line(v, R_TEXT, "");
		textview_line(v, R_TITLE, "Next steps");
	}
	json_each(note, json_get(report, "notes")) {
		textview_line(v, R_KEY, "  ");
		textview_span(v, R_KEY, json_str(note, "label"));
		textview_span(v, R_TEXT, ": ");
		textview_span(v, R_TEXT, json_str(note, "text"));
		textview_hang(v, 4);
	}
	context_notices(v, report);
	buf_free(&says);
	json_free(rows);
	json_free(report);
}

static void rotation_result_enter(struct loop *loop, void *model, void *me)
{
	const struct context *d = model;
	struct rotation_result *r = me;

	(void)loop;
	if (!context_busy(d))
		rotation_result_build(&r->text, d);
}

static enum go rotation_result_key(struct loop *loop, void *model, void *me, struct key k)
{
	struct rotation_result *r = me;

	(void)loop;
	(void)model;
	if (textview_key(&r->text, k))
		return GO_STAY;
	return k.code == K_ENTER || k.code == K_ESC ? GO_END : GO_PASS;
}

static void rotation_result_draw(const void *model, const void *me, struct box at)
{
	const struct rotation_result *r = me;

	(void)model;
	textview_draw(&r->text, at);
}

static bool rotation_result_wanted(const void *model)
{
	const struct context *d = model;

	return d->is_rotation || d->purpose >= FOR_ROTATE;
}

static void rotation_result_drop(void *me)
{
	struct rotation_result *r = me;

	textview_free(&r->text);
}

static bool rotation_result_help(const void *model, const void *me, struct help *out)
{
	(void)model;
	(void)me;
	out->title = "Result";
	out->text =
		"AWS rejects a deactivated key, but you can reactivate it until it is "
		"deleted. If nothing has needed it for a day, delete it: Rotate keys on the "
		"menu, then the same setup or user.";
	return true;
}

const struct screen screen_rotation_result = {
	.name = "rotation-result",
	.title = "Result",
	.state_size = sizeof(struct rotation_result),
	.wide = true,
	.no_back = true,
	.wanted = rotation_result_wanted,
	.enter = rotation_result_enter,
	.draw = rotation_result_draw,
	.key = rotation_result_key,
	.news = context_only_news,
	.animated = context_is_animated,
	.quit_text = context_quit_text,
	.drop = rotation_result_drop,
	.help = rotation_result_help,
	.hints = (const struct hint[]){ { HINT_ENTER, "Menu" },
					{ HINT_SCROLL, NULL },
					{ 0 } },
};
