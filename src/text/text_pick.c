/*
 * text_pick.c - the questions that are a choice of one: platform, method,
 * policy; see text_internal.h.
 */
#include "config.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "pack/pack.h"
#include "text/text_internal.h"

enum move text_moved(const struct text *t)
{
	return t->leaving ? MOVE_LEAVE : MOVE_BACK;
}

/* --- platform --------------------------------------------------------------- */

/* What was typed for one platform is kept while another is looked at. */
static void text_pick_keep(struct text *t)
{
	if (!t->kept)
		t->kept = json_object_new();
	if (t->w->j.pack)
		json_put(t->kept, pack_name(t->w->j.pack), answers_json(&t->w->j.given));
}

void text_say_caution(struct text *t)
{
	const char *caution = json_str(pack_json(t->w->j.pack), "caution");

	if (*caution)
		say(t, "Caution: %s", caution);
}

static bool text_pick_begin(struct text *t, const char *platform)
{
	struct err err = ERR_INIT;
	const struct json *typed;

	if (t->w->j.pack && str_eq(pack_name(t->w->j.pack), platform))
		return true;
	text_pick_keep(t);
	if (wizard_begin(t->w, platform, &err)) {
		typed = json_get(t->kept, platform);
		if (typed && !answers_read(&t->w->j.given, typed, "answers", &err))
			say_err(t, "What was typed before is not taken", &err);
		text_say_caution(t);
		return true;
	}
	say_err(t, "That platform cannot be used", &err);
	return false;
}

enum move ask_platform(struct text *t, const struct json *row)
{
	size_t n = json_count(t->w->packs), at = 0, marked = 0;
	struct option *options = xcalloc(n + 1, sizeof(*options));
	struct choice c = { .what = "Platform", .options = options, .count = n };
	const char *now = t->w->j.pack ? pack_name(t->w->j.pack) : "";
	int chosen;

	(void)row;
	json_each(pack, t->w->packs) {
		marked = str_eq(json_str(pack, "name"), now) ? at : marked;
		options[at++] = (struct option){ .name = json_str(pack, "name"),
						 .title = json_str(pack, "title"),
						 .refused = json_str(pack, "error") };
	}
	c.marked = marked;
	say(t, "Which platform gets its access?");
	say_options(t, &c);
	do
		chosen = choose(t, &c);
	while (chosen >= 0 && !text_pick_begin(t, options[chosen].name));
	free(options);
	return chosen >= 0 ? MOVE_ON : text_moved(t);
}

/* --- method ----------------------------------------------------------------- */

static void text_pick_say_row(struct text *t, const struct json *row)
{
	say(t, "%s", json_str(row, "title"));
	if (*json_str(row, "gives"))
		say(t, "  Gives: %s", json_str(row, "gives"));
	if (*json_str(row, "grants"))
		say(t, "  Grants: %s", json_str(row, "grants"));
	if (*json_str(row, "risks"))
		say(t, "  Risks: %s", json_str(row, "risks"));
	json_each(limit, json_get(row, "limits"))
		say(t, "  Limit: %s", json_text(limit));
	if (*json_str(row, "refused"))
		say(t, "  Cannot be taken: %s.", json_str(row, "refused"));
}

static const struct json *text_pick_row_at(const struct json *list, size_t place)
{
	const struct json *row = json_first(list);

	while (row && place--)
		row = json_next(row);
	return row;
}

static void text_pick_help_method(struct text *t, size_t i)
{
	const struct json *row = text_pick_row_at(json_get(pack_json(t->w->j.pack),
							   "methods"),
						  i);

	if (row)
		text_pick_say_row(t, row);
	else
		say(t, "The method decides how the platform proves to AWS who it is: by "
		    "a role, which needs no secret on its machine, or by a key.");
}

static char *text_pick_method_more(struct arena *a, const struct json *row)
{
	struct buf text = BUF(BUF_TEXT);
	char *more;

	if (*json_str(row, "gives"))
		buf_fmt(&text, "       Gives: %s\n", json_str(row, "gives"));
	/* one that cannot be taken tells them only when asked: ? 2 */
	json_each(limit, *json_str(row, "refused") ? NULL : json_get(row, "limits"))
		buf_fmt(&text, "       Limit: %s\n", json_text(limit));
	more = arena_str(a, text.s);
	buf_free(&text);
	return more;
}

static char *text_pick_titled(struct arena *a, const struct json *row)
{
	return arena_fmt(a, "%s%s", json_str(row, "title"),
			 json_true(json_get(row, "recommended")) ? " (recommended)" : "");
}

