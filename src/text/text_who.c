/* text_who.c - signing in, and who that is; see text_internal.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "format/json.h"
#include "text/text_internal.h"
#include "wizard/identity.h"

/* Where a sign-in to IAM Identity Center is all that is missing, it is done here. */
static bool text_who_login(struct text *t)
{
	char profile[sizeof(t->w->profile)];

	while (*t->w->queue.err.sso && !t->leaving) {
		snprintf(profile, sizeof(profile), "%s", t->w->queue.err.sso);
		if (confirm(t, "Sign in to IAM Identity Center now?",
			    "accredit shows an address "
			    "and a code. Open the address in a browser on any computer and allow "
			    "access there.") != REPLY_YES)
			return false;
		memcpy(t->w->profile, profile, sizeof(profile));
		if (work(t, TASK_LOGIN))
			return true;
		if (t->w->queue.err.kind == ERR_STOPPED) /* offered again */
			memcpy(t->w->queue.err.sso, profile, sizeof(profile));
	}
	return false;
}

bool text_sign_in(struct text *t)
{
	enum said said;

	while (!t->w->signed_in) {
		if (work(t, TASK_SIGN_IN)) {
			/* The key that signs in is not the one that was found. */
			if (*t->w->session.instead)
				say(t, "Note: %s. To stop this note, %s.",
				    t->w->session.instead, SESSION_ROTATED_HINT);
			break;
		}
		/* Other findings: the first one leads what was said. */
		json_each(found, t->w->sign_in.doctor)
			if (found != json_first(t->w->sign_in.doctor))
				say(t, "Another possible cause: %s; %s",
				    json_str(found, "text"), json_str(found, "remedy"));
		if (text_who_login(t))
			break;
		if (t->leaving)
			return false;
		if (!session_needs_region(&t->w->queue.err))
			return false;
		do {
			said = hear(t, "Region, for example us-east-1");
			if (said == SAID_HELP)
				say(t,
				    "The Region where the platform runs. IAM is global; instances and "
				    "the test instance are in this Region.");
		} while (said == SAID_HELP || said == SAID_EMPTY);
		if (said == SAID_LINE)
			snprintf(t->w->region, sizeof(t->w->region), "%s", t->line.s);
		if (!(said == SAID_LINE))
			return false;
	}
	return true;
}

void text_say_who(struct text *t)
{
	const struct session *s = &t->w->session;
	char alias[100] = "";

	if (*s->alias)
		snprintf(alias, sizeof(alias), " (%s)", s->alias);
	if (!t->w->signed_in) {
		say(t, "Not signed in to AWS. You can browse, but nothing can be created.");
		return;
	}
	say(t, "Account %s%s, Region %s. %s", s->account, alias, s->region,
	    s->practice ?
		    "Practice mode: a simulated AWS account on this computer. Nothing is sent to AWS." :
		    "This is a real account.");
	say(t, "Credentials: %s, from %s", s->arn, s->creds.source);
	json_each(found, json_get(t->w->sign_in.who, "doctor"))
		say(t, "Problem: %s; %s", json_str(found, "text"),
		    json_str(found, "remedy"));
}

static void text_who(struct text *t)
{
	enum said said = SAID_LINE;

	while (text_sign_in(t) && t->w->sign_in.who) {
		struct json *rows = identity_rows(t->w->sign_in.who, clock_wall());

		json_each(row, rows)
			say(t, "  %s: %s", json_str(row, "label"), json_str(row, "text"));
		json_free(rows);
		do {
			said = hear(t, "r refreshes, Enter goes back");
			if (said == SAID_HELP)
				say(t,
				    "r re-reads files. Environment variables are read at "
				    "start-up: quit, set them and restart.");
		} while (said == SAID_HELP);
		if (said != SAID_LINE || !str_eq(t->line.s, "r"))
			return;
		t->w->signed_in = false;
	}
}

const struct text_journey text_journey_who = { .chosen = text_who };
