/*
 * ops.h - the table of AWS operations. A new operation is a row and its test.
 */
#ifndef ACCREDIT_OPS_H
#define ACCREDIT_OPS_H

#include <stdbool.h>

enum aws_wire { WIRE_QUERY, WIRE_EC2, WIRE_JSON, WIRE_REST_JSON, WIRE_REST_XML };

/* What may be done with a call whose answer did not come (RELIABILITY 2.2). */
enum aws_effect {
	AWS_READS,	/* changes nothing: repeat at will */
	AWS_REPEATS,	/* a change that may be repeated blindly */
	AWS_NAMED,	/* makes a named thing: look before repeating */
	AWS_ONCE,	/* never repeated: list, then decide */
};

enum aws_op_id {
	OP_STS_GET_CALLER_IDENTITY,
	OP_IAM_LIST_ACCOUNT_ALIASES,
	OP_IAM_GET_ROLE,
	OP_IAM_CREATE_ROLE,
	OP_IAM_UPDATE_ASSUME_ROLE_POLICY,
	OP_IAM_UPDATE_ROLE,
	OP_IAM_TAG_ROLE,
	OP_IAM_UNTAG_ROLE,
	OP_IAM_DELETE_ROLE,
	OP_IAM_LIST_ROLE_POLICIES,
	OP_IAM_LIST_ATTACHED_ROLE_POLICIES,
	OP_IAM_GET_ROLE_POLICY,
	OP_IAM_PUT_ROLE_POLICY,
	OP_IAM_DELETE_ROLE_POLICY,
	OP_IAM_GET_INSTANCE_PROFILE,
	OP_IAM_CREATE_INSTANCE_PROFILE,
	OP_IAM_TAG_INSTANCE_PROFILE,
	OP_IAM_DELETE_INSTANCE_PROFILE,
	OP_IAM_ADD_ROLE_TO_INSTANCE_PROFILE,
	OP_IAM_REMOVE_ROLE_FROM_INSTANCE_PROFILE,
	OP_IAM_LIST_INSTANCE_PROFILES_FOR_ROLE,
	OP_EC2_RUN_INSTANCES,
	OP_EC2_DESCRIBE_INSTANCES,
	OP_EC2_TERMINATE_INSTANCES,
	OP_EC2_GET_CONSOLE_OUTPUT,
	OP_EC2_DESCRIBE_SUBNETS,
	OP_EC2_DESCRIBE_IMAGES,
	OP_SSM_GET_PARAMETER,
	OP_S3_HEAD_BUCKET,
	OP_S3_PUT_OBJECT,
	OP_S3_GET_OBJECT,
	OP_S3_DELETE_OBJECT,
	OP_S3_GET_BUCKET_VERSIONING,
	OP_EKS_DESCRIBE_CLUSTER,
	OP_IAM_CREATE_ACCESS_KEY,
	OP_IAM_LIST_ACCESS_KEYS,
	OP_IAM_UPDATE_ACCESS_KEY,
	OP_IAM_DELETE_ACCESS_KEY,
	OP_IAM_GET_ACCESS_KEY_LAST_USED,
	OP_IAM_GET_USER,
	OP_IAM_CREATE_USER,
	OP_IAM_TAG_USER,
	OP_IAM_UNTAG_USER,
	OP_IAM_DELETE_USER,
	OP_IAM_LIST_USER_POLICIES,
	OP_IAM_LIST_ATTACHED_USER_POLICIES,
	OP_IAM_GET_USER_POLICY,
	OP_IAM_PUT_USER_POLICY,
	OP_IAM_DELETE_USER_POLICY,
	OP_IAM_LIST_GROUPS_FOR_USER,
	OP_IAM_LIST_MFA_DEVICES,
	OP_STS_ASSUME_ROLE,
	OP_STS_GET_SESSION_TOKEN,
	OP_STS_ASSUME_ROLE_WITH_WEB_IDENTITY,
	OP_STS_GET_ACCESS_KEY_INFO,
	OP_SSO_GET_ROLE_CREDENTIALS,
	OP_EC2_DESCRIBE_REGIONS,
	OP_EC2_DESCRIBE_INSTANCE_TYPES,
	OP_S3_LIST_BUCKETS,
	OP_S3_LIST_OBJECTS,
	OP_REDSHIFT_DESCRIBE_CLUSTERS,
	OP_COUNT
};

struct aws_op {
	const char *service;	/* endpoint table key and signing name: "iam" */
	const char *name;	/* as in the API reference: "CreateRole" */
	const char *version;	/* API version; JSON: the target prefix; REST: NULL */
	enum aws_wire wire;
	enum aws_effect effect;
	const char *method;	/* REST only, else NULL (POST) */
	const char *path;	/* REST only: "/{Bucket}/{Key+}", "/{Bucket}?list-type=2" */
	const char *pages;	/* the list member to gather over pages, or NULL */
	const char *must;	/* dotted: an answer without this text is no answer */
	const char *says;	/* for people: "create the role" */
};

extern const struct aws_op aws_ops[OP_COUNT];

/* True for all but AWS_READS. */
bool aws_op_changes(enum aws_op_id op);

#endif
