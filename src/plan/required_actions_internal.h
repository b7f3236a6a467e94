/* required_actions_internal.h - what required_actions.c and required_actions_cluster.c share. For them alone. */
#ifndef ACCREDIT_REQUIRED_ACTIONS_INTERNAL_H
#define ACCREDIT_REQUIRED_ACTIONS_INTERNAL_H

#include "plan/plan.h"

#define C (1u << ACTION_CREATE)
#define U (1u << ACTION_UPDATE)
#define R (1u << ACTION_REMOVE)

void rights_add_cluster(struct json *list, const struct json *resource, enum action action);
bool rights_known_cluster(const char *kind, enum action action);

#endif
