/* text_practice.c - to the practice cloud, from the menu; see text_internal.h. */
#include "config.h"

#include "text/text_internal.h"

static void text_practice_chosen(struct text *t)
{
	if (t->w->session.practice) {
		say(t, "You are in the practice cloud already: all you do here stays on "
		    "this machine.");
		return;
	}
	say(t, "The practice cloud is an AWS account on this machine, for rehearsing.");
	if (!t->start->practice || confirm(t, "Leave this and go there?", "Your own "
	    "account is not touched there, and nothing costs anything.") != REPLY_YES)
		return;
	text_signals(t, false);
	t->start->practice();
	text_signals(t, true);
}

const struct text_journey text_journey_practice = { .chosen = text_practice_chosen };
