/*
 * cli_flags.h - the flags that the words of a call may have; for cli_command.c alone.
 */
#ifndef ACCREDIT_CLI_FLAGS_H
#define ACCREDIT_CLI_FLAGS_H

#include <stdbool.h>

#include "aws/ops.h"

enum takes { TAKES_TEXT, TAKES_NOTHING, TAKES_LIST, TAKES_OBJECT, TAKES_OBJECTS };

struct cli_flag {
	enum aws_op_id op;	/* OP_COUNT: any of EC2's */
	const char *name;	/* without its hyphens */
	enum takes takes;
	const char *member;	/* NULL: the name in the API's spelling */
	bool must;
};

/* Ends in a row without name. */
extern const struct cli_flag cli_flags[];

/* The flag of this operation, or NULL. */
const struct cli_flag *cli_flag(enum aws_op_id op, const char *name);

/* Whether the operation has flags of its own at all. */
bool cli_flags_of(enum aws_op_id op);

#endif
