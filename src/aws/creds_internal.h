/* creds_internal.h - what the credential providers share; creds_chain.c has their order. */
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

#define CREDS_DEPTH 16

/* The providers in the AWS CLI's order; creds_explain.c has their descriptions. */
enum creds_provider_id {
	PROVIDER_ENVIRONMENT,
	PROVIDER_ROLE,
	PROVIDER_WEB,
	PROVIDER_SSO,
	PROVIDER_KEYS,
	PROVIDER_LOGIN,
	PROVIDER_PROCESS,
	PROVIDER_CONFIG_KEYS,
	PROVIDER_EC2_FILE,
	PROVIDER_BOTO,
	PROVIDER_CONTAINER,
	PROVIDER_INSTANCE,
	PROVIDERS
};

/* One search. */
struct creds_search {
	struct profile files;		/* the shared files and the profile in use */
	enum creds_provider_id won; /* the provider that is being tried, at the end the one that succeeded */
	struct stop *stop;
	bool given;			/* the caller named the profile: the environment is not a source */
	const char *chain[CREDS_DEPTH]; /* the chain of source profiles, to detect loops */
	size_t depth;
	char note[200];			/* why a provider has no credentials */
};

/* A profile of the shared files. */
struct named_profile {
	const char *name;
	const struct json *values;
};

/*
 * A provider. NOT_HERE: it is not configured. FOUND: c has key, secret, token, expires,
 * source. FAILED: err says why.
 */
typedef enum found creds_provider(struct creds_search *s, struct creds *c, struct err *err);
creds_provider creds_environment, creds_ec2_file, creds_boto, creds_container,
	creds_instance;

/* A provider that a profile configures. */
typedef enum found creds_profile_provider(struct creds_search *s,
					  const struct named_profile *p, struct creds *c,
					  struct err *err);
creds_profile_provider creds_role, creds_web, creds_sso, creds_login, creds_process;

/* Tries the providers of a source profile, whose credentials assume a role. */
creds_profile_provider creds_from_source_profile;

/* The providers of the profile in use, in the AWS CLI's order (creds_profile.c). */
enum { CREDS_PROFILE_PROVIDERS = PROVIDER_CONFIG_KEYS - PROVIDER_ROLE + 1 };
extern creds_profile_provider *const creds_profile_providers[CREDS_PROFILE_PROVIDERS];

/*
 * A variable that applies to the profile in use, not to its source profiles; NULL: not set.
 */
const char *creds_variable(const struct creds_search *s, const char *name);

/* Whether the profile has the key, with or without a value, as the AWS CLI decides it. */
bool creds_profile_has(const struct named_profile *p, const char *key);

/*
 * False: this cannot be an AWS key, and err says why: quotes, a comment, ID and secret
 * exchanged, a character that keys do not have (creds_cause.c).
 */
bool creds_check_key(const char *id, const char *secret, const char *token,
		     const char *source, struct err *err);

/* Checks and stores a key; err names c->source. token may be "". */
bool creds_set_key(struct creds *c, const char *id, const char *secret, const char *token,
		   struct err *err);

/* An error for an incomplete key: "have" is set and "lacks" is not. Always false. */
bool creds_half_key(struct err *err, const char *have, const char *lacks,
		    const char *where);

/* The names that a service gives to the parts of a key. */
struct creds_member_names {
	const char *id, *secret, *token, *expires;
};

/* The same from a reply; a missing part is an error, except for token. */
bool creds_set_from_reply(struct creds *c, const struct json *answer,
			  const struct creds_member_names *names, struct err *err);

/* False: the reply lacks a member that this provider always sends; see err. */
bool creds_reply_has(const struct creds *c, const struct json *answer, const char *name,
		     struct err *err);

/* False: they have expired. A call would fail with a less clear error. */
bool creds_check_expiry(const struct creds *c, struct err *err);

/* Copies Region, CA bundle and endpoint, but no key, to an uninitialized c. */
void creds_copy_settings(struct creds *c, const struct creds *from);

/*
 * Describes why s->won was used, which providers come after it, and differences from the
 * AWS CLI (creds_explain.c).
 */
void creds_explain(const struct creds_search *s, struct creds *c);

/* Puts a text before err->text. Always false. */
bool creds_prefix_error(struct err *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * The cache of credentials with an MFA code; "what" names all that they depend on.
 * creds_cache_get fills key, token and expires; false: none are cached, or they expire
 * soon.
 */
bool creds_cache_get(const char *what, struct creds *c);
void creds_cache_put(const char *what, const struct creds *c);

/* The Region of STS for this role: the profile's, else the home Region of its partition. */
const char *creds_sts_region(const struct creds *c, const char *role_arn);

/* --- container and instance ------------------------------------------------------- */

/* Sends one request to a metadata service, with retries. Returns the status, or 0. */
struct fetch {
	struct http *http;
	struct stop *stop;
	long ms;		/* of each attempt */
	int tries;		/* attempts while the status is 5xx */
	int calls;		/* attempts without a response */
};
int creds_metadata_get(const struct fetch *f, struct http_request *q,
		       struct http_response *r);

/*
 * The URL of the container's credentials; false: not configured (err is not set) or not
 * allowed (err says why).
 */
bool creds_container_url(struct buf *url, struct err *err);
/* The endpoint of the instance metadata service, without "/" at its end. */
bool creds_instance_url(const struct profile *p, struct buf *url, struct err *err);

/* --- a program --------------------------------------------------------------------- */

extern int64_t creds_process_ms;	/* the time limit of a program; tests change it */

#endif
