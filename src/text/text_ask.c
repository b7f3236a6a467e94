/* text_ask.c - choosing and confirming; see text_internal.h. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/str.h"
#include "text/text_internal.h"

static bool text_ask_refused(const struct option *o)
{
	return o->refused && *o->refused;
}

void say_options(struct text *t, const struct choice *c)
{
	for (size_t i = 0; i < c->count; i++) {
		const struct option *o = &c->options[i];

		say(t, "%3zu  %s%s", i + 1, o->title, i == c->marked ? " (default)" : "");
		if (o->more)
			say_text(t, o->more);
		if (text_ask_refused(o))
			say(t, "       Not available: %s.", o->refused);
	}
}

size_t choice_find(const struct choice *c, const char *word)
{
	char *end;
	unsigned long n = strtoul(word, &end, 10);

	if (*word >= '0' && *word <= '9' && !*end)
		return n >= 1 && n <= c->count ? n - 1 : c->count;
	for (size_t i = 0; i < c->count; i++)
		if (!strcasecmp(c->options[i].name, word) ||
		    !strcasecmp(c->options[i].title, word))
			return i;
	return c->count;
}

static int text_ask_take(struct text *t, const struct choice *c, size_t i)
{
	if (i == c->count) {
		say(t, "There is no '%s' here. Type a number from 1 to %zu, or a name.",
		    t->line.s, c->count);
		return -1;
	}
	if (text_ask_refused(&c->options[i])) {
		say(t, "Not available: %s.", c->options[i].refused);
		return -1;
	}
	return (int)i;
}

int choose(struct text *t, const struct choice *c)
{
	struct buf prompt = BUF(4096);
	int chosen = -1;
	const char *line;
	enum said said;

	buf_fmt(&prompt, "%s (number or name)", c->what);
	if (c->marked < c->count)
		buf_fmt(&prompt, " [%zu]", c->marked + 1);
	do {
		said = hear(t, prompt.s);
		line = t->line.s;
		if (said == SAID_HELP) {
			size_t i = choice_find(c, line);

			if (*line && i == c->count)
				say(t, "There is no '%s' here.", line);
			else if (c->help)
				c->help(t, i);
			else if (c->about)
				say_value_help(t, c->about);
			else
				say(t,
				    "Type the number or the name of one line, then Enter.");
		} else if (said == SAID_EMPTY && c->marked < c->count)
			chosen = text_ask_take(t, c, c->marked);
		else if (said == SAID_EMPTY)
			say(t, "Type a number from 1 to %zu, or a name.", c->count);
		else if (said == SAID_LINE && c->others && *line &&
			 strchr(c->others, *line) &&
			 (!line[1] || line[1] == ' ')) /* "v" and "v 3" */
			chosen = CHOSE_OTHER;
		else if (said == SAID_LINE)
			chosen = text_ask_take(t, c, choice_find(c, line));
	} while (chosen == -1 && said != SAID_BACK && said != SAID_LEAVE);
	buf_free(&prompt);
	return chosen;
}

enum reply confirm(struct text *t, const char *question, const char *help)
{
	return confirm_or(t, question, "", help);
}

enum reply confirm_or(struct text *t, const char *question, const char *other,
		      const char *help)
{
	char *prompt = xasprintf("%s (y/N%s%s)", question, *other ? "/" : "", other);
	enum reply reply = REPLY_BACK;
	bool again = true;

	while (again) {
		enum said said = hear_afresh(t, prompt);
		const char *s = t->line.s;

		again = false;
		if (said == SAID_EMPTY || (said == SAID_LINE &&
		    (!strcasecmp(s, "n") || !strcasecmp(s, "no")))) {
			reply = REPLY_NO;
		} else if (said == SAID_LINE && (!strcasecmp(s, "y") ||
						 !strcasecmp(s, "yes"))) {
			reply = REPLY_YES;
		} else if (said == SAID_LINE && !strcasecmp(s, other)) {
			reply = REPLY_OTHER;
		} else if (said == SAID_HELP || said == SAID_LINE) {
			say(t, "%s", said == SAID_HELP ? help : "Type y or n.");
			again = true;
		}
	}
	free(prompt);
	return reply;
}
