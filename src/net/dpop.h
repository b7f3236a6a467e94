/*
 * dpop.h - DPoP proofs (RFC 9449): a request comes from the holder of a private key. A JSON
 * web token signed with ES256, by OpenSSL.
 */
#ifndef ACCREDIT_DPOP_H
#define ACCREDIT_DPOP_H

#include <stdbool.h>
#include <time.h>

#include "base/buf.h"
#include "base/err.h"

struct dpop {
	const char *key;	/* the private key on the curve P-256, as PEM; a secret, borrowed */
	const char *method;	/* "POST" */
	const char *url;	/* of the request, without its query */
	time_t at;		/* seconds since 1970 */
	const char *id;		/* unique: see dpop_id */
};

/* Appends the value of the DPoP header. False (ERR_LOGIN): the key is not valid. */
bool dpop_proof(struct buf *out, const struct dpop *d, struct err *err);

/* A new UUID. */
#define DPOP_ID 37
void dpop_id(char out[DPOP_ID]);

#endif
