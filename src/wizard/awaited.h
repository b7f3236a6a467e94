/*
 * awaited.h - what an administrator made of a hand-off: compared with the account and,
 * where all of it is there as the answers say, recorded. The resources are recorded as
 * adopted: the administrator created them, and a removal leaves them.
 */
#ifndef ACCREDIT_AWAITED_H
#define ACCREDIT_AWAITED_H

#include <stdbool.h>

#include "base/err.h"
#include "plan/waiting.h"

struct buf;
struct journey;
struct json;

struct awaited_missing {
	const char *id, *kind, *name; /* of the resource */
	const char *text; /* "does not exist", or what is wrong with it, in words */
};

/* {"id","kind","name","text"}, yours; and what it says, borrowed. */
struct json *awaited_row(const struct awaited_missing *one);
struct awaited_missing awaited_read(const struct json *row);

struct awaited {
	bool known; /* its record says since when it waits: in waiting */
	struct waiting waiting;
	bool recorded; /* all that was asked for is there, and has a record now */
	/* What is not there, or differs: a list of struct awaited_missing. */
	struct json *missing;
	/* What the form could not do and is not there: as handoff_afterwards has it. */
	struct json *later;
};

/*
 * Of a journey with a session, its platform and the answers given (journey_platform):
 * compares and, unless something is missing, records. j->plan is then the comparison, or
 * the plan that recorded. False: err says why it could not be told. *out is yours in any
 * case: awaited_free.
 */
bool awaited_settle(struct journey *j, struct awaited *out, struct err *err);
void awaited_free(struct awaited *a);

/*
 * {"event":"handoff-status","setup","state":"waiting"|"recorded","since","form","missing",
 * "afterwards"}, yours; since and form only where they are known.
 */
struct json *awaited_event(const struct awaited *a, const char *setup);
/*
 * The same in words, lines with a newline at the end of each: all of it; since when it waits, or
 * that it is recorded; what is left to do, and the command.
 */
void awaited_says(struct buf *out, const struct awaited *a, const char *setup);
void awaited_left_words(struct buf *out, const struct awaited *a, const struct journey *j);
void awaited_words(struct buf *out, const struct awaited *a, const struct journey *j);

#endif
