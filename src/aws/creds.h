/*
 * creds.h - which credentials win, and where they came from.
 */
#ifndef ACCREDIT_CREDS_H
#define ACCREDIT_CREDS_H

#include <stdbool.h>
#include <time.h>

#include "base/err.h"
#include "base/secret.h"

struct creds {
	char key_id[132];	/* the access key ID; no secret */
	struct secret secret;
	struct secret token;	/* closed when there is none */
	time_t expires;		/* 0: never, or not known */
	char source[300];	/* for people: "environment", "profile 'x' of FILE" */
	char profile[256];	/* the profile in use, "" for the environment */
	char region[64];	/* from environment or profile, "" if none */
	char ca_bundle[512];	/* from the profile, "" if none */
	char endpoint_url[512];	/* from the profile, "" if none */
};

/*
 * Finds the credentials as the SDKs do: environment, then the shared files
 * (AWS_PROFILE or "default"). A source accredit cannot use yet (sso, role_arn,
 * credential_process, web identity) is named in the error.
 */
bool creds_find(struct creds *c, struct err *err);
void creds_close(struct creds *c);

#endif
