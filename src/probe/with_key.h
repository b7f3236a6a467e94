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

struct aws;
struct json;

struct with_key {
	struct aws *as_key;	/* a session with the key */
	struct aws *asks;	/* the operator's, who may decode refusals; may be NULL */
	struct stop *stop;	/* may be NULL */
	const char *nonce;	/* lower-case hex: of the test object's name */
	/*
	 * What stands for the own words of a call: "$REGION" -> its text, ...
	 * For one that is missing "why" says why it is not known.
	 */
	const struct json *own;
	int64_t patience;	/* ms an answer that may change is tried for; 0: 90 s */
	/* Hears each "check" event as it is known; takes it. */
	void (*tell)(void *with, struct json *event);
	/* Hears that it goes on after a while, and why; may be NULL. */
	void (*waits)(void *with, size_t left);
	void *with;
};

/* Those of wanted's probes that are made with the key: a list, yours. */
struct json *with_key_probes(const struct json *wanted);

/* Whether one of the calls of these probes has this own word: "$IMAGE_ID". */
bool with_key_uses(const struct json *probes, const char *word);

/*
 * Makes all checks of the list. First who the key is, then what is to be
 * allowed: each again and again, for a key and rights that are new are not
 * known everywhere at once. Last what is to be refused: there only a refusal
 * of permission counts. Where the key is not accepted the others are tried
 * once each. False: ERR_STOPPED, or ERR_INPUT before any call: a check that
 * cannot be made at all.
 */
bool with_key_check(const struct with_key *d, const struct json *probes, struct err *err);

#endif
