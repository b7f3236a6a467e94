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

/* True for two spellings of one issuer (without https://): the host has no case. */
bool issuer_same(const char *a, const char *b);

/*
 * The thumbprint of the issuer's certificate; "" where it cannot be had, for IAM
 * finds it by itself then. False: the issuer was reached and its certificate is
 * not the right one.
 */
bool issuer_thumbprint(struct aws *a, const char *issuer, char out[HASH_SHA1_HEX],
		       struct err *err);

#endif
