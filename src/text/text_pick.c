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
#include "policy/statement_table.h"
#include "text/text_internal.h"
#include "wizard/describe.h"

enum move text_moved(const struct text *t)
{
	return t->leaving ? MOVE_LEAVE : MOVE_BACK;
}

/* --- platform --------------------------------------------------------------- */

void text_say_caution(struct text *t)
{
	if (*t->w->j.pack->caution)
		say(t, "Caution: %s", t->w->j.pack->caution);
}

static bool text_pick_begin(struct text *t, const char *platform)
{
	struct err err = ERR_INIT;
	const struct json *typed;

	if (t->w->j.pack && str_eq(t->w->j.pack->name, platform))
		return true;
	/* What was typed for one platform is kept while another is looked at. */
	if (!t->kept)
		t->kept = json_object_new();
	if (t->w->j.pack)
		json_put(t->kept, t->w->j.pack->name, answers_json(&t->w->j.given));
	if (wizard_begin(t->w, platform, &err)) {
		typed = json_get(t->kept, platform);
		if (typed && !answers_read(&t->w->j.given, typed, "answers", &err))
			say_err(t, "Your earlier answers were not accepted", &err);
		text_say_caution(t);
		return true;
	}
	say_err(t, "That platform cannot be used", &err);
	return false;
}

enum move ask_platform(struct text *t, const struct pack_value *v)
{
	const struct platforms *all = t->w->platforms;
	size_t n = all ? all->count : 0;
	struct option *options = xcalloc(n + 1, sizeof(*options));
	struct choice c = { .what = "Platform", .options = options, .count = n };
	const char *now = t->w->j.pack ? t->w->j.pack->name : "";
	int chosen;

	(void)v;
	for (size_t i = 0; i < n; i++) {
		const struct platform_entry *e = &all->entries[i];

		c.marked = str_eq(e->name, now) ? i : c.marked;
		options[i] = (struct option){ .name = e->name,
					      .title = e->title,
					      .refused = e->error };
	}
	say(t,
	    t->adopting || t->by_hand ? "Which platform does it belong to?" :
					"Which platform do you want to set up?");
	say_options(t, &c);
	do
		chosen = choose(t, &c);
	while (chosen >= 0 && !text_pick_begin(t, options[chosen].name));
	free(options);
	return chosen >= 0 ? MOVE_ON : text_moved(t);
}

/* --- method ----------------------------------------------------------------- */

static void text_pick_help_method(struct text *t, size_t i)
{
	const struct pack *p = t->w->j.pack;
	const struct pack_method *m = &p->methods[i];

	if (i >= p->method_count) {
		say(t,
		    "The method decides how the platform authenticates to AWS: with a role, "
		    "which needs no secret on its instance, or with an access key.");
		return;
	}
	say(t, "%s", m->title);
	if (*m->gives)
		say(t, "  What you get: %s", m->gives);
	for (const char *const *limit = m->limits; limit && *limit; limit++)
		say(t, "  Limitation: %s", *limit);
	if (*m->refused)
		say(t, "  Not available: %s.", m->refused);
}

static const char *text_pick_titled(struct arena *a, const char *title, const char *mark)
{
	return *mark ? arena_fmt(a, "%s (%s)", title, mark) : title;
}

enum move ask_method(struct text *t, const struct pack_value *v)
{
	const struct pack *p = t->w->j.pack;
	struct arena arena = { NULL };
	struct option *options = xcalloc(p->method_count + 1, sizeof(*options));
	struct choice c = { .what = "Method",
			    .options = options,
			    .count = p->method_count,
			    .help = text_pick_help_method };
	struct err err = ERR_INIT;
	int chosen;

