/*
 * evidence.h - records the calls of a thread and their replies, to show them later. A row
 * is the contract's evidence: {"call": "iam:GetRole RoleName=x",
 * "time","request_id","text": the reply in short}.
 */
#ifndef ACCREDIT_EVIDENCE_H
#define ACCREDIT_EVIDENCE_H

#include <stdbool.h>

#include "aws/ops.h"
#include "base/err.h"

struct json;

/*
 * From now on each call of this thread adds a row to list (not owned). NULL: stops
 * recording.
 */
void evidence_record_to(struct json *list);
bool evidence_is_recorded(void);
/* The same, and returns the list used before: NULL pauses the recording. */
struct json *evidence_swap(struct json *list);

/* A row for a call made now, without its reply; yours. request_id may be NULL. */
struct json *evidence_of_call(enum aws_op_id op, const struct json *params,
			      const char *request_id);
/* The same for a request that is not a call to AWS: "GET /api/v1/...". */
struct json *evidence_new(const char *call);

/* Adds the row with a reply or, where err is set, with the error. */
void evidence_add(const struct json *asked, const struct json *reply,
		  const struct err *err);

#endif
