/* sso_login.h - what the files of the device-code sign-in share; see sso.h. */
#ifndef ACCREDIT_SSO_LOGIN_H
#define ACCREDIT_SSO_LOGIN_H

#include "aws/sso_internal.h"

struct aws;

/*
 * The registered client: {"clientId","clientSecret","expiresAt"}, from the cache or
 * registered now (again: always registered) and stored; yours.
 */
struct json *sso_client(struct aws *a, const struct sso *o, bool again, bool *kept,
			struct err *err);
/* The cache file of the client. */
void sso_client_path(struct buf *path, const struct sso *o);

/* Finds the profile that signs in to IAM Identity Center for the profile in use. */
bool sso_find(struct sso *o, const struct profile *files, struct err *err);

#endif
