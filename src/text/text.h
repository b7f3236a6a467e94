/*
 * text.h - the plain-text front end: one question a line, for dumb terminals,
 * screen readers, serial lines and tests. It drives wizard.h like the screens.
 *
 * Sends no control byte and moves no cursor. A line that was typed ahead answers
 * questions, never a confirmation: from a terminal, what waits is thrown away
 * first; from a pipe lines are taken in order.
 */
#ifndef ACCREDIT_TEXT_H
#define ACCREDIT_TEXT_H

#include <stdbool.h>
#include <stdio.h>

#include "base/clock.h"
#include "pack/answers.h"
#include "wizard/rotation_journey.h"

struct journey_row;

struct text_start {
	const struct journey_row *journey; /* where it opens; NULL: the menu */
	const char *setup;	/* what verify, resume, remove are about; "": ask */
	const struct answers *given; /* answers so far, of setup, adopt and verify by
					 * hand; NULL: none */
	bool handoff; /* given are those of a hand-off: verify records its setup */
	const struct json *secrets;	/* list of "NAME=@FILE"; NULL: none */
	const char *user, *profile;	/* of a rotation; NULL: ask */
	struct rotation_wish wish;	/* the same; probe does not count */
	bool undo;		/* resume takes back */
	bool all; /* verify compares all setups */
	const char *fail_on;	/* a severity: see wizard.h; NULL: none */
	bool no_probe;		/* no worker is offered */
	bool with_kept;		/* a removal takes what the pack says to keep, too */
	struct stop *stop;	/* raised from outside: leave in good order */
	int in;			/* lines come from here */
	FILE *out;
	struct err *why;	/* set where the code is not 0; why, for a last line */
	/* Starts the practice cloud in this program's place; comes back only where
	 * it cannot, having said why. NULL: there is none. */
	void (*practice)(void);
};

/*
 * Asks until all is done or the operator leaves. The exit code: that of the run
 * that ended last; with none 0 where the menu was left, else 64.
 */
int text_run(const struct text_start *start);

#endif
