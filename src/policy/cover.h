/* cover.h - the missing part of a coverage, said as statements. */
#ifndef ACCREDIT_POLICY_COVER_H
#define ACCREDIT_POLICY_COVER_H

#include "policy/policy_internal.h"

/*
 * Adds what is missing of s to the list: joined with a statement of the list
 * that differs in its actions or in its resources alone. NULL: the statement's
 * own element, NotAction or NotResource included. False: it was there already.
 */
bool uncovered_add(struct json *list, const struct policy_statement *s, const char *action,
		   const char *resource);

#endif
