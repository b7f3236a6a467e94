/*
 * lacking.h - what nobody may do while the attachment of a managed policy is missing.
 */
#ifndef ACCREDIT_LACKING_H
#define ACCREDIT_LACKING_H

struct json;
struct step;

/*
 * Adds a row "allowed actions" to the step's diff, whose own rows name no more than an
 * ARN: the actions of the policy's document (NULL: not known) that are missing.
 * missing: statements, of effect.h; NULL: none. No such action: no row.
 */
void lacking_add(struct step *step, const struct json *missing, const struct json *document);

#endif
