/*
 * rights.h - what a caller must be allowed for a step of a plan: a row for each
 * call that the kinds make.
 */
#ifndef ACCREDIT_RIGHTS_H
#define ACCREDIT_RIGHTS_H

#include "plan/plan.h"

struct json;

struct rights_place {
	const char *partition, *region, *account;
};

/*
 * Appends what making, changing or removing the resource takes: {"action",
 * "resource", "key"?, "value"?}, the last two a condition that the call meets.
 * diff narrows an update down to what differs; NULL: whatever may. Nothing is
 * added for what no IAM policy decides. others: the resources of the plan, of
 * which some may be named by this one; may be NULL. Pure.
 */
void rights_add(struct json *list, const struct json *resource, enum action action,
		const struct json *diff, const struct json *others,
		const struct rights_place *place);

#endif
