/*
 * text_choices.c - values with a list of words: one of them, or the parts of a setup; see
 * text_internal.h.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "pack/pack.h"
#include "pack/part_uses.h"
#include "pack/value.h"
#include "text/text_internal.h"

/* The choices of v with their titles; yours. */
static struct option *text_choices_options(const struct pack_value *v, size_t *count)
{
	size_t n = 0;
	struct option *options;

	while (v->choices[n])
		n++;
	options = xcalloc(n + 1, sizeof(*options));
	for (size_t i = 0; i < n; i++)
		options[i] = (struct option){ .name = v->choices[i],
					      .title = pack_title(v, v->choices[i]) };
	*count = n;
	return options;
}

enum move ask_choice(struct text *t, const struct pack_value *v)
{
	size_t n;
	struct option *options = text_choices_options(v, &n);
	struct choice c = { .what = v->label, .options = options, .count = n, .about = v };
	struct buf now = BUF(BUF_TEXT);
	struct err err = ERR_INIT;
	int chosen;

	wizard_value(t->w, v->name, &now);
	c.marked = choice_find(&c, now.s);
	say(t, "%s", v->help);
	say_options(t, &c);
	do {
		chosen = choose(t, &c);
		if (chosen < 0 || wizard_answer(t->w, v, options[chosen].name, &err))
			break;
		say_err(t, "Not accepted", &err);
	} while (true);
	buf_free(&now);
	free(options);
	return chosen >= 0 ? MOVE_ON : text_moved(t);
}

/* --- parts: a checklist ----------------------------------------------------- */

/* "[x] title", and of a selected one what it lacks. */
static void text_choices_say_parts(struct text *t, const struct choice *c,
				   const struct json *chosen)
{
	for (size_t i = 0; i < c->count; i++) {
		const char *name = c->options[i].name;
		bool on = json_has(chosen, name);
		struct buf lacks = BUF(BUF_TEXT);

		say(t, "%3zu [%c] %s", i + 1, on ? 'x' : ' ', c->options[i].title);
		if (on)
			part_uses(t->w->j.pack, name, &t->w->j.given, true, &lacks);
		if (lacks.len)
			say(t, "        uses what these create: %s (not selected, so it must "
			    "exist already)", lacks.s);
		buf_free(&lacks);
	}
}

/* "3 5" and "bucket,engine": each is selected, or cleared where it was. Into text. */
static bool text_choices_toggle(struct text *t, const struct choice *c,
				const struct json *chosen, struct buf *text)
{
	bool *on = xcalloc(c->count + 1, sizeof(*on)), ok = true;
	char *line = xstrdup(t->line.s), *rest = NULL;

	for (size_t i = 0; i < c->count; i++)
		on[i] = json_has(chosen, c->options[i].name);
	for (char *word = strtok_r(line, ", ", &rest); word && ok;
	     word = strtok_r(NULL, ", ", &rest)) {
		size_t i = choice_find(c, word);

		ok = i < c->count;
		if (ok)
			on[i] = !on[i];
		else
			say(t, "There is no '%s' here. Type numbers from 1 to %zu.", word,
			    c->count);
	}
	for (size_t i = 0; i < c->count; i++)
		if (on[i])
			buf_fmt(text, "%s%s", text->len ? "," : "", c->options[i].name);
	if (ok && !text->len)
		say(t, "Select at least one.");
	free(line);
	free(on);
	return ok && text->len;
}

static enum said text_choices_hear(struct text *t, const struct pack_value *v,
				   const struct choice *c)
{
	struct buf now = BUF(BUF_TEXT), text = BUF(BUF_TEXT);
	struct err err = ERR_INIT;
	struct json *chosen;
	enum said said;
	char *prompt;

	wizard_value(t->w, v->name, &now);
	chosen = value_members(now.s);
	text_choices_say_parts(t, c, chosen);
	prompt = xasprintf("%s (numbers select or clear, Enter continues)", v->label);
	said = hear(t, prompt);
	if (said == SAID_HELP) {
		say_value_help(t, v);
	} else if (said == SAID_LINE || said == SAID_EMPTY) {
		bool ok = said == SAID_EMPTY ? wizard_check(t->w, v, now.s, &err) :
			text_choices_toggle(t, c, chosen, &text) &&
				wizard_answer(t->w, v, text.s, &err);

		if (!ok && err.kind)
			say_err(t, "Not accepted", &err);
		if (!ok)
			said = SAID_LINE;
	}
	free(prompt);
	json_free(chosen);
	buf_free(&now);
	buf_free(&text);
	return said;
}

enum move ask_parts(struct text *t, const struct pack_value *v)
{
	size_t n;
	struct option *options = text_choices_options(v, &n);
	const struct choice c = { .what = v->label, .options = options, .count = n };
	enum said said;

	say(t, "%s", v->help);
	do
		said = text_choices_hear(t, v, &c);
	while (said == SAID_LINE || said == SAID_HELP);
	free(options);
	return said == SAID_EMPTY ? MOVE_ON : text_moved(t);
}
