/* rotation_result.c - the result of a rotation, what to do manually, and the next step. */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "probe/result.h"
#include "screens/context.h"

struct rotation_result { struct textview text; };

/* A rotation runs only the checks of the key. */
static void rotation_result(struct textview *v, const struct json *checks)
{
	struct check_results run = check_results_read(checks), none = { NULL };
	struct probe_tally t = probe_count(&run, &none);
	bool passed = str_eq(probe_result(&t), "passed");
	struct buf words = BUF(256);

	check_results_free(&run);
	if (!t.all)
		return;
	probe_result_words(&words, &t);
	textview_fmt(v, passed ? R_DONE : R_FAIL, "%s %s.", passed ? glyphs()->done :
		     glyphs()->fail, words.s);
	buf_free(&words);
}

static void rotation_result_next_step(struct textview *v, const struct wizard *w)
{
	struct buf command = BUF(BUF_TEXT);
	char from[24];

	wizard_next_step(w, &command, from);
	if (command.len) {
		textview_line(v, R_TEXT, "");
		textview_fmt(v, R_TITLE, "Next, from %s on", from);
		textview_line(v, R_TEXT, "  ");
		textview_span(v, R_LINK, command.s);
		textview_span(v, R_TEXT, ", or Rotate keys on the menu");
		textview_hang(v, 4);
	}
	buf_free(&command);
}

static void rotation_result_build(struct textview *v, const struct context *d)
{
	struct json *report = wizard_report(d->w);
	struct buf says = BUF(BUF_TEXT);

	textview_free(v);
	wizard_describe_rotation(d->w, &says);
	textview_line(v, R_TEXT, says.s);
	rotation_result(v, json_get(report, "checks"));
	rotation_result_next_step(v, d->w);
	if (json_count(json_get(report, "notes"))) {
		textview_line(v, R_TEXT, "");
		textview_line(v, R_TITLE, "To know, and to do by hand");
	}
	json_each(note, json_get(report, "notes")) {
		textview_fmt(v, R_TEXT, "  %s: ", json_str(note, "label"));
		textview_span(v, R_TEXT, json_str(note, "text"));
		textview_hang(v, 4);
	}
	context_notices(v, report);
	if (d->key_deactivated) {
		textview_line(v, R_TEXT, "");
		textview_line(v, R_WARN, "You worked with the old key yourself. Where this "
			      "shell's environment contains it, unset it or export the new "
			      "key; files are updated already.");
	}
	buf_free(&says);
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
	if (k.code == K_ENTER || k.code == K_ESC)
		return GO_END;
	textview_key(&r->text, k);
	return GO_STAY;
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
	out->title = "Renewed";
	out->text = "A parked key is inactive: AWS refuses it, but it can be had back. When a "
		    "day has passed and nothing missed it, delete it: the same entry of the "
		    "menu does that.";
	return true;
}

const struct screen screen_rotation_result = {
	.name = "renewed",
	.title = "Done",
	.state_size = sizeof(struct rotation_result),
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
