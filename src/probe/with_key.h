/*
 * with_key.h - checks made from this machine with an access key.
 */
#ifndef ACCREDIT_WITH_KEY_H
#define ACCREDIT_WITH_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "probe/probe_check.h"

struct aws;
struct json;

struct with_key {
	struct aws *key_session;	/* a session with the key */
	struct aws *operator; /* the operator's, which may decode denials; may be NULL */
	struct stop *stop;	/* may be NULL */
	const char *nonce;	/* lower-case hex: of the test object's name */
	/*
	 * The values of call_variables.h: "$REGION" -> its text, ... For one that is
	 * missing "why" says why it is not known.
	 */
	const struct json *variables;
	int64_t patience; /* ms an answer that may change is retried for; 0: 90 s */
	void (*tell)(void *with,
		     struct check_result result); /* takes each as it is known */
	/*
	 * Checks are retried after a pause: left is how many; silent: AWS answered none of
	 * their calls. May be NULL.
	 */
	void (*waits)(void *with, size_t left, bool silent);
	void *with;
};

/* Whether a call of these checks has this variable: "$IMAGE_ID". */
bool with_key_uses(const struct checks *checks, const char *word);

/*
 * Makes all checks of the list: first the identity of the key, then what is expected to be
 * allowed, each repeatedly, because a new key and new rights are not known everywhere at
 * once; last what is expected to be denied, where only a denial by permission counts. If
 * the key is not accepted, the others are tried once each. False: ERR_STOPPED; or ERR_INPUT
 * before any call: a check that cannot be made.
 */
bool with_key_check(const struct with_key *d, const struct checks *checks, struct err *err);

#endif
