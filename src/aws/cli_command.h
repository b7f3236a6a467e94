/*
 * cli_command.h - a call in the words of the AWS CLI, as an operation and its
 * parameters. Pure.
 *
 * The words are those after "aws": ["ec2", "run-instances", "--dry-run",
 * "--image-id", "ami-1"]. Known are the operations of the table that change
 * nothing, and those that can be tried without being done (--dry-run), each
 * with the flags of cli_command.c. What shapes the CLI's own output is passed over.
 */
#ifndef ACCREDIT_CLI_CALL_H
#define ACCREDIT_CLI_CALL_H

#include <stdbool.h>

#include "aws/ops.h"
#include "base/err.h"

struct json;

/*
 * *params is yours: what aws_call takes. False: ERR_INPUT says which word is
 * wrong, and *params is NULL.
 */
bool cli_command_parse(const struct json *words, enum aws_op_id *op, struct json **params,
		       struct err *err);

#endif
