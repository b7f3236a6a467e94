/*
 * ops.h - the table of AWS operations. A new one is a row in ops_rows.h, and its test.
 */
#ifndef ACCREDIT_OPS_H
#define ACCREDIT_OPS_H

#include <stdbool.h>

enum aws_wire { WIRE_QUERY, WIRE_EC2, WIRE_JSON, WIRE_REST_JSON, WIRE_REST_XML };

#define JSON_1_0 "application/x-amz-json-1.0"	/* where a service wants no 1.1 */

/* What may be done with a call whose answer did not come (RELIABILITY 2.2). */
enum aws_effect {
	AWS_READS,	/* changes nothing: repeat at will */
	AWS_REPEATS,	/* a change that may be repeated blindly */
	AWS_NAMED,	/* makes a named thing: look before repeating */
	AWS_ONCE,	/* never repeated: list, then decide */
};

/* OP_IAM_GET_ROLE and so on: a name for each row of ops_rows.h. */
#define OP(id, ...) OP_##id,
enum aws_op_id {
#include "aws/ops_rows.h"
	OP_COUNT
};
#undef OP

struct aws_op {
	const char *service;	/* endpoint table key and signing name: "iam" */
	const char *name;	/* as in the API reference: "CreateRole" */
	const char *version;	/* API version; JSON: the target prefix; REST: NULL */
	enum aws_wire wire;
	enum aws_effect effect;
	const char *method;	/* REST only, else NULL (POST) */
	const char *type;	/* JSON: the content type, NULL: 1.1 */
	const char *body;	/* REST XML: the member that is the body, or NULL */
	bool sum;		/* REST XML: AWS wants the body's checksum, of an empty one too */
	bool finishes;		/* what was sent is waited for, a stop notwithstanding */
	bool raw;		/* REST XML: the answer is a text, as "Body" */
	const char *path;	/* REST only: "/{Bucket}/{Key+}", "/{Bucket}?list-type=2" */
	const char *pages;	/* the list member to gather over pages, or NULL */
	const char *must;	/* dotted: an answer without this text is no answer */
	const char *says;	/* for people: "create the role" */
};

extern const struct aws_op aws_ops[OP_COUNT];

/* True for all but AWS_READS. */
bool aws_op_changes(enum aws_op_id op);

#endif
