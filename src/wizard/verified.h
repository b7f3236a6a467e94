/*
 * verified.h - what a setup's record says about its last verification, for every face.
 */
#ifndef ACCREDIT_WIZARD_VERIFIED_H
#define ACCREDIT_WIZARD_VERIFIED_H

#include <stdbool.h>

struct buf;
struct json;
struct record;

struct verified {
	const char *result; /* "passed", "failed", "inconclusive" or "not-run"; static */
	char time[64]; /* when every required check had run and passed; "": not so */
	char checked[64]; /* the last verification since the last change, whatever its
			   * result; "": none */
	bool differs;	/* that one found a difference in the account */
};

/*
 * A verification counts only until the setup is changed: checks belong to the run that made
 * them and to what followed without a change. A later look that found a difference makes it
 * "failed", one that could not read everything "inconclusive".
 */
struct verified verified_read(const struct record *r, const struct json *report);
/* Puts it into an event, as "verified" (the time or null) and "result". */
void verified_put(struct json *event, const struct verified *v);

/* "verified 29 Nov 2026", "verification failed", "inconclusive", "not tested". */
void verified_words(struct buf *out, const struct verified *v);

#endif
