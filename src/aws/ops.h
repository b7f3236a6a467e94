/*
 * ops.h - the table of AWS operations. A new one is a row in ops_rows.h, and its test.
 */
#ifndef ACCREDIT_OPS_H
#define ACCREDIT_OPS_H

#include <stdbool.h>

enum aws_wire { WIRE_QUERY, WIRE_EC2, WIRE_JSON, WIRE_REST_JSON, WIRE_REST_XML };

#define JSON_1_0 "application/x-amz-json-1.0"	/* for services that require it instead of 1.1 */

/* What can be done when the response to a call was lost (doc/reliability.md, "Calls"). */
enum aws_effect {
	AWS_READS,	/* changes nothing: may be repeated */
	AWS_REPEATS,	/* a change that may be repeated blindly */
	AWS_NAMED,	/* creates a resource by name: read before repeating */
	AWS_ONCE,	/* never repeated: list first */
};

/* OP_IAM_GET_ROLE and so on: a name for each row of these files. */
#define OP(id, ...) OP_##id,
enum aws_op_id {
#include "aws/ops_rows.h"
#include "aws/ops_rows_cloudformation.h"
	OP_COUNT
};
#undef OP

struct aws_op {
	const char *service;	/* key of the endpoints, and signing name: "iam" */
	const char *name;	/* as in the API reference: "CreateRole" */
	const char *version;	/* API version; JSON: the target prefix; REST: NULL */
	enum aws_wire wire;
	enum aws_effect effect;
	const char *method;	/* REST only, else NULL (POST) */
	const char *type;	/* JSON: the content type, NULL: 1.1 */
	const char *body;	/* REST XML: the member that is the body, or NULL */
	bool sum;		/* REST XML: requires the body's checksum, even of an empty one */
	bool finishes;		/* a stop waits for the response to a request that was sent */
	bool raw;		/* REST XML: the reply is a text, read as "Body" */
	const char *path;	/* REST only: "/{Bucket}/{Key+}", "/{Bucket}?list-type=2" */
	const char *pages;	/* the list that has pages, or NULL */
	const char *next;	/* its token, by the same name in reply and request, where the
				 * protocol's is another; or NULL */
	const char *must;	/* dotted: the reply must have this text */
	const char *says;	/* for people: "create the role" */
};

extern const struct aws_op aws_ops[OP_COUNT];

/* True for all but AWS_READS. */
bool aws_op_changes(enum aws_op_id op);

#endif
