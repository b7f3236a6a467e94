/*
 * attempt_internal.h - what attempt.c and canary.c share. For them alone.
 */
#ifndef ACCREDIT_ATTEMPT_INTERNAL_H
#define ACCREDIT_ATTEMPT_INTERNAL_H

#include "aws/ops.h"
#include "probe/attempt.h"

/* Whether the failure is one of those that pass while AWS spreads a change. */
bool attempt_may_pass(const struct err *err);

/* What the AWS CLI would say of this failure, in the form of console_read; yours. */
struct json *attempt_failed(enum aws_op_id op, const struct err *err);
struct json *attempt_answer(const char *rc, const char *text, const char *request_id);

/*
 * Puts, gets, compares and deletes the test object, its version too. *began
 * says that it was put: the calls after that were tried until a->until. NULL:
 * stopped.
 */
struct json *canary_make(const struct attempt *a, const char *bucket, bool *began,
			 struct err *err);

#endif
