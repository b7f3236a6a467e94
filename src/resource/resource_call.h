/*
 * resource_call.h - aws_call with its parameters written in one line.
 */
#ifndef ACCREDIT_RESOURCE_CALL_H
#define ACCREDIT_RESOURCE_CALL_H

#include <stdbool.h>

#include "aws/call.h"

/* {k: v, ...} of string pairs, the list ended by NULL; yours. */
struct json *params(const char *key, ...) __attribute__((sentinel));

/* As aws_call, but takes the parameters. */
bool call(struct aws *a, enum aws_op_id op, struct json *take, struct json **reply,
	  char *request_id, struct err *err);

/* The same of a read, by way of that memory (reply_cache.h); m may be NULL. */
struct reply_cache;
bool call_known(struct aws *a, struct reply_cache *m, enum aws_op_id op, struct json *take,
		struct json **reply, struct err *err);

/* A read where "not there" is no failure: *there says which. */
bool call_if_there(struct aws *a, enum aws_op_id op, struct json *take,
		   struct json **reply, bool *there, struct err *err);

/* True, and err is as new: it failed because the thing is not there. */
bool call_was_gone(struct err *err);

/* A removal: not there is success. */
bool call_gone(struct aws *a, enum aws_op_id op, struct json *take, char *request_id,
	       struct err *err);

/* Whether a call_gone of this thread found nothing since it was asked last. */
bool call_saw_gone(void);

#endif
