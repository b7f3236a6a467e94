/*
 * reply_cache.h - answers of AWS remembered for a while, so that whoever compares a
 * hundred set-ups does not ask the same question twice. Reads alone; what others
 * change meanwhile is not seen. May be used by many threads and by sessions in
 * several regions of one account with the same credentials.
 */
#ifndef ACCREDIT_REPLY_CACHE_H
#define ACCREDIT_REPLY_CACHE_H

#include <stdbool.h>

#include "aws/ops.h"
#include "base/err.h"

struct aws;
struct json;
struct reply_cache;

struct reply_cache *reply_cache_new(void);
/* After the last session that uses it let go of it. NULL is fine. */
void reply_cache_free(struct reply_cache *m);

/*
 * From now on this session's reads are answered from m where they can be; one
 * that is being asked already is waited for. "Not there" is an answer, other
 * failures are not. NULL: every question is asked again. Not during a call.
 */
void aws_use_cache(struct aws *a, struct reply_cache *m);
bool aws_has_cache(const struct aws *a); /* whether it has a memory now */

/*
 * Teaches the answer to a question that another one answered: asked, as of
 * evidence.h (copied; NULL: not known). Takes reply.
 */
void reply_cache_add(struct reply_cache *m, const char *region, enum aws_op_id op,
		     const struct json *params, struct json *reply,
		     const struct json *asked);

/* A read that this session's memory may answer is asked of AWS the next time. */
void aws_cache_remove(struct aws *a, enum aws_op_id op, const struct json *params);
/* For call.c: the same of a memory. One that is being asked is not forgotten. */
void reply_cache_remove(struct reply_cache *m, const char *region, enum aws_op_id op,
			const struct json *params);

/* For call.c: aws_call by way of the memory. ask makes the call itself. */
typedef bool reply_cache_ask(struct aws *a, enum aws_op_id op, const struct json *params,
		      struct json **reply, char *request_id, struct err *err);
bool reply_cache_call(struct reply_cache *m, reply_cache_ask *ask, struct aws *a, enum aws_op_id op,
	       const struct json *params, struct json **reply, char *request_id,
	       struct err *err);

#endif
