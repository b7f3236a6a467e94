/* cover.h - what is not covered, as statements. */
#ifndef ACCREDIT_POLICY_COVER_H
#define ACCREDIT_POLICY_COVER_H

#include "policy/policy_internal.h"

/*
 * Adds the uncovered part of s to the list: joined with a statement of the list that
 * differs only in its actions or only in its resources. NULL: the statement's own element,
 * NotAction or NotResource included. False: it was in the list already.
 */
bool uncovered_add(struct json *list, const struct policy_statement *s, const char *action,
		   const char *resource);

#endif
