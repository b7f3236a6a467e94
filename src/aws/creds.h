/*
 * creds.h - credentials and what is known about where they came from.
 * creds_chain.h finds them.
 */
#ifndef ACCREDIT_CREDS_H
#define ACCREDIT_CREDS_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/secret.h"

/* One role of a chain of roles: the profile that assumes it, and what its trust asks for. */
struct creds_link {
	char profile[96], role[200];
	bool external_id, mfa;
};

#define CREDS_LINKS 8

struct creds {
	char key_id[132]; /* the access key ID. After a failure: the one AWS refused */
	struct secret secret;
	struct secret token; /* the session token; closed when there is none */
	time_t expires;		/* 0: never, or not known */
	char source[300];	/* for people: "environment", "profile 'x' of FILE" */
	char why[400]; /* for people: why that source was used */
	char passed[400]; /* sources with credentials that were passed over, one a line */
	char notes[700]; /* settings that the AWS CLI reads in another way, one a line */
	char key_from
		[300]; /* of a role: where the key that assumes the first link is from */
	struct creds_link links[CREDS_LINKS]; /* from that key on; the last is the caller */
	size_t link_count;
	char region_from[80]; /* the setting that names the Region, or "" */
	char profile[256];	/* the profile in use, "" for the environment */
	char region[64]; /* from the environment or the profile, or "" */
	char ca_bundle[512]; /* from the profile, or "" */
	char endpoint_url[512]; /* from the profile, or "" */
	bool mfa; /* an operator entered an MFA code for them */
};

/* Credentials are refreshed so many seconds before they expire. */
#define CREDS_EARLY_S 300

void creds_copy(struct creds *to, const struct creds *from); /* closes "to" first */
void creds_close(struct creds *c);

/*
 * How a session refreshes its credentials (session_creds.h calls it, creds_chain.h has
 * it). Fills fresh with credentials of this account whose key ID is not old_key_id.
 * False: err says why, and fresh is closed. Blocks; called without a lock.
 */
struct creds_refresh_request {
	const char *account, *region;
	const char *old_key_id;
	bool refused; /* AWS refused the old key: cached credentials are dropped */
	struct stop *stop; /* may be NULL */
};
typedef bool creds_refresh(struct creds *fresh, const struct creds_refresh_request *q,
			   struct err *err);

#endif
