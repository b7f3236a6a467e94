/*
 * action.h - which IAM action a check's call needs, and how it is written. Pure.
 */
#ifndef ACCREDIT_PROBE_ACTION_H
#define ACCREDIT_PROBE_ACTION_H

#include "aws/permission.h"
#include "base/buf.h"

struct check;

struct action {
	char name[PERMISSION_MAX];		/* "ec2:RunInstances"; "" when it cannot be told */
	char resource[512];	/* an ARN, or "" */
};

/*
 * From what the service said ("is not authorized to perform: X on resource:
 * Y"), else from the words of the call.
 */
void action_find(struct action *a, const struct check *check, const char *text);

/* The call as a person would type it: "aws ec2 describe-instances ...". */
void action_call(struct buf *out, const struct check *check);

#endif
