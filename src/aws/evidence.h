/*
 * evidence.h - what a thread asked of AWS and what it heard, for whoever must show
 * it later. A row is the contract's evidence: {"call": "iam:GetRole RoleName=x",
 * "time","request_id","text": the answer in short}.
 */
#ifndef ACCREDIT_EVIDENCE_H
#define ACCREDIT_EVIDENCE_H

#include <stdbool.h>

#include "aws/ops.h"
#include "base/err.h"

struct json;

/* From now on what this thread asks has a row in list (not owned). NULL: no more. */
void evidence_record_to(struct json *list);
bool evidence_is_recorded(void);
/* The same, and what the list was so far: to be silent for a while (NULL). */
struct json *evidence_swap(struct json *list);

/* A question of this moment, without its answer; yours. request_id may be NULL. */
struct json *evidence_of_call(enum aws_op_id op, const struct json *params,
			      const char *request_id);
/* The same of what is asked elsewhere than of AWS: "GET /api/v1/...". */
struct json *evidence_new(const char *call);

/* Adds the row of a question that was answered, or not: err says why. */
void evidence_add(const struct json *asked, const struct json *reply,
		  const struct err *err);

#endif
