/*
 * text_discovery.c - what the account has for a platform, before anything else is asked
 * about a setup that was created manually; see text_internal.h.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "pack/pack.h"
#include "text/text_internal.h"

enum { MISSING_SHOWN = 6 };

bool text_discovers(const struct text *t)
{
	const struct answers *given = t->start->given;

	return (t->adopting || t->by_hand) &&
		(!given || (!*given->method && !*given->policy && !json_count(given->values)));
}

/* "role 'R': policy 'workers' (Workers): exact match". */
static char *text_discovery_title(struct text *t, struct arena *a,
				  const struct discovered *one)
{
	struct buf policy = BUF(400), fit = BUF(100);
	char *title;

	discovery_policy_words(&policy, t->w->j.pack, one);
	discovery_fit_words(&fit, one);
	title = arena_fmt(a, "%s '%s': %s: %s", one->kind, one->name, policy.s, fit.s);
	buf_free(&policy);
	buf_free(&fit);
	return title;
}

/* What is below it: its facts in a line, what it lacks, what it has beyond the template. */
static char *text_discovery_more(struct text *t, struct arena *a,
				 const struct discovered *one)
{
	struct buf more = BUF(BUF_TEXT), lacks = BUF(1000), missing = BUF(2000);
	char *text;

	json_each(fact, one->facts)
		buf_fmt(&more, "%s%s", more.len ? "; " : "    ", json_text(fact));
	buf_char(&more, '\n');
	discovery_missing_words(&missing, one, MISSING_SHOWN);
	for (char *s = missing.s, *end; *s && (end = strchr(s, '\n')); s = end + 1)
		buf_fmt(&more, "    missing: %.*s\n", (int)(end - s), s);
	json_each(extra, one->more)
		buf_fmt(&more, "    more than the template: %s\n", json_text(extra));
	json_each(cosmetic, one->cosmetic)
		buf_fmt(&more, "    cosmetic, not compared: %s\n", json_text(cosmetic));
	if (*one->methods)
		buf_fmt(&more, "    these methods fit as well: %s\n", one->methods);
	discovery_lacks_words(&lacks, &t->w->j, one);
	if (lacks.len)
		buf_fmt(&more, "    asked next: %s\n", lacks.s);
	text = arena_fmt(a, "%s", more.s);
	buf_free(&more);
	buf_free(&lacks);
	buf_free(&missing);
	return text;
}

/* Another role or user of the account: it is compared. */
static void text_discovery_named(struct text *t, const char *kind)
{
	struct buf name = BUF(BUF_TEXT);

	if (text_list_ask(t, kind,
			  "The one that the platform uses. accredit compares what it is "
			  "allowed with the platform's template.",
			  &name)) {
		snprintf(t->w->named_kind, sizeof(t->w->named_kind), "%s", kind);
		snprintf(t->w->named, sizeof(t->w->named), "%s", name.s);
		work(t, TASK_DISCOVER);
		*t->w->named = '\0';
	}
	buf_free(&name);
}

static enum move text_discovery_choose(struct text *t, bool *again)
{
	const struct discovery *found = &t->w->discovery;
	struct option *options = xcalloc(found->count + 3, sizeof(*options));
	struct choice c = { .what = "Which one", .options = options };
	struct arena arena = { NULL };
	static const char *const kinds[] = { "role", "user" };
	struct err err = ERR_INIT;
	const char *name;
	int chosen;

	for (; c.count < found->count; c.count++)
		options[c.count] = (struct option){
			.name = found->items[c.count].name,
			.title = text_discovery_title(t, &arena, &found->items[c.count]),
			.more = text_discovery_more(t, &arena, &found->items[c.count]),
		};
	for (size_t i = 0; i < 2; i++)
		if (discovery_can_be(t->w->j.pack, kinds[i]))
			options[c.count++] = (struct option){
				.name = arena_fmt(&arena, "another %s", kinds[i]),
				.title = arena_fmt(&arena, "another %s of the account", kinds[i]),
			};
	options[c.count++] = (struct option){ .name = "none",
					      .title = "none of these: enter the settings" };
	c.marked = found->count && found->items[0].fit < FIT_NEAR ? 0 : c.count - 1;
	say(t, found->count ? "Found in account %s for %s:" : "Nothing in account %s fits %s.",
	    found->account, t->w->j.pack->title);
	say_options(t, &c);
	chosen = choose(t, &c);
	name = chosen >= 0 ? options[chosen].name : "";
	*again = false;
	if (chosen >= 0 && (size_t)chosen < found->count) {
		*again = !wizard_take_discovered(t->w, (size_t)chosen, &err);
		if (*again)
			say_err(t, "It cannot be used", &err);
	} else if (str_eq(name, "none")) {
		wizard_drop_discovered(t->w);
	} else if (chosen >= 0) {
		text_discovery_named(t, name + strlen("another "));
		*again = !t->leaving;
	}
	arena_free(&arena);
	free(options);
	return chosen >= 0 && !t->leaving ? MOVE_ON : text_moved(t);
}

enum move text_discovery(struct text *t, const struct pack_value *v)
{
	enum move move;
	bool again = true;

	(void)v;
	*t->w->named = '\0';
	if (!str_eq(t->w->discovery.platform, t->w->j.pack->name) && !work(t, TASK_DISCOVER))
		return t->leaving ? MOVE_LEAVE : MOVE_ON; /* all is asked */
	do
		move = text_discovery_choose(t, &again);
	while (again);
	return move;
}
