/*
 * call.h - one call to AWS: written, signed, sent, retried, read.
 *
 * A session may be used from many threads at once: each thread keeps its own
 * connection. Everything blocks; a session's stop ends a running transfer and
 * any wait between tries within about 0.1 s (ERR_STOPPED); only an answer that comes
 * once (the row's "finishes") is awaited for a few seconds.
 */
#ifndef ACCREDIT_CALL_H
#define ACCREDIT_CALL_H

#include <stdbool.h>

#include "aws/creds.h"
#include "aws/ops.h"
#include "base/clock.h"
#include "base/err.h"

struct buf;
struct json;
struct aws;

/*
 * A session with these credentials (copied) in this region (a checked name).
 * Reads the SDK's settings from environment and profile: AWS_ENDPOINT_URL and
 * AWS_ENDPOINT_URL_<SERVICE>, AWS_USE_FIPS_ENDPOINT, AWS_USE_DUALSTACK_ENDPOINT,
 * AWS_CA_BUNDLE, AWS_MAX_ATTEMPTS, AWS_RETRY_MODE.
 * stop may be NULL; else it must outlive the session. NULL: err says why.
 * Credentials without a key ID: the calls go unsigned, as a few of them must.
 */
struct aws *aws_open(const struct creds *creds, const char *region,
		     struct stop *stop, struct err *err);
void aws_close(struct aws *a);		/* NULL is fine; no call may be running */

/*
 * From now on credentials are refreshed before they expire, by ones of the same account
 * (session_creds.h). Call it once, before other threads use the session.
 */
void aws_enable_refresh(struct aws *a, creds_refresh *refresh, const char *account);

/* The access key ID it was opened with. */
const char *aws_key_id(const struct aws *a);
const char *aws_region(const struct aws *a);
const char *aws_partition(const struct aws *a);	/* "aws", "aws-cn", ... */
/* True when an endpoint of this session is not AWS's own; *url (borrowed) is one. */
bool aws_custom_endpoint(const struct aws *a, const char **url);
bool aws_fips(const struct aws *a);		/* AWS's FIPS endpoints are asked */
bool aws_dual_stack(const struct aws *a);	/* those that answer by IPv6 too */
const char *aws_ca_bundle(const struct aws *a);	/* "": the system's authorities */
/* Seconds AWS's clock was found ahead of ours (signatures follow it); mostly 0. */
long aws_clock_ahead(const struct aws *a);
/*
 * The time by AWS's clock: the Date of this session's last answer and what has
 * passed since. This computer's clock while no answer had a Date.
 */
time_t aws_now(const struct aws *a);
/* What t, by this computer's clock now, is by AWS's. */
time_t aws_time(const struct aws *a, time_t t);

/* What it was opened with; may be NULL. */
struct stop *aws_stop(const struct aws *a);

/*
 * A URL that answers whose credentials signed it, as sts:GetCallerIdentity does,
 * for so many seconds; the header field goes with it and is signed. It lets its
 * holder in as us: wipe it. False: err says why.
 */
bool aws_identity_url(struct aws *a, const char *field, const char *value, int expires,
		      struct buf *url, struct err *err);

/*
 * A thing that lives as long as the session: made under that name the first time,
 * by one thread alone, and ended by aws_close. NULL: it could not be made; the
 * next who asks tries again.
 */
typedef void *aws_make(struct aws *a, const char *name, struct err *err);
void *aws_keep(struct aws *a, const char *name, aws_make *make,
	       void (*end)(void *thing), struct err *err);

/*
 * Makes the call. params is an object in the API's own member names (EC2: the
 * names of its query form, "TagSpecification"); lists are JSON lists. May be
 * NULL. *reply (may be NULL) is yours: the answer's members, without the
 * XML wrappers, every scalar a string, lists as JSON lists (an empty one may
 * be ""). All pages are gathered where the row says so.
 *
 * False: err holds text, hint, code, request ID, HTTP status and fault. A fault
 * of AWS_ERROR_AMBIGUOUS means the change may or may not have been made: look.
 * request_id (may be NULL, 96 bytes) is filled on success too.
 */
bool aws_call(struct aws *a, enum aws_op_id op, const struct json *params,
	      struct json **reply, char *request_id, struct err *err);

/* The same, but no further page is asked for: enough to see whether a call is allowed. */
bool aws_call_page(struct aws *a, enum aws_op_id op, const struct json *params,
		   struct json **reply, char *request_id, struct err *err);

/*
 * The same of a list in the query protocol, with the memory of one item: each item of
 * each list of the answer is told as it comes, under its list's name ("RoleDetailList"),
 * on the calling thread; it is told's to free. After a try that failed in the middle
 * items come once more. All pages are asked for; nothing is remembered.
 */
typedef void aws_item(void *with, const char *list, struct json *item);
bool aws_call_items(struct aws *a, enum aws_op_id op, const struct json *params,
		    aws_item *told, void *with, char *request_id, struct err *err);

/* Called after each answer or failure, from the calling thread. For tests and records. */
typedef void aws_observer(void *with, enum aws_op_id op, int status, const char *code);
void aws_observe(struct aws *a, aws_observer *heard, void *with);

#endif
