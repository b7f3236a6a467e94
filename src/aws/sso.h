/*
 * sso.h - sign-in to IAM Identity Center with a device code: the operator opens a URL in
 * any browser and confirms the request there. The token is stored in the cache of the AWS
 * CLI, which uses it too.
 */
#ifndef ACCREDIT_SSO_H
#define ACCREDIT_SSO_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "base/clock.h"
#include "base/err.h"

/* What the operator needs to see. The texts are from outside: clean them first. */
struct sso_device {
	char code[64];		/* to compare, or to type: "ABCD-EFGH" */
	char url[512];		/* its page asks for the code */
	char complete[768];	/* contains the code; "" none */
	int64_t until;		/* of clock_ms, when the code expires */
};

/* Called once, on the thread that signs in. */
typedef void sso_show(void *with, const struct sso_device *d);

/*
 * Signs in with the settings of this profile ("" or NULL: AWS_PROFILE or "default") or of
 * its source_profile; used (256 bytes) gets the name. Blocks until the operator has
 * confirmed it, about ten minutes at most; stop (may be NULL) ends that. *ends is when the
 * token expires. False: ERR_INPUT where the profile signs in another way, which err names;
 * ERR_LOGIN where it was denied or not confirmed in time.
 */
bool sso_login(const char *profile, sso_show *show, void *with, struct stop *stop,
	       char used[256], time_t *ends, struct err *err);

#endif
