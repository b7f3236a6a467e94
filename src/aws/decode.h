/*
 * decode.h - the reasons that EC2 hides in a refusal, decoded by STS where the
 * caller may. The hidden text itself is kept by the session for a while and shown
 * to nobody.
 */
#ifndef ACCREDIT_DECODE_H
#define ACCREDIT_DECODE_H

#include <stdbool.h>

#include "aws/denied.h"
#include "base/err.h"

struct aws;

#define ENCODED_MAX 10240	/* STS takes no more */

/*
 * What hides in a message: copies it to encoded (ENCODED_MAX + 1 bytes; "" if
 * there is none, or what stands there is none) and returns the length of the
 * message before it.
 */
size_t decode_split(const char *message, char *encoded);

enum decoded {
	DECODED_NOTHING,	/* nothing was hidden, or nobody could be asked */
	DECODED,
	DECODED_REFUSED,	/* the caller may not */
};

/* Asks STS. */
enum decoded decode_message(struct aws *aws, const char *encoded, struct denied *d);

/*
 * What is known of the refusal that err tells of, a call of this session: decoded
 * by the session asks, else from AWS's words. False: nothing.
 */
bool decode_denied(struct aws *of, struct aws *asks, const struct err *err,
		   struct denied *d, enum decoded *how);

/*
 * The same put into err's words: who refused what, and as its hint the statement
 * that would mend it. Where nothing was hidden err stays as it is.
 */
void decode_explain(struct aws *of, struct aws *asks, struct err *err);

#define DECODE_REFUSED "AWS's encoded reasons may not be decoded with these credentials " \
		       "(sts:DecodeAuthorizationMessage)"

/* For call.c and aws_session.c: keeps what hid in the answer with that request ID. */
void decode_store(struct aws *a, const char *request_id, const char *encoded);
void decode_free(struct aws *a);

#endif
