/* sso_login.h - the parts of a sign-in by device code among themselves; see sso.h. */
#ifndef ACCREDIT_SSO_LOGIN_H
#define ACCREDIT_SSO_LOGIN_H

#include "aws/sso_internal.h"

struct aws;

/*
 * This program as a client of the service: {"clientId","clientSecret","expiresAt"},
 * of the cache or registered now (again: in any case) and then kept; yours.
 */
struct json *sso_client(struct aws *a, const struct sso *o, bool again, bool *kept,
			struct err *err);
/* The file of the cache that has it. */
void sso_client_path(struct buf *path, const struct sso *o);

/* Which profile of the files signs in by IAM Identity Center when this one is used. */
bool sso_find(struct sso *o, const struct profile *files, struct err *err);

#endif
