/*
 * reply_cache.h - a cache of AWS's replies, so that comparing a hundred setups does not
 * repeat calls. Only reads are cached; changes by others in the meantime are not seen. Many
 * threads may use it, and sessions in several Regions of one account with the same
 * credentials.
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
/* No session may use it any more. NULL is fine. */
void reply_cache_free(struct reply_cache *m);

/*
 * From now on this session's reads are answered from the cache where possible; a read that
 * another thread is making is waited for. "Not found" is cached, other errors are not.
 * NULL: no cache. Not during a call.
 */
void aws_use_cache(struct aws *a, struct reply_cache *m);
bool aws_has_cache(const struct aws *a); /* whether it uses a cache */

/*
 * Adds the reply to a call that the reply to another call contains. asked: its evidence
 * (copied; NULL: not known). Takes reply.
 */
void reply_cache_add(struct reply_cache *m, const char *region, enum aws_op_id op,
		     const struct json *params, struct json *reply,
		     const struct json *asked);

/* Drops a reply from this session's cache: the next call is sent to AWS. */
void aws_cache_remove(struct aws *a, enum aws_op_id op, const struct json *params);
/* For call.c: the same for a cache. A call that is being made stays. */
void reply_cache_remove(struct reply_cache *m, const char *region, enum aws_op_id op,
			const struct json *params);

/* For call.c: aws_call with the cache. ask makes the call itself. */
typedef bool reply_cache_ask(struct aws *a, enum aws_op_id op, const struct json *params,
		      struct json **reply, char *request_id, struct err *err);
bool reply_cache_call(struct reply_cache *m, reply_cache_ask *ask, struct aws *a, enum aws_op_id op,
	       const struct json *params, struct json **reply, char *request_id,
	       struct err *err);

#endif
