/*
 * operator_check.h - checks that accredit makes itself with the operator's credentials: what
 * IAM's policy simulator says of a principal, whether a trust policy allows what it should,
 * and what a cluster allows one of its users. They are weaker evidence than a call that is
 * made.
 */
#ifndef ACCREDIT_OPERATOR_CHECK_H
#define ACCREDIT_OPERATOR_CHECK_H

#include <stdbool.h>

#include "base/err.h"
#include "probe/probe_check.h"

struct aws;
struct json;

/*
 * One attempt: the result (check_result_free); *again says that the next attempt may
 * differ, because what was made just now is not known everywhere. False: stopped.
 */
bool operator_check_attempt(struct aws *aws, const struct json *wanted, const struct check *check,
		   struct check_result *result, bool *again, struct err *err);

/* What denied it, in a result of IAM's simulator: "boundary", "scp", "identity". */
const char *simulation_layer(const struct json *result);

#endif
