/* call_internal.h - the inside of a session, for aws_session.c and call.c alone. */
#ifndef ACCREDIT_CALL_INTERNAL_H
#define ACCREDIT_CALL_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>

#include "aws/call.h"
#include "aws/endpoint.h"
#include "net/retry.h"

#define SERVICES 24
#define HIDDEN 8	/* refusals whose hidden reasons are kept; see decode.h */

struct hidden {
	char request_id[96];
	char *text;
};

struct configured_endpoint {
	const char *service;
	char url[512];		/* set by the operator, or "" */
	const char *name;	/* what set it */
};

struct aws {
	struct session_creds *lease;	/* what calls are signed with */
	char key_id[132];	/* what it was opened with */
	char region[64];
	struct stop *stop;
	struct http *http;
	char ca_bundle[4096];	/* of http, or "" */
	enum endpoint_variant way; /* which of AWS's own endpoints */
	struct configured_endpoint endpoints[SERVICES];
	size_t endpoint_count;
	struct retry_rules rules;
	pthread_mutex_t lock;	/* of tokens */
	int tokens;
	atomic_long ahead;	/* seconds the servers' clock is ahead of ours */
	atomic_llong epoch;	/* their time when clock_ms() was 0, in ms; 0: no answer yet */
	aws_observer *heard;
	void *heard_with;
	pthread_mutex_t kept_lock;	/* of kept, and of making what is kept */
	struct reply_cache *memo;	/* not owned; NULL: every question is asked */
	struct kept *kept;
	struct hidden hidden[HIDDEN];	/* under lock */
	size_t hidden_next;
	atomic_bool may_not_decode;
};

/* Where the session finds the service, set or AWS's own. */
bool aws_endpoint(const struct aws *a, const char *service, struct endpoint *place,
		  struct err *err);
/* The same in another Region (checked). */
bool aws_endpoint_in(const struct aws *a, const char *service, const char *region,
		     struct endpoint *place, struct err *err);

#endif
