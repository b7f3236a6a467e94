/*
 * call.h - calls to AWS: serialized, signed, sent, retried, parsed.
 *
 * Many threads may use a session at once; each keeps its own connection. Calls block; a
 * session's stop ends a running transfer and any wait between attempts within about 0.1 s
 * (ERR_STOPPED), except that a response that AWS sends only once (the row's "finishes") has
 * a few seconds to arrive.
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
 * Opens a session with these credentials (copied) in this Region (checked). Reads the SDKs'
 * settings from environment and profile: AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_<SERVICE>,
 * AWS_USE_FIPS_ENDPOINT, AWS_USE_DUALSTACK_ENDPOINT, AWS_CA_BUNDLE, AWS_MAX_ATTEMPTS,
 * AWS_RETRY_MODE. stop may be NULL; else it must outlive the session. NULL: err says why.
 * Without a key ID requests are not signed, as some operations require.
 */
struct aws *aws_open(const struct creds *creds, const char *region,
		     struct stop *stop, struct err *err);
void aws_close(struct aws *a);		/* NULL is fine; no call may be running */

/*
 * From now on credentials are refreshed before they expire, by ones of the same account
 * (session_creds.h). Call it once, before other threads use the session.
 */
void aws_enable_refresh(struct aws *a, creds_refresh *refresh, const char *account);

/* The access key ID that the session was opened with. */
const char *aws_key_id(const struct aws *a);
const char *aws_region(const struct aws *a);
const char *aws_partition(const struct aws *a);	/* "aws", "aws-cn", ... */
/*
 * Whether an endpoint of this session is configured instead of AWS's own; *url (borrowed)
 * is one.
 */
bool aws_custom_endpoint(const struct aws *a, const char **url);
bool aws_fips(const struct aws *a);		/* uses AWS's FIPS endpoints */
bool aws_dual_stack(const struct aws *a);	/* uses AWS's dual-stack endpoints */
const char *aws_ca_bundle(const struct aws *a);	/* "": the system's */
/* Seconds that AWS's clock is ahead of ours (requests are signed by AWS's); mostly 0. */
long aws_clock_ahead(const struct aws *a);
/*
 * The time by AWS's clock: the Date of this session's last response and what has passed
 * since. This computer's clock before a response with a Date.
 */
time_t aws_now(const struct aws *a);
/* Converts t from this computer's clock to AWS's. */
time_t aws_time(const struct aws *a, time_t t);

/* The stop it was opened with; may be NULL. */
struct stop *aws_stop(const struct aws *a);

/*
 * Appends a presigned URL of sts:GetCallerIdentity, valid for "expires" seconds; the header
 * field must be sent with it and is signed. Who has the URL can act as the caller where it
 * is accepted: wipe it. False: err says why.
 */
bool aws_identity_url(struct aws *a, const char *field, const char *value, int expires,
		      struct buf *url, struct err *err);

/*
 * An object that lives as long as the session: the first call with this name creates it, on
 * one thread, and aws_close ends it. NULL: it could not be created; the next call tries
 * again.
 */
typedef void *aws_make(struct aws *a, const char *name, struct err *err);
void *aws_keep(struct aws *a, const char *name, aws_make *make,
	       void (*end)(void *thing), struct err *err);

/*
 * Makes the call. params is an object with the API's member names (EC2: those of its query
 * protocol, "TagSpecification"); lists are JSON lists. May be NULL. *reply (may be NULL) is
 * yours: the members of the reply without the XML wrappers, every scalar a string, lists as
 * JSON lists (an empty one may be ""). All pages are read where the row has "pages".
 *
 * False: err has text, hint, code, request ID, HTTP status and kind of error.
 * AWS_ERROR_AMBIGUOUS: the change may or may not have been made, so read before a retry.
 * request_id (may be NULL, 96 bytes) is set on success too.
 */
bool aws_call(struct aws *a, enum aws_op_id op, const struct json *params,
	      struct json **reply, char *request_id, struct err *err);

/* The same for the first page only: enough to see whether the call is allowed. */
bool aws_call_page(struct aws *a, enum aws_op_id op, const struct json *params,
		   struct json **reply, char *request_id, struct err *err);

/*
 * The same for lists in the query protocol, with one item in memory at a time: told gets
 * each item of each list with the list's name ("RoleDetailList"), on the calling thread,
 * and frees it. After an attempt that failed in the middle items are repeated. Reads all
 * pages; uses no cache.
 */
typedef void aws_item(void *with, const char *list, struct json *item);
bool aws_call_items(struct aws *a, enum aws_op_id op, const struct json *params,
		    aws_item *told, void *with, char *request_id, struct err *err);

/*
 * The same, for every protocol, page by page: told borrows each page, on the calling thread,
 * before the next one is asked for. Only the pages that came are told. Uses no cache.
 */
typedef void aws_page(void *with, const struct json *page);
bool aws_call_pages(struct aws *a, enum aws_op_id op, const struct json *params,
		    aws_page *told, void *with, struct err *err);

/* Called after each response or failure on the calling thread. */
typedef void aws_observer(void *with, enum aws_op_id op, int status, const char *code);
void aws_observe(struct aws *a, aws_observer *heard, void *with);

#endif
