/*
 * failure.h - one failed call in words: class, sentence and remedy. Pure.
 */
#ifndef ACCREDIT_FAILURE_H
#define ACCREDIT_FAILURE_H

#include <stdbool.h>
#include <time.h>

#include "aws/fault.h"
#include "aws/ops.h"
#include "aws/place.h"
#include "aws/wire.h"
#include "base/err.h"
#include "net/http.h"

struct failure {
	const struct aws_op *op;
	const struct http_response *response;
	const struct wire_answer *answer;	/* of an HTTP_ANSWERED response */
	const struct place *place;
	const char *region;
	bool session;		/* signed with a session token */
	time_t now;		/* this machine's clock, offset included */
	long ahead;		/* that offset */
};

/*
 * Fills err from a response that was no success. *may_have, set and never
 * cleared, says that the change may have been made. Always returns false.
 */
bool failure_fill(const struct failure *v, bool *may_have, struct err *err);

/*
 * Seconds the server's clock is ahead, from its Date header; false: the header
 * is missing or unreadable.
 */
bool failure_clock(const struct http_response *r, time_t now, long *ahead);

/*
 * The last word on a change whose end is not known: class FAULT_AMBIGUOUS and
 * its remedy, the rest as it was.
 */
void failure_unknown(struct err *err);

#endif
