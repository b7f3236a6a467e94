/* text_practice.c - practice mode, from the menu; see text_internal.h. */
#include "config.h"

#include "text/text_internal.h"

static void text_practice_chosen(struct text *t)
{
	if (t->w->session.practice) {
		say(t,
		    "You are in practice mode: a simulated AWS account on this computer. Nothing "
		    "is sent to AWS. It is discarded when practice mode ends.");
		return;
	}
	say(t, "Practice mode is a simulated AWS account on this computer.");
	if (!t->start->practice ||
	    confirm(t, "Start practice mode?",
		    "Nothing is sent to AWS, "
		    "and nothing is charged.") != REPLY_YES)
		return;
	text_signals(t, false);
	t->start->practice();
	text_signals(t, true);
}

const struct text_journey text_journey_practice = { .chosen = text_practice_chosen };
