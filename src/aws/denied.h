/*
 * denied.h - what a refusal says: which action on what, by whom, and the smallest
 * statement that would mend it. From AWS's own sentence, or from the reasons that
 * STS decodes. Pure; all texts are cleaned.
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
	char key[64], value[256];	/* a condition that the call met, or "" */
	const char *layer;	/* "identity", "boundary", "scp", "rcp", "session", "resource",
				   "network" or "unknown"; a constant */
	char asks[256];		/* the condition keys of the statement that denies, or "" */
	bool stated;		/* by a statement that denies, not for want of one that allows */
};

/*
 * "... is not authorized to perform: ACTION on resource: ARN because no ..."; of IAM's
 * "role NAME" and the like, the ARN under the path /, in the account of the sentence's user.
 */
bool denied_parse_message(struct denied *d, const char *message);

/*
 * Copies the encoded message in a refusal of EC2 to encoded ("" if there is none, or it
 * is not one) and returns the length of the text before it.
 */
#define ENCODED_MAX 10240 /* the most that STS accepts */
size_t denied_split_encoded(const char *message, char encoded[ENCODED_MAX + 1]);

/* The text of DecodedMessage. False: no such text, or it tells no action. */
bool denied_parse_decoded(struct denied *d, const char *text, size_t n);

/* The layer that a sentence of AWS's names; "unknown". */
const char *denied_policy_type(const char *message);

/* As AWS would say it: "not authorized to perform: ..." */
void denied_message(struct buf *out, const struct denied *d);

/* {"Effect","Action","Resource","Condition"?}; yours. */
struct json *denied_statement(const struct denied *d);

/* Where a statement that is missing, or one that denies, stands: "your ...". */
const char *denied_policy_label(const char *layer);

/* What an administrator is to do: "needs {...} in a policy of yours". */
void denied_remedy(struct buf *out, const struct denied *d);

#endif
