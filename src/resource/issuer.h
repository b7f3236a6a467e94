/*
 * issuer.h - the inside of the kind oidc-provider: what is to be known of an
 * issuer besides IAM's own word.
 */
#ifndef ACCREDIT_RESOURCE_ISSUER_H
#define ACCREDIT_RESOURCE_ISSUER_H

#include <stdbool.h>

#include "base/err.h"
#include "net/hash.h"

struct aws;

/*
 * True for two URLs of issuers (without https://) that differ in uppercase and lowercase or
 * in slashes at the end alone. To AWS these are two: a provider's URL must be the token's
 * "iss" to the letter (IAM User Guide, "Create an OpenID Connect identity provider").
 */
bool issuer_like(const char *a, const char *b);

/*
 * The thumbprint of the issuer's certificate; "" where it cannot be had, for IAM
 * finds it by itself then. False: the issuer was reached and its certificate is
 * not the right one.
 */
bool issuer_thumbprint(struct aws *a, const char *issuer, char out[HASH_SHA1_HEX],
		       struct err *err);

#endif
