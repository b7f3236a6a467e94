/*
 * action.h - which IAM action a check's call needs, and how it is written. Pure.
 */
#ifndef ACCREDIT_PROBE_ACTION_H
#define ACCREDIT_PROBE_ACTION_H

#include "aws/permission.h"
#include "base/buf.h"

struct check;

struct action {
	char name[PERMISSION_MAX];		/* "ec2:RunInstances"; "" when it is not known */
	char resource[512];	/* an ARN, or "" */
};

/*
 * From the service's message ("is not authorized to perform: X on resource: Y"), otherwise
 * from the words of the call.
 */
void action_find(struct action *a, const struct check *check, const char *text);

/* The call as a command line: "aws ec2 describe-instances ...". */
void action_call(struct buf *out, const struct check *check);

#endif