	(void)v;
	for (size_t i = 0; i < p->method_count; i++) {
		const struct pack_method *m = &p->methods[i];
		struct buf more = BUF(BUF_TEXT);

		if (*m->gives)
			buf_fmt(&more, "       What you get: %s\n", m->gives);
		/* of one that cannot be chosen only its help tells them: ? 2 */
		for (const char *const *limit = m->limits; limit && *limit && !*m->refused;
		     limit++)
			buf_fmt(&more, "       Limitation: %s\n", *limit);
		c.marked = str_eq(m->name, t->w->j.given.method) ? i : c.marked;
		options[i] = (struct option){
			.name = m->name,
			.title = text_pick_titled(&arena, m->title,
						  m->recommended ? "recommended" : ""),
			.more = arena_str(&arena, more.s),
			.refused = m->refused,
		};
		buf_free(&more);
	}
	say(t, "How will the platform authenticate to AWS?");
	say_options(t, &c);
	do {
		chosen = choose(t, &c);
		if (chosen < 0 || wizard_choose_method(t->w, options[chosen].name, &err))
			break;
		say_err(t, "Not accepted", &err);
	} while (true);
	free(options);
	arena_free(&arena);
	return chosen >= 0 ? MOVE_ON : text_moved(t);
}

/* --- policy ----------------------------------------------------------------- */

static void text_pick_help_policy(struct text *t, size_t i)
{
	const struct pack *p = t->w->j.pack;
	const struct pack_policy *policy = &p->policies[i];

	if (i >= p->policy_count) {
		say(t,
		    "The policy decides what the platform is allowed to do. '? 3' shows the "
		    "risks of number 3, 'v 3' its document as a table, 'J 3' as JSON. "
		    "\"Scoped\" policies allow less than the vendor's own.");
		return;
	}
	say(t, "%s", policy->title);
	say(t, "  Allows: %s", policy->grants);
	say(t, "  Risks: %s", policy->risks);
}

/* "v 3": as a table of statements; "J 3": as JSON. */
static void text_pick_show_document(struct text *t, const struct choice *c)
{
	const char *word = t->line.s + 1;
	size_t i = *word ? choice_find(c, word + 1) : c->marked;
	struct buf text = BUF(BUF_TEXT);
	struct statement_table table;
	struct json *document;

	if (i == c->count) {
		say(t, "There is no '%s' here.", t->line.s);
		return;
	}
	say(t, "%s, with your values:", c->options[i].title);
	document = wizard_preview(t->w, c->options[i].name);
	if (!statement_table_read(&table, document, NULL) || *t->line.s == 'J') {
		json_pretty(&text, document);
	} else {
		buf_fmt(&text, "%s%s", table.extent, *table.extent ? "\n" : "");
		describe_statements(&text, &table, "  ");
	}
	say_text(t, text.s);
	statement_table_free(&table);
	json_free(document);
	buf_free(&text);
}

enum move ask_policy(struct text *t, const struct pack_value *v)
{
	const struct pack *p = t->w->j.pack;
	struct arena arena = { NULL };
	struct option *options = xcalloc(p->policy_count + 1, sizeof(*options));
	struct choice c = { .what = "Policy",
			    .options = options,
			    .others = "vJ",
			    .count = p->policy_count,
			    .help = text_pick_help_policy };
	struct err err = ERR_INIT;
	int chosen;

	(void)v;
	for (size_t i = 0; i < p->policy_count; i++) {
		const struct pack_policy *policy = &p->policies[i];

		c.marked = str_eq(policy->name, t->w->j.given.policy) ? i : c.marked;
		options[i] = (struct option){
			.name = policy->name,
			.title = text_pick_titled(&arena, policy->title,
						  policy->recommended ? "vendor default" :
									""),
			.more = arena_fmt(&arena, "       Allows: %s", policy->grants),
			.refused = wizard_refused(t->w, policy),
		};
	}
	say(t,
	    "What should the platform be allowed to do? (? 3 shows the risks of number 3, "
	    "v 3 its document, J 3 as JSON)");
	say_options(t, &c);
	do {
		chosen = choose(t, &c);
		if (chosen == CHOSE_OTHER)
			text_pick_show_document(t, &c);
	} while (chosen == CHOSE_OTHER);
	if (chosen >= 0 && wizard_choose_policy(t->w, options[chosen].name, &err))
		say(t, "Risks of \"%s\": %s", p->policies[chosen].title,
		    p->policies[chosen].risks);
	free(options);
	arena_free(&arena);
	return chosen >= 0 ? MOVE_ON : text_moved(t);
}
