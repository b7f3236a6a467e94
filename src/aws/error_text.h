/* error_text.h - a failed call as an error: its kind, text and hint. Pure. */
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
	time_t now;		/* by AWS's clock */
	long ahead;		/* seconds that AWS's clock is ahead */
};

/*
 * Fills err from a response that is not a success. Sets *may_have, which it never clears,
 * where the change may have been made. Always returns false.
 */
bool error_text_describe(const struct failed_call *v, bool *may_have, struct err *err);

/*
 * Seconds that the server's clock is ahead, by its Date header; false: the header is
 * missing or unreadable.
 */
bool error_text_clock_offset(const struct http_response *r, time_t now, long *ahead);

/*
 * After the last attempt of a change whose result is not known: sets AWS_ERROR_AMBIGUOUS
 * and its hint; the text stays.
 */
void error_text_set_ambiguous(struct err *err);

#endif