/* Of a policy it is an object, a sentence a method; see refuse. */
static const char *text_pick_refused_of(const struct json *row)
{
	return json_text(json_get(row, "refused"));
}

static size_t text_pick_fill_options(struct arena *a, const struct json *list,
				     const char *now, struct option *options,
				     char *(*more)(struct arena *a, const struct json *row))
{
	size_t at = 0, marked = 0;

	json_each(row, list) {
		marked = str_eq(json_str(row, "name"), now) ? at : marked;
		options[at++] = (struct option){
			.name = json_str(row, "name"),
			.title = text_pick_titled(a, row),
			.more = more(a, row),
			.refused = text_pick_refused_of(row),
		};
	}
	return marked;
}

enum move ask_method(struct text *t, const struct json *row)
{
	const struct json *list = json_get(pack_json(t->w->j.pack), "methods");
	struct arena arena = { NULL };
	struct option *options = xcalloc(json_count(list) + 1, sizeof(*options));
	struct choice c = { .what = "Method",
			    .options = options,
			    .count = json_count(list),
			    .help = text_pick_help_method };
	struct err err = ERR_INIT;
	int chosen;

	(void)row;
	c.marked = text_pick_fill_options(&arena, list, t->w->j.given.method, options,
					  text_pick_method_more);
	say(t, "How does the platform get its credentials?");
	say_options(t, &c);
	do {
		chosen = choose(t, &c);
		if (chosen < 0 || wizard_choose_method(t->w, options[chosen].name, &err))
			break;
		say_err(t, "Not taken", &err);
	} while (true);
	free(options);
	arena_free(&arena);
	return chosen >= 0 ? MOVE_ON : text_moved(t);
}

/* --- policy ----------------------------------------------------------------- */

static void text_pick_help_policy(struct text *t, size_t i)
{
	const struct json *row = text_pick_row_at(json_get(pack_json(t->w->j.pack),
							   "policies"),
						  i);

	if (row)
		text_pick_say_row(t, row);
	else
		say(t, "The policy decides what the platform may do. '? 3' tells the "
		    "risks of number 3, 'v 3' shows its document. The scoped forms are "
		    "narrower than the vendor's.");
}

static char *text_pick_policy_more(struct arena *a, const struct json *row)
{
	return arena_fmt(a, "       Grants: %s", json_str(row, "grants"));
}

static void text_pick_show_document(struct text *t, const struct choice *c)
{
	const char *word = t->line.s + 1;
	size_t i = *word ? choice_find(c, word + 1) : c->marked;
	struct buf document = BUF(BUF_TEXT);

	if (i == c->count) {
		say(t, "There is no '%s' here.", t->line.s);
		return;
	}
	say(t, "%s, with the answers so far:", c->options[i].title);
	wizard_preview(t->w, c->options[i].name, &document);
	say_text(t, document.s);
	buf_free(&document);
}

static void text_pick_say_risks(struct text *t, const char *policy)
{
	const struct json *row = pack_policy(t->w->j.pack, policy);

	if (*json_str(row, "risks"))
		say(t, "What %s risks: %s", json_str(row, "title"), json_str(row, "risks"));
}

/* With the method chosen some are of no use. */
static void text_pick_refuse(const struct text *t, const struct json *list,
			     struct option *options)
{
	size_t at = 0;

	json_each(row, list)
		options[at++].refused = wizard_refused(t->w, row);
}

enum move ask_policy(struct text *t, const struct json *row)
{
	const struct json *list = json_get(pack_json(t->w->j.pack), "policies");
	struct arena arena = { NULL };
	struct option *options = xcalloc(json_count(list) + 1, sizeof(*options));
	struct choice c = { .what = "Policy",
			    .options = options,
			    .others = "v",
			    .count = json_count(list),
			    .help = text_pick_help_policy };
	struct err err = ERR_INIT;
	int chosen;

	(void)row;
	c.marked = text_pick_fill_options(&arena, list, t->w->j.given.policy, options,
					  text_pick_policy_more);
	text_pick_refuse(t, list, options);
	say(t, "What may the platform do? (? 3 tells the risks of number 3, v 3 shows its "
	    "document)");
	say_options(t, &c);
	do {
		chosen = choose(t, &c);
		if (chosen == CHOSE_OTHER)
			text_pick_show_document(t, &c);
	} while (chosen == CHOSE_OTHER);
	if (chosen >= 0 && wizard_choose_policy(t->w, options[chosen].name, &err))
		text_pick_say_risks(t, options[chosen].name);
	free(options);
	arena_free(&arena);
	return chosen >= 0 ? MOVE_ON : text_moved(t);
}
