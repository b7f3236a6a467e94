/*
 * near.h - the name that a mistyped one is close to, for "did you mean". Pure.
 *
 *	struct near near = { .word = "verfy" };
 *
 *	near_try(&near, "setup");
 *	near_try(&near, "verify");
 *	near_question(&near, out);	"; did you mean 'verify'?"
 */
#ifndef ACCREDIT_NEAR_H
#define ACCREDIT_NEAR_H

#include <stddef.h>

struct near {
	const char *word;	/* what was typed, borrowed */
	char best[64];		/* the closest name so far; "": none is close enough */
	size_t distance;	/* of best */
};

#define NEAR_QUESTION 96 /* bytes that hold every question */

/* Takes the name if it is closer than those before: two edits away at most, case ignored. */
void near_try(struct near *near, const char *name);

/* "; did you mean 'NAME'?" into out, or "" where no name is close. Returns out. */
const char *near_question(const struct near *near, char out[NEAR_QUESTION]);

#endif
