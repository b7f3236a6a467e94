/* text_handoff.c - a setup as files for an administrator; see text_internal.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "handoff/handoff.h"
#include "text/text_internal.h"

enum { FORMS = 8 };

/* --- questions -------------------------------------------------------------------------- */

static bool text_handoff_ask_form(struct text *t)
{
	struct option options[FORMS];
	struct choice c = { .what = "Form", .options = options };
	struct arena arena = { NULL };
	int chosen;

	for (const struct handoff_form *one = handoff_forms; one->name && c.count < FORMS;
	     one++) {
		if (str_eq(one->name, t->w->handoff.form))
			c.marked = c.count;
		options[c.count++] = (struct option){ .name = one->name, .title = one->name,
						      .more = arena_fmt(&arena, "       %s.",
									one->says) };
	}
	say(t, "\n");
	say(t, "What do you want to give to the administrator?");
	say_options(t, &c);
	chosen = choose(t, &c);
	arena_free(&arena);
	if (chosen < 0)
		return false;
	snprintf(t->w->handoff.form, sizeof(t->w->handoff.form), "%s", options[chosen].name);
	return true;
}

/* A line for this; Enter keeps what there is. False: back. */
static bool text_handoff_ask_line(struct text *t, const char *label, char *value, size_t size,
				  const char *help)
{
	for (;;) {
		char *prompt = xasprintf(*value ? "%s [%s]" : "%s", label, value);
		enum said said = hear(t, prompt);

		free(prompt);
		if (said == SAID_BACK || said == SAID_LEAVE)
			return false;
		if (said == SAID_LINE)
			snprintf(value, size, "%s", t->line.s);
		if (said != SAID_HELP && *value)
			return true;
		say(t, "%s", help);
	}
}

static bool text_handoff_ask(struct text *t)
{
	struct handoff_request *r = &t->w->handoff;

	return text_handoff_ask_form(t) &&
		text_handoff_ask_line(t, "Account ID", r->account, sizeof(r->account),
				      "The account in which the administrator creates the "
				      "setup: 12 digits. No credentials are needed.") &&
		text_handoff_ask_line(t, "Region", r->region, sizeof(r->region),
				      "Such as us-east-1.") &&
		text_handoff_ask_line(t, "Folder", r->folder, sizeof(r->folder),
				      "A new or an empty folder. A name that ends in .zip "
				      "becomes one .zip file. The files contain no secrets.");
}

/* --- the files -------------------------------------------------------------------------- */

bool text_handoff(struct text *t)
{
	struct summary_lines lines = { .count = 0 };
	struct buf text = BUF(BUF_TEXT);

	handoff_suggest(t->w);
	do {
		if (!text_handoff_ask(t)) {
			t->back = !t->leaving;
			return false;
		}
	} while (!work(t, TASK_HANDOFF) && !t->leaving);
	if (t->leaving)
		return true;
	handoff_summary(&lines, t->w->shown);
	setup_summary_print(&text, &lines);
	say_text(t, text.s);
	setup_summary_free(&lines);
	buf_free(&text);
	t->asking = false;
	t->code = 0;
	return true;
}

/* Without credentials, too: nothing is asked of AWS that an answer can say. */
static void text_handoff_chosen(struct text *t)
{
	if (!work(t, TASK_PACKS))
		return;
	wizard_load_setups(t->w);
	t->asking = t->handing_off = true;
	text_setup(t, 0);
	t->handing_off = false;
}

const struct text_journey text_journey_handoff = { .chosen = text_handoff_chosen };
