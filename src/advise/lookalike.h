/*
 * lookalike.h - OIDC providers of the account that are spelled like a missing one, and
 * that are different ones to AWS.
 */
#ifndef ACCREDIT_LOOKALIKE_H
#define ACCREDIT_LOOKALIKE_H

struct aws;
struct json;
struct plan;

/* One that is found. */
struct lookalike {
	const char *of; /* the ID of the resource */
	const char *name; /* the missing provider */
	const char *other, *arn; /* the one of the account */
};

/* {"event":"lookalike","of","name","other","arn"}, yours; and what it says, borrowed. */
struct json *lookalike_event(const struct lookalike *one);
struct lookalike lookalike_read(const struct json *event);

/*
 * For each OIDC provider that the plan creates, appends to list an event for each one of
 * the account whose URL differs only in uppercase or a final slash. IAM keeps the URL as it
 * is given, and STS compares it with a token's issuer exactly: the other accepts none of
 * these tokens. Where the providers cannot be listed, nothing is appended.
 */
void lookalike_add(const struct plan *p, struct aws *aws, struct json *list);

#endif
