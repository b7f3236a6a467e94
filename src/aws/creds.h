/*
 * creds.h - which credentials win, and where they came from.
 */
#ifndef ACCREDIT_CREDS_H
#define ACCREDIT_CREDS_H

#include <stdbool.h>
#include <time.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/secret.h"

/* A role on the way: whose profile takes it on, and what for. */
struct creds_link {
	char profile[96], role[200];
	bool external_id, mfa;
};

#define CREDS_LINKS 8

struct creds {
	char key_id[132];	/* the access key ID; no secret. After a failure: the one refused */
	struct secret secret;
	struct secret token;	/* closed when there is none */
	time_t expires;		/* 0: never, or not known */
	char source[300];	/* for people: "environment", "profile 'x' of FILE" */
	char why[400];		/* for people: why that source, in words */
	char passed[400];	/* what it comes before: a line each, "" nothing */
	char notes[700];	/* what is not as in the AWS CLI or not read: a line each */
	char key_from[300];	/* of a role: whose key takes on the first link */
	struct creds_link links[CREDS_LINKS];	/* from that key on; the last is who we are */
	size_t link_count;
	char region_from[80];	/* what names the region, "" if nothing does */
	char profile[256];	/* the profile in use, "" for the environment */
	char region[64];	/* from environment or profile, "" if none */
	char ca_bundle[512];	/* from the profile, "" if none */
	char endpoint_url[512];	/* from the profile, "" if none */
	bool person;		/* a person gave a code for them */
};

/*
 * Finds the credentials as the AWS CLI (botocore 1.44) does, in this order:
 * environment; the profile of AWS_DEFAULT_PROFILE, AWS_PROFILE or "default" with its
 * role, web identity (the environment's values before the profile's), SSO, key of the
 * credentials file, console sign-in, credential_process, key of the config file; the
 * files of older tools; container; instance. A source that is there and fails ends
 * the search: nothing is signed in as someone else by accident. May call STS, the SSO
 * portal, a program or a metadata address; stop (may be NULL) ends that. Credentials
 * that end (expires) are found again by calling it again; a session does that
 * (session_creds.h). Nothing is kept except what a person gave a code for, in memory, until
 * CREDS_EARLY_S before its end or creds_cache_clear: after AWS refused it.
 */
#define CREDS_EARLY_S 300
bool creds_find(struct creds *c, struct stop *stop, struct err *err);
/* Those of this profile, as with --profile of the AWS CLI: the environment's are no
 * source. The region is left empty. */
bool creds_find_profile(struct creds *c, const char *profile, struct stop *stop,
			struct err *err);
void creds_cache_clear(void);

/* Where nothing names a Region: the instance's, from its metadata service. */
void creds_instance_region(struct creds *c, struct stop *stop);

/*
 * AWS refused the key with err: puts the cause first where the key, its token or the
 * Region show it. Nothing is asked.
 */
void creds_explain_refusal(const struct creds *c, const char *region, struct err *err);
void creds_copy(struct creds *to, const struct creds *from);	/* closes to first */
void creds_close(struct creds *c);

/*
 * Who is asked for the code of an MFA device: puts its digits into code, or
 * returns false with err saying why there is none. Called on the thread that
 * looks for credentials. NULL (at first): a role that needs a code is an error
 * that says so. Set before threads start.
 */
#define CREDS_MFA_CODE 16
typedef bool creds_mfa_prompt(void *with, const char *prompt, char code[CREDS_MFA_CODE],
			      struct err *err);
void creds_set_mfa_prompt(creds_mfa_prompt *ask, void *with);

#endif
