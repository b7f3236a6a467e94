/*
 * creds_internal.h - what the sources of the chain share; creds.c has their order.
 */
#ifndef ACCREDIT_CREDS_INTERNAL_H
#define ACCREDIT_CREDS_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aws/creds_chain.h"
#include "aws/profile.h"
#include "base/buf.h"
#include "net/http.h"

struct json;

enum found { NOT_HERE, FOUND, FAILED };

#define CREDS_DEEP 16

/* The sources in the AWS CLI's order; creds_explain.c has their words. */
enum creds_provider_id {
	STEP_ENVIRONMENT,
	STEP_ROLE,
	STEP_WEB,
	STEP_SSO,
	STEP_KEYS,
	STEP_LOGIN,
	STEP_PROCESS,
	STEP_CONFIG_KEYS,
	STEP_EC2_FILE,
	STEP_BOTO,
	STEP_CONTAINER,
	STEP_INSTANCE,
	STEPS
};

/* One search. */
struct search {
	struct profile files;		/* the shared files, and the profile asked for */
	enum creds_provider_id won; /* where credentials were found */
	struct stop *stop;
	bool given;			/* the profile is, and the environment is no source */
	const char *way[CREDS_DEEP];	/* profiles on the way, for loops */
	size_t deep;
	char note[200];			/* why a source that is not there is not */
};

/* One profile on the way. */
struct one {
	const char *name;
	const struct json *values;
};

/* FOUND: c has key, secret, token, expires, source; FAILED: err says why. */
typedef enum found creds_provider(struct search *s, struct creds *c, struct err *err);
creds_provider creds_environment, creds_ec2_file, creds_boto, creds_container,
	creds_instance;

/* The same of one profile. */
typedef enum found creds_profile_provider(struct search *s, const struct one *p,
					  struct creds *c, struct err *err);
creds_profile_provider creds_role, creds_web, creds_sso, creds_login, creds_process;

/* Looks through the kinds of credentials of a profile that a role is assumed with. */
creds_profile_provider creds_from_source_profile;

/* The kinds of the profile in use, in the AWS CLI's order (creds_profile.c). */
enum { CREDS_PROFILE_PROVIDERS = STEP_CONFIG_KEYS - STEP_ROLE + 1 };
extern creds_profile_provider *const creds_profile_providers[CREDS_PROFILE_PROVIDERS];

/* A variable that counts for the profile in use alone, not for its sources; NULL: none. */
const char *creds_variable(const struct search *s, const char *name);

/* Whether the profile has the key, with or without a value: that is what counts. */
bool creds_profile_has(const struct one *p, const char *key);

/*
 * False: this cannot be a key of AWS's, and the reason is known: quotes, a comment,
 * ID and secret in each other's place, a character that no key has (creds_cause.c).
 */
bool creds_check_key(const char *id, const char *secret, const char *token,
		     const char *source, struct err *err);

/* Checks and keeps a key; c->source is named in err. token may be "". */
bool creds_set_key(struct creds *c, const char *id, const char *secret, const char *token,
		   struct err *err);

/* Half a key: "have" is set and "lacks" is not. Always false. */
bool creds_half_key(struct err *err, const char *have, const char *lacks,
		    const char *where);

/* How a service names the parts of a key. */
struct creds_member_names {
	const char *id, *secret, *token, *expires;
};

/* The same from an answer; a part that lacks is an error. token may lack. */
bool creds_set_from_reply(struct creds *c, const struct json *answer,
			  const struct creds_member_names *names, struct err *err);

/* A part that this source always gives; false: it lacks. */
bool creds_reply_has(const struct creds *c, const struct json *answer, const char *name,
		     struct err *err);

/* False: they are over. A call would only be refused, with fewer words. */
bool creds_check_expiry(const struct creds *c, struct err *err);

/* Region, CA and endpoint as "from" has them, into an empty c; no key. */
void creds_copy_settings(struct creds *c, const struct creds *from);

/* Why s->won came first, what comes after it, and what is not as in the AWS CLI (creds_explain.c). */
void creds_explain(const struct search *s, struct creds *c);

/* Puts words before err->text; the rest of it stays. Always false. */
bool creds_prefix_error(struct err *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * What a person gave a code for: "what" names all it depends on. creds_cache_get
 * fills key, token and end; false: there is none, or it ends soon.
 */
bool creds_cache_get(const char *what, struct creds *c);
void creds_cache_put(const char *what, const struct creds *c);

/* The region STS is asked in for this role: the profile's, else its partition's. */
const char *creds_sts_region(const struct creds *c, const char *role_arn);

/* --- container and instance ------------------------------------------------------- */

/* One request to a metadata address, tried up to "tries" times; its status or 0. */
struct fetch {
	struct http *http;
	struct stop *stop;
	long ms;		/* for each try */
	int tries;		/* for an answer of 5xx */
	int calls;		/* for no answer at all */
};
int creds_metadata_get(const struct fetch *f, struct http_request *q,
		       struct http_response *r);

/* Where the container's credentials are; false: NOT set (no err) or refused (err). */
bool creds_container_url(struct buf *url, struct err *err);
/* The metadata service's address, without "/" at its end. */
bool creds_instance_url(const struct profile *p, struct buf *url, struct err *err);

/* --- a program --------------------------------------------------------------------- */

extern int64_t creds_process_ms;	/* how long a program may take; for tests */

#endif
