/* permissions_internal.h - what permissions.c and permissions_collect.c share. For them
 * alone. */
#ifndef ACCREDIT_HANDOFF_PERMISSIONS_INTERNAL_H
#define ACCREDIT_HANDOFF_PERMISSIONS_INTERNAL_H

#include "handoff/permissions.h"

/*
 * Everything that the journey calls, a list (yours) of {"section", "action", "resource",
 * "key"?, "value"?}, and of clusters as required_actions_add_object has it. "section" is
 * the first word of its statement's Sid.
 */
struct json *permissions_collect(const struct json *wanted, enum permissions_for purpose);

#endif
