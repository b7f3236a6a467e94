/* method.c - how the platform authenticates. */
#include "config.h"

#include "base/str.h"
#include "pack/pack.h"
#include "screens/chooser.h"
#include "screens/context.h"
#include "screens/discover.h"

struct method { struct chooser choose; };

static void method_row(const void *data, size_t i, struct list_row *out)
{
	const struct pack *pack = data;
	const struct pack_method *method = &pack->methods[i];

	out->text = method->name;
	out->note = method->title;
	out->mark = method->recommended ? glyphs()->star : " ";
	out->disabled = *method->refused;
	out->why = method->title;
}

static struct list_source method_rows_of(const struct context *d)
{
	const struct pack *pack = d->w->j.pack;

	return (struct list_source){ pack ? pack->method_count : 0, method_row, pack };
}

/* NULL: no platform was chosen. */
static const struct pack_method *method_picked(const struct context *d,
					       const struct method *m)
{
	const struct pack *pack = d->w->j.pack;
	size_t i = m->choose.list.selected;

	return pack && i < pack->method_count ? &pack->methods[i] : NULL;
}

static void method_explain(const struct context *d, struct method *m)
{
	const struct pack_method *method = method_picked(d, m);
	struct textview *v = &m->choose.text;

	textview_free(v);
	if (!method)
		return;
	if (*method->refused) {
		textview_line(v, R_WARN, "Not available: ");
		textview_span(v, R_WARN, method->refused);
		textview_line(v, R_TEXT, "");
	}
	if (method->recommended) {
		textview_fmt(v, R_KEY, "%s ", glyphs()->star);
		textview_span(v, R_TEXT, "The default of the vendor's guide");
		textview_line(v, R_TEXT, "");
	}
	textview_line(v, R_TITLE, "What you get: ");
	textview_span(v, R_TEXT, method->gives);
	if (method->limits && *method->limits)
		textview_line(v, R_TITLE, "Limitations:");
	for (const char *const *limit = method->limits; limit && *limit; limit++) {
		textview_fmt(v, R_TEXT, "%s %s", glyphs()->dot, *limit);
		textview_hang(v, 2);
	}
}

static void method_enter(struct loop *loop, void *model, void *me)
{
	const struct context *d = model;
	struct method *m = me;
	const struct pack *pack = d->w->j.pack;

	(void)loop;
	for (size_t i = 0; pack && i < pack->method_count; i++)
		if (str_eq(pack->methods[i].name, d->w->j.given.method))
			m->choose.list.selected = i;
	method_explain(d, m);
}

static enum go method_key(struct loop *loop, void *model, void *me, struct key k)
{
	const struct context *d = model;
	struct method *m = me;
	const struct pack_method *method;
	struct err err = ERR_INIT;

	switch (chooser_key(&m->choose, method_rows_of(d), k)) {
	case LIST_CHOSEN:
	case LIST_DISABLED:
		method = method_picked(d, m);
		if (wizard_choose_method(d->w, method ? method->name : "", &err))
			return GO_NEXT;
		loop_note(loop, R_WARN, "%s", err.text);
		break;
	case LIST_PASS:
		return GO_PASS;
	case LIST_MOVED:
		if (k.code != K_PGUP && k.code != K_PGDN) /* those scroll the text */
			method_explain(d, m);
		break;
	}
	return GO_STAY;
}

static void method_draw(const void *model, const void *me, struct box at)
{
	const struct context *d = model;
	const struct method *m = me;

	put(at, 0, 0, R_TEXT, "How will the platform authenticate to AWS?");
	chooser_draw(&m->choose, method_rows_of(d), box_part(at, 2, 0, at.h - 2, at.w));
}

static void method_drop(void *me)
{
	struct method *m = me;

	textview_free(&m->choose.text);
}

static bool method_help(const void *model, const void *me, struct help *out)
{
	(void)model;
	(void)me;
	out->title = "Credential method";
	out->text =
		"How the platform authenticates to AWS. With a role, AWS issues temporary "
		"credentials automatically, so there is no secret to protect or rotate. "
		"An access key is a long-lived secret stored in a file.";
	return true;
}

const struct screen screen_method = {
	.name = "method",
	.title = "Credential method",
	.side = "Method",
	.state_size = sizeof(struct method),
	.wanted = discover_asks_method,
	.enter = method_enter,
	.draw = method_draw,
	.key = method_key,
	.news = context_only_news,
	.drop = method_drop,
	.help = method_help,
	.quit_text = context_quit_text,
	.hints = (const struct hint[]){ { HINT_ENTER, NULL },
					{ HINT_ESC, NULL },
					{ HINT_MOVE, NULL },
					{ HINT_PAGE, NULL },
					{ 0 } },
};
