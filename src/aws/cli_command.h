/*
 * cli_command.h - parses a command of the AWS CLI into an operation and its parameters.
 * Pure.
 *
 * The words are those after "aws": ["ec2", "run-instances", "--dry-run", "--image-id",
 * "ami-1"]. Accepts the operations of the table that change nothing, and those with
 * --dry-run, with the flags of cli_flags.c. Flags for the CLI's output are ignored.
 */
#ifndef ACCREDIT_CLI_CALL_H
#define ACCREDIT_CLI_CALL_H

#include <stdbool.h>

#include "aws/ops.h"
#include "base/err.h"

struct json;

/*
 * *params is yours, for aws_call. False: ERR_INPUT says which word is wrong, and *params is
 * NULL.
 */
bool cli_command_parse(const struct json *words, enum aws_op_id *op, struct json **params,
		       struct err *err);

#endif
