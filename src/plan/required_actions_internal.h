/* required_actions_internal.h - what required_actions.c and required_actions_cluster.c share. For them alone. */
#ifndef ACCREDIT_REQUIRED_ACTIONS_INTERNAL_H
#define ACCREDIT_REQUIRED_ACTIONS_INTERNAL_H

#include "plan/plan.h"

struct kind;

/* The verb of the rows of kinds.h; 0: none of them. */
unsigned required_actions_verb(enum action action);

/* Appends what the RBAC of the resource's cluster decides about. */
void required_actions_cluster_add(struct json *list, const struct kind *kind,
				  const struct resource *resource, enum action action);

#endif
