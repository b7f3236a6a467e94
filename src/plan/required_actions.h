/*
 * required_actions.h - what a caller must be allowed for a step of a plan: a row for each
 * call that the kinds make.
 */
#ifndef ACCREDIT_REQUIRED_ACTIONS_H
#define ACCREDIT_REQUIRED_ACTIONS_H

#include <stdbool.h>

#include "plan/plan.h"

struct buf;
struct json;

struct required_actions_place {
	const char *partition, *region, *account;
};

struct required_actions_ask {
	const struct resource *resource;
	enum action action;
	const struct json *diff;	/* narrows an update down to what differs; NULL: whatever may */
	const struct resources
		*others; /* resources of the plan that this one may name, or NULL */
	const struct required_actions_place *place;
	unsigned reads; /* and what these journeys call, of enum kind_verb; 0: none */
};

/*
 * Appends what making, changing, removing or reading the resource takes. Of IAM: {"action",
 * "resource", "key"?, "value"?}, the last two a condition that the call meets. Of a
 * cluster, whose RBAC decides: "cluster", "verb", "group", "plural", "namespace" and
 * "name" besides. Nothing is added for what nobody decides. Pure.
 */
void required_actions_add(struct json *list, const struct required_actions_ask *ask);

/* One text of a row of kinds.h, filled in; false: a part is not known. Pure. */
bool required_actions_text(struct buf *out, const char *text,
			   const struct required_actions_ask *ask);

/* The same of one right within a cluster; name_space, name: "" for none or all. */
struct required_actions_object {
	const char *cluster, *verb, *group, *plural, *name_space, *name;
};
void required_actions_add_object(struct json *list, const struct required_actions_object *o);

/* Whether somebody thought of it: a row, or that nobody decides it. For tests. */
bool required_actions_known(const char *kind, enum action action);

#endif
