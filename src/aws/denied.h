/*
 * denied.h - what AWS's denial of a call says: the action, the resource, and the smallest
 * statement that would allow it; from AWS's message, or from the message that STS decodes.
 * Pure; all texts are cleaned.
 */
#ifndef ACCREDIT_DENIED_H
#define ACCREDIT_DENIED_H

#include <stdbool.h>
#include <stddef.h>

#include "aws/permission.h"

struct buf;
struct json;

struct denied {
	char action[PERMISSION_MAX];	/* "ec2:RunInstances" */
	char resource[512];	/* an ARN, or "" */
	char key[64], value[256];	/* a condition of the call, or "" */
	const char *
		policy_type; /* "identity", "boundary", "scp", "rcp", "session", "resource",
				   "network" or "unknown"; a constant */
	char condition_keys[256]; /* of the statements that deny, or "" */
	bool explicit_deny; /* an explicit deny, not a missing Allow */
};

/*
 * Parses "... is not authorized to perform: ACTION on resource: ARN because no ...". For
 * IAM's "role NAME" and the like the resource is the ARN without a path in the caller's
 * account. False: no such message.
 */
bool denied_parse_message(struct denied *d, const char *message);

/*
 * Copies the encoded message in a refusal of EC2 to encoded ("" if there is none, or it
 * is not one) and returns the length of the text before it.
 */
#define ENCODED_MAX 10240 /* the most that STS accepts */
size_t denied_split_encoded(const char *message, char encoded[ENCODED_MAX + 1]);

/* Parses the DecodedMessage of STS. False: it cannot be parsed or names no action. */
bool denied_parse_decoded(struct denied *d, const char *text, size_t n);

/* The policy type that AWS's message names, else "unknown". */
const char *denied_policy_type(const char *message);

/* Appends the message in AWS's words: "not authorized to perform: ..." */
void denied_message(struct buf *out, const struct denied *d);

/*
 * The statement that would allow the call: {"Effect","Action","Resource","Condition"?};
 * yours.
 */
struct json *denied_statement(const struct denied *d);

/* The policy to change, by its type: "your permissions boundary". */
const char *denied_policy_label(const char *policy_type);

/* Appends what an administrator has to do: "needs {...} in a policy of yours". */
void denied_remedy(struct buf *out, const struct denied *d);

#endif
