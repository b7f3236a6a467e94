/*
 * masked_call.h - a call with tokens among its parameters: until it returns they are masked
 * (base/mask.h) wherever a server echoes them.
 */
#ifndef ACCREDIT_AWS_SECRET_CALL_H
#define ACCREDIT_AWS_SECRET_CALL_H

#include <stdbool.h>

#include "aws/ops.h"
#include "base/err.h"

struct aws;
struct json;

/* aws_call without a request ID; see call.h. */
bool aws_call_masked(struct aws *a, enum aws_op_id op, const struct json *params,
		     struct json **reply, struct err *err);

#endif
