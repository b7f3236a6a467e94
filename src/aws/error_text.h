/*
 * error_text.h - one failed call in words: class, sentence and remedy. Pure.
 */
#ifndef ACCREDIT_ERROR_TEXT_H
#define ACCREDIT_ERROR_TEXT_H

#include <stdbool.h>
#include <time.h>

#include "aws/aws_error.h"
#include "aws/endpoint.h"
#include "aws/ops.h"
#include "aws/wire.h"
#include "base/err.h"
#include "net/http.h"

struct failed_call {
	const struct aws_op *op;
	const struct http_response *response;
	const struct wire_answer *answer;	/* of an HTTP_ANSWERED response */
	const struct endpoint *endpoint;
	const char *region;
	bool session;		/* signed with a session token */
	time_t now;		/* this machine's clock, offset included */
	long ahead;		/* that offset */
};

/*
 * Fills err from a response that was no success. *may_have, set and never
 * cleared, says that the change may have been made. Always returns false.
 */
bool error_text_describe(const struct failed_call *v, bool *may_have, struct err *err);

/*
 * Seconds the server's clock is ahead, from its Date header; false: the header
 * is missing or unreadable.
 */
bool error_text_clock_offset(const struct http_response *r, time_t now, long *ahead);

/*
 * The last word on a change whose end is not known: class AWS_ERROR_AMBIGUOUS and
 * its remedy, the rest as it was.
 */
void error_text_set_ambiguous(struct err *err);

#endif
