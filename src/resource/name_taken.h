/*
 * name_taken.h - whether IAM can give a name that is not there: it tells names
 * apart neither by case nor by path, but reads them so.
 */
#ifndef ACCREDIT_NAME_TAKEN_H
#define ACCREDIT_NAME_TAKEN_H

#include <stdbool.h>

#include "aws/call.h"

struct json;
struct resource;

/* How the things of one kind are listed. */
struct name_list {
	enum aws_op_id op;
	const char *list, *member;	/* "Roles", "RoleName" */
	const char *says;		/* "role" */
};

/*
 * False with ERR_CHOICE: another thing has wanted's name in another case. Who may
 * not list is not refused: making it will tell.
 */
bool name_taken(struct aws *a, const struct name_list *how, const struct resource *wanted,
		struct err *err);

#endif
