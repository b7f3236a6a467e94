/* attempt_internal.h - shared by attempt.c and canary.c only. */
#ifndef ACCREDIT_ATTEMPT_INTERNAL_H
#define ACCREDIT_ATTEMPT_INTERNAL_H

#include "aws/ops.h"
#include "probe/attempt.h"

/* Whether the failure is of a kind that ends once a change is known everywhere in AWS. */
bool attempt_may_pass(const struct err *err);

/* What the AWS CLI would say of this failure, in the form of console_read; yours. */
struct json *attempt_failed(enum aws_op_id op, const struct err *err);
struct json *attempt_answer(const char *rc, const char *text, const char *request_id);

/*
 * Puts, gets, compares and deletes the test object and its version. *began: it was put, and
 * the calls after that were retried until a->until. NULL: stopped.
 */
struct json *canary_make(const struct attempt *a, const char *bucket, bool *began,
			 struct err *err);

#endif
