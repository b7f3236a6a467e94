/*
 * sso.h - signing in to IAM Identity Center by device code: the person opens an
 * address in any browser and allows there what was asked for here. The token goes
 * into the cache of the AWS CLI, which uses it too.
 */
#ifndef ACCREDIT_SSO_H
#define ACCREDIT_SSO_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "base/clock.h"
#include "base/err.h"

/* What the person needs. Texts from outside: clean them before they are shown. */
struct sso_device {
	char code[64];		/* to compare, or to type: "ABCD-EFGH" */
	char url[512];		/* asks for the code */
	char complete[768];	/* has the code in it; "" none */
	int64_t until;		/* of clock_ms: then the code is over */
};

/* Called once, when it is known, from the thread that signs in. */
typedef void sso_show(void *with, const struct sso_device *d);

/*
 * Signs in with what this profile ("" or NULL: AWS_PROFILE or "default") says, or
 * the one its source_profile leads to, whose name goes into used (256 bytes).
 * Blocks until the person has allowed it, at most some ten minutes; stop (may be
 * NULL) ends that. *ends is when the token ends.
 * False: ERR_INPUT where the profile does not sign in so, and says how it does;
 * ERR_LOGIN where it was denied or not allowed in time.
 */
bool sso_login(const char *profile, sso_show *show, void *with, struct stop *stop,
	       char used[256], time_t *ends, struct err *err);

#endif
