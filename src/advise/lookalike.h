/*
 * lookalike.h - OIDC providers of the account that are spelled like a missing one, and
 * are another's to AWS.
 */
#ifndef ACCREDIT_LOOKALIKE_H
#define ACCREDIT_LOOKALIKE_H

struct aws;
struct json;
struct plan;

/*
 * For each OIDC provider that the plan creates, appends to list a row for each one of the
 * account whose URL differs in uppercase or a final slash alone:
 * {"event":"lookalike","of": id of the resource,"name": the provider missing,"other",
 * "arn": of the other}. IAM keeps the URL as it is given, and STS compares it with a
 * token's issuer to the letter: the other accepts none of these tokens. Where the
 * providers cannot be listed nothing is said.
 */
void lookalike_add(const struct plan *p, struct aws *aws, struct json *list);

#endif
