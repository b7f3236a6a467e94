/* method.c - how does the platform get its credentials? */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "pack/pack.h"
#include "screens/chooser.h"
#include "screens/context.h"

struct method { struct chooser choose; };

static const struct json *method_list(const struct context *d)
{
	return d->w->j.pack ? json_get(pack_json(d->w->j.pack), "methods") : NULL;
}

static void method_row(const void *data, size_t i, struct list_row *out)
{
	const struct json *method = context_nth(data, i);

	out->text = json_str(method, "name");
	out->note = json_str(method, "title");
	out->tag = json_true(json_get(method, "recommended")) ? "recommended" : NULL;
	out->disabled = *json_str(method, "refused");
	out->why = json_str(method, "title");
}

static struct list_source method_rows_of(const struct context *d)
{
	return (struct list_source){ json_count(method_list(d)), method_row,
				     method_list(d) };
}

static void method_explain(const struct context *d, struct method *m)
{
	const struct json *method = context_nth(method_list(d), m->choose.list.selected);
	struct textview *v = &m->choose.text;

	textview_free(v);
	if (*json_str(method, "refused")) {
		textview_line(v, R_WARN, "Cannot be chosen: ");
		textview_span(v, R_WARN, json_str(method, "refused"));
		textview_line(v, R_TEXT, "");
	}
	textview_line(v, R_TITLE, "Gives: ");
	textview_span(v, R_TEXT, json_str(method, "gives"));
	if (json_count(json_get(method, "limits")))
		textview_line(v, R_TITLE, "Limits:");
	json_each(limit, json_get(method, "limits")) {
		textview_fmt(v, R_TEXT, "%s %s", glyphs()->dot, json_text(limit));
		textview_hang(v, 2);
	}
}

static void method_enter(struct loop *loop, void *model, void *me)
{
	const struct context *d = model;
	struct method *m = me;
	size_t i = 0;

	(void)loop;
	json_each (method, method_list(d)) {
		if (str_eq(json_str(method, "name"), d->w->j.given.method))
			m->choose.list.selected = i;
		i++;
	}
	method_explain(d, m);
}

static enum go method_choose(struct loop *loop, struct context *d, const struct method *m)
{
	struct err err = ERR_INIT;
	const char *name = json_str(context_nth(method_list(d), m->choose.list.selected),
				    "name");

	if (wizard_choose_method(d->w, name, &err))
		return GO_NEXT;
	loop_note(loop, R_WARN, "%s", err.text);
	return GO_STAY;
}

static enum go method_key(struct loop *loop, void *model, void *me, struct key k)
{
	const struct context *d = model;
	struct method *m = me;

	switch (chooser_key(&m->choose, method_rows_of(d), k)) {
	case LIST_CHOSEN:
	case LIST_DISABLED:
		return method_choose(loop, model, m);
	case LIST_PASS:
		return GO_PASS;
	case LIST_MOVED:
		method_explain(d, m);
		break;
	}
	return GO_STAY;
}

static void method_draw(const void *model, const void *me, struct box at)
{
	const struct context *d = model;
	const struct method *m = me;

	put(at, 0, 0, R_TEXT, "How does it get its credentials?");
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
	out->text = "How the platform proves to AWS who it is. A role needs no key on the "
		    "machine: AWS hands it fresh credentials by the hour, and nothing has "
		    "to be guarded or renewed. A key is a password in a file.";
	return true;
}

const struct screen screen_method = {
	.name = "method",
	.title = "Credential method",
	.side = "Method",
	.state_size = sizeof(struct method),
	.enter = method_enter,
	.draw = method_draw,
	.key = method_key,
	.news = context_only_news,
	.drop = method_drop,
	.help = method_help,
	.quit_text = context_quit_text,
	.hints = (const struct hint[]){ { "Enter", "choose" },
					{ "Esc", "back" },
					{ "Up Down", "move" },
					{ "PgDn", "read on" },
					{ 0 } },
};
