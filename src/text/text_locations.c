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
		say(t, "Select a location: AWS shows the secret of the new key only once.");
	} else if (said == SAID_HELP) {
		say(t,
		    "A number selects or clears a location. Skipped locations keep the old key, "
		    "which stops working when it is deactivated: update them yourself. The "
		    "command receives the new key on standard input, as JSON with AccessKeyId "
		    "and SecretAccessKey: for a secret store, for example. If it fails "
		    "(non-zero exit), the rotation stops before the old key is deactivated.");
	} else if (str_eq(t->line.s, "p")) {
		struct err err = ERR_INIT;

		if (hear(t, "Profile") == SAID_LINE &&
		    !wizard_add_location(t->w, t->line.s, &err))
			say_err(t, "Not added", &err);
	} else if (str_eq(t->line.s, "c")) {
		said = hear(t, "Command");
		if (said == SAID_LINE && strlen(t->line.s) < sizeof(t->w->rotation.store))
			snprintf(t->w->rotation.store, sizeof(t->w->rotation.store), "%s",
				 t->line.s);
		else if (said == SAID_LINE)
			say(t, "The command is too long: put it into a script.");
	} else {
		char *end;
		unsigned long n = strtoul(t->line.s, &end, 10);

		if (*end || !n || n > t->w->rotation.facts->locations_count)
			say(t,
			    "There is no '%s' here. Type a number, p or c; Enter continues.",
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

		say(t, "\nWhere should the new key be stored? [x] is selected.");
		for (size_t i = 0; i < t->w->rotation.facts->locations_count; i++) {
			size_t n = i + 1;
			const struct rotation_location *l =
				&t->w->rotation.facts->locations[i];
			struct buf says = BUF(2048);

			wizard_describe_location(l->resource, &says);
			say(t, "%3zu  [%c] %s%s%s%s", n, l->skip ? ' ' : 'x', says.s,
			    l->gone ? " (" : "", l->gone ? l->gone : "",
			    l->gone ? ")" : "");
			buf_free(&says);
		}
		if (*t->w->rotation.store)
			say(t, "     [x] the command: %s", t->w->rotation.store);
		wizard_describe_kept_lines(t->w, &stuck);
		say_text(t, stuck.s);
		buf_free(&stuck);
		say(t, "  p  add a profile (it must not contain a key yet)");
		say(t, "  c  add a command (it receives the new key on standard input)%s",
		    *t->w->rotation.store ? "; = removes it" : "");
		said = hear(t, "Locations (Enter continues)");
		if (said == SAID_BACK || said == SAID_LEAVE)
			return text_moved(t);
		if (text_locations_take(t, said))
			return MOVE_ON;
		if (t->leaving)
			return MOVE_LEAVE;
	}
}
