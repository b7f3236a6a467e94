/*
 * verdict.h - the result of a check, from what the AWS CLI said. Pure.
 */
#ifndef ACCREDIT_PROBE_VERDICT_H
#define ACCREDIT_PROBE_VERDICT_H

#include "probe/probe_check.h"

/*
 * The result of a check (check_result_free). answer is what console_read gives; it may
 * also hold "request_id", and "layer" where the text does not tell it. NULL: there was no
 * answer, and why says why.
 */
struct check_result verdict_judge(const struct check *check, const struct json *answer,
				  const char *why);

/*
 * The same where the verdict is known. layer: what denied it, "" if nothing did. answer:
 * "time" and "request_id", NULL: neither is known. text: the evidence.
 */
struct check_result verdict_known(const struct check *check, enum verdict verdict,
				  const char *layer, const struct json *answer,
				  const char *text);

#endif
