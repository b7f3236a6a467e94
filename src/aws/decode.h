/*
 * decode.h - the encoded authorization failure message of an EC2 refusal, decoded by
 * STS where the caller is allowed to. The session keeps the encoded text for a while;
 * it is never shown.
 */
#ifndef ACCREDIT_DECODE_H
#define ACCREDIT_DECODE_H

#include <stdbool.h>

#include "aws/denied.h"
#include "base/err.h"

struct aws;

enum decoded {
	DECODED_NOTHING, /* there was no encoded message, or STS could not be asked */
	DECODED,
	DECODED_REFUSED, /* the caller is not allowed to decode it */
};

/* Calls sts:DecodeAuthorizationMessage. A session that was refused once does not call again. */
enum decoded decode_message(struct aws *aws, const char *encoded, struct denied *d);

/*
 * What is known of the refusal in err, of a call of the session "of": decoded by the
 * session "asks", else read from AWS's message. False: nothing.
 */
bool decode_denied(struct aws *of, struct aws *asks, const struct err *err,
		   struct denied *d, enum decoded *how);

/*
 * Adds the same to err: who refused what and, as its hint, the statement that would
 * allow it. err stays as it is where there was no encoded message.
 */
void decode_explain(struct aws *of, struct aws *asks, struct err *err);

#define DECODE_REFUSED "AWS's encoded reasons may not be decoded with these credentials " \
		       "(sts:DecodeAuthorizationMessage)"

#endif
