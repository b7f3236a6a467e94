/* unread.c - see unread.h. */
#include "config.h"

#include <stdatomic.h>

#include "aws/aws_error.h"
#include "aws/call.h"
#include "aws/permission.h"
#include "aws/unread.h"
#include "base/buf.h"

static atomic_bool denied[OP_COUNT];

static void unread_heard(void *with, enum aws_op_id op, int status, const char *code)
{
	(void)with;
	if (!aws_op_changes(op) && op != OP_IAM_SIMULATE_PRINCIPAL_POLICY &&
	    op != OP_STS_DECODE_AUTHORIZATION_MESSAGE &&
	    aws_error_of_code(aws_ops[op].service, code, NULL, status) == AWS_ERROR_DENIED)
		atomic_store(&denied[op], true);
}

void unread_add(enum aws_op_id op, const struct err *err)
{
	if (err->kind == ERR_DENIED)
		atomic_store(&denied[op], true);
}

void unread_note(struct aws *a)
{
	aws_observe(a, unread_heard, NULL);
}

void unread_words(struct buf *out)
{
	const char *before = "";

	for (int op = 0; op < OP_COUNT; op++) {
		char action[PERMISSION_MAX];

		if (!atomic_load(&denied[op]))
			continue;
		permission_of(action, aws_ops[op].service, aws_ops[op].name);
		buf_fmt(out, "%s%s (%s)", before, aws_ops[op].says, action);
		before = ", ";
	}
}
