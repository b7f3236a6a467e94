/* issuer.h - the URLs of issuers of tokens. Pure. */
#ifndef ACCREDIT_RESOURCE_ISSUER_H
#define ACCREDIT_RESOURCE_ISSUER_H

#include <stdbool.h>

/*
 * True for two URLs of issuers (without https://) that differ in uppercase and lowercase or
 * in slashes at the end alone. To AWS these are two: a provider's URL must be the token's
 * "iss" to the letter (IAM User Guide, "Create an OpenID Connect identity provider").
 */
bool issuer_like(const char *a, const char *b);

#endif
