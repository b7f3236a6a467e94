/* cli_flags.h - the table of AWS CLI flags; for cli_command.c only. */
#ifndef ACCREDIT_CLI_FLAGS_H
#define ACCREDIT_CLI_FLAGS_H

#include <stdbool.h>

#include "aws/ops.h"

enum takes { TAKES_TEXT, TAKES_NOTHING, TAKES_LIST, TAKES_OBJECT, TAKES_OBJECTS };

struct cli_flag {
	enum aws_op_id op;	/* OP_COUNT: any operation of EC2 */
	const char *name;	/* without "--" */
	enum takes takes;
	const char *member;	/* of the API; NULL: derived from the name */
	bool must;
};

/* The last row has no name. */
extern const struct cli_flag cli_flags[];

/* The flag of this operation, or NULL. */
const struct cli_flag *cli_flag(enum aws_op_id op, const char *name);

/* Whether the operation has flags of its own. */
bool cli_flags_of(enum aws_op_id op);

#endif
