/* text_secret.c - the secret of a key, typed or pasted unseen; see text_internal.h. */
#include "config.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/secret.h"
#include "base/str.h"
#include "text/text_internal.h"
#include "wizard/secret_answers.h"

enum move ask_secret(struct text *t, const struct pack_value *v)
{
	struct secret typed = { .s = NULL };
	char *prompt = xasprintf(
		"%s (not shown%s)", v->label,
		wizard_has_secret(t->w) ? "; Enter keeps the one given before" : "");
	bool done = false;
	enum said said;

	say(t, "%s", v->help);
	do {
		said = hear_hidden(t, prompt, &typed);
		if (said == SAID_HELP) {
			say(t, "%s: %s", v->label, v->help);
			say(t,
			    "  Paste it and press Enter. Nothing is shown while you "
			    "type.%s",
			    secret_answers_is_text(&t->w->j, v->name) ?
				    " Optional." :
				    " It is tested on AWS before anything is created.");
		} else if (said == SAID_LINE || said == SAID_EMPTY) {
			struct err err = ERR_INIT;
			bool ok = wizard_secret(t->w, v, typed.s, typed.len, &err);

			if (!ok)
				say_err(t, "Not accepted", &err);
			done = ok;
		}
	} while (!done && said != SAID_BACK && said != SAID_LEAVE);
	secret_close(&typed);
	free(prompt);
	return done ? MOVE_ON : text_moved(t);
}
