/* rights_inside.h - what rights.c and rights_cluster.c share. For them alone. */
#ifndef ACCREDIT_RIGHTS_INSIDE_H
#define ACCREDIT_RIGHTS_INSIDE_H

#include "plan/plan.h"

#define C (1u << ACTION_CREATE)
#define U (1u << ACTION_UPDATE)
#define R (1u << ACTION_REMOVE)

void rights_add_cluster(struct json *list, const struct json *resource, enum action action);
bool rights_known_cluster(const char *kind, enum action action);

#endif
