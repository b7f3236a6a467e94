/* text_locations.c - where the new key goes; see text_internal.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "text/text_internal.h"

/* One line typed; true: on to the plan. */
static bool text_locations_take(struct text *t, enum said said)
{
	if (said == SAID_EMPTY && *t->line.s == '\0') {
		if (wizard_count_locations(t->w))
			return true;
		say(t, "The new key would go nowhere, and AWS says it only once: keep a place.");
	} else if (said == SAID_HELP) {
		say(t,
		    "A number takes a place out, or in again. A place that is out keeps "
		    "the old key, "
		    "which is refused once it is parked: leave one out only where you put "
		    "the new "
		    "key yourself. The command gets JSON with AccessKeyId and "
		    "SecretAccessKey on its "
		    "standard input, for example to hand it to a store of secrets.");
	} else if (str_eq(t->line.s, "p")) {
		struct err err = ERR_INIT;

		if (hear(t, "Profile") == SAID_LINE &&
		    !wizard_add_location(t->w, t->line.s, &err))
			say_err(t, "Not taken", &err);
	} else if (str_eq(t->line.s, "c")) {
		said = hear(t, "Command");
		if (said == SAID_LINE && strlen(t->line.s) < sizeof(t->w->rotation.store))
			snprintf(t->w->rotation.store, sizeof(t->w->rotation.store), "%s",
				 t->line.s);
		else if (said == SAID_LINE)
			say(t, "That command is too long: put it into a script.");
	} else {
		char *end;
		unsigned long n = strtoul(t->line.s, &end, 10);

		if (*end || !n || n > t->w->rotation.facts->locations_count)
			say(t,
			    "There is no '%s' here. Type a number, p, c, or Enter to go "
			    "on.",
			    t->line.s);
		else
			wizard_toggle_location(t->w, n - 1);
	}
	return false;
}

enum move text_locations(struct text *t)
{
	enum said said;

	if (t->w->rotation.what != ROTATE_KEY)
		return MOVE_ON;
	for (;;) {
		struct buf stuck = BUF(BUF_TEXT);

		say(t, "\nWhere shall the new key go? What holds the old one is marked.");
		for (size_t i = 0; i < t->w->rotation.facts->locations_count; i++) {
			size_t n = i + 1;
			const struct rotation_location *l =
				&t->w->rotation.facts->locations[i];
			struct buf says = BUF(2048);

			wizard_describe_location(l, &says);
			say(t, "%3zu  [%c] %s", n, l->skip ? ' ' : 'x', says.s);
			buf_free(&says);
		}
		if (*t->w->rotation.store)
			say(t, "     [x] the command: %s", t->w->rotation.store);
		wizard_describe_kept_lines(t->w, &stuck);
		say_text(t, stuck.s);
		buf_free(&stuck);
		say(t, "  p  another profile");
		say(t, "  c  a command that reads the new key on standard input%s",
		    *t->w->rotation.store ? " (= takes it out)" : "");
		said = hear(t, "Places: Enter goes on");
		if (said == SAID_BACK || said == SAID_LEAVE)
			return text_moved(t);
		if (text_locations_take(t, said))
			return MOVE_ON;
		if (t->leaving)
			return MOVE_LEAVE;
	}
}
