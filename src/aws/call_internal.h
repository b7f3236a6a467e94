/* call_internal.h - a session's members and what its files share: aws_session.c, call.c, decode.c. */
#ifndef ACCREDIT_CALL_INTERNAL_H
#define ACCREDIT_CALL_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>

#include "aws/call.h"
#include "aws/endpoint.h"
#include "net/retry.h"

#define SERVICES 24
#define ENCODED_KEPT 8 /* encoded messages of refusals that a session keeps */

struct encoded_message {
	char request_id[96];
	char *text;
};

struct configured_endpoint {
	const char *service;
	char url[512];		/* set by the operator, or "" */
	const char *name; /* the setting */
};

struct aws {
	struct session_creds *creds; /* that calls are signed with */
	char key_id[132]; /* of the credentials it was opened with */
	char region[64];
	struct stop *stop;
	struct http *http;
	char ca_bundle[4096];	/* of http, or "" */
	enum endpoint_variant variant; /* of AWS's own endpoints */
	struct configured_endpoint endpoints[SERVICES];
	size_t endpoint_count;
	struct retry_rules rules;
	pthread_mutex_t lock; /* of tokens and encoded messages */
	int tokens; /* of the retry quota */
	atomic_long ahead;	/* seconds the servers' clock is ahead of ours */
	atomic_llong
		epoch; /* their time when clock_ms() was 0, in ms; 0: no response yet */
	aws_observer *observer;
	void *observer_with;
	pthread_mutex_t kept_lock; /* of kept, and of creating what is kept */
	struct reply_cache *cache; /* not owned; NULL: no reply is cached */
	struct kept *kept;
	struct encoded_message encoded[ENCODED_KEPT];
	size_t encoded_next;
	atomic_bool cannot_decode; /* STS refused this session */
};

/* The endpoint of the service: as configured, or AWS's own. */
bool aws_endpoint(const struct aws *a, const char *service, struct endpoint *endpoint,
		  struct err *err);
/* The same in another Region (checked). */
bool aws_endpoint_in(const struct aws *a, const char *service, const char *region,
		     struct endpoint *endpoint, struct err *err);

/* Keeps the encoded message of a refusal; the oldest of ENCODED_KEPT is dropped. */
void aws_store_encoded(struct aws *a, const char *request_id, const char *text);
/* The message of the refusal with that request ID, yours. NULL: there is none. */
char *aws_encoded_of(struct aws *a, const char *request_id);

#endif
