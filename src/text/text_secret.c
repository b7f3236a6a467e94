/* text_secret.c - the secret of a key, typed or pasted unseen; see text_internal.h. */
#include "config.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/secret.h"
#include "base/str.h"
#include "format/json.h"
#include "text/text_internal.h"
#include "wizard/secret_answers.h"

static void text_secret_help(struct text *t, const struct json *row)
{
	say(t, "%s: %s", json_str(row, "label"), json_str(row, "help"));
	say(t, "  Paste it and press Enter. Nothing is shown while you type.%s",
	    secret_answers_is_text(&t->w->j, json_str(row, "name")) ? " Optional." :
	    " It is tested on AWS before anything is created.");
}

static char *text_secret_prompt_of(const struct text *t, const struct json *row)
{
	return xasprintf("%s (not shown%s)", json_str(row, "label"),
			 wizard_has_secret(t->w) ? "; Enter keeps the one from before" : "");
}

static bool text_secret_take(struct text *t, const struct json *row, struct secret *typed)
{
	struct err err = ERR_INIT;
	bool ok = wizard_secret(t->w, row, typed->s, typed->len, &err);

	if (!ok)
		say_err(t, "Not taken", &err);
	return ok;
}

enum move ask_secret(struct text *t, const struct json *row)
{
	struct secret typed = { .s = NULL };
	char *prompt = text_secret_prompt_of(t, row);
	bool done = false;
	enum said said;

	say(t, "%s", json_str(row, "help"));
	do {
		said = hear_hidden(t, prompt, &typed);
		if (said == SAID_HELP)
			text_secret_help(t, row);
		else if (said == SAID_LINE || said == SAID_EMPTY)
			done = text_secret_take(t, row, &typed);
	} while (!done && said != SAID_BACK && said != SAID_LEAVE);
	secret_close(&typed);
	free(prompt);
	return done ? MOVE_ON : text_moved(t);
}
