/* ops.c - see ops.h. */
#include "config.h"

#include <stddef.h>

#include "aws/ops.h"

#define IAM .service = "iam", .version = "2010-05-08", .wire = WIRE_QUERY
#define STS .service = "sts", .version = "2011-06-15", .wire = WIRE_QUERY
#define EC2 .service = "ec2", .version = "2016-11-15", .wire = WIRE_EC2
#define SSM .service = "ssm", .version = "AmazonSSM", .wire = WIRE_JSON
#define S3 .service = "s3", .wire = WIRE_REST_XML
#define EKS .service = "eks", .wire = WIRE_REST_JSON

const struct aws_op aws_ops[OP_COUNT] = {
	[OP_STS_GET_CALLER_IDENTITY] = { STS, .name = "GetCallerIdentity",
		.must = "Arn", .says = "see who is signed in" },
	[OP_IAM_LIST_ACCOUNT_ALIASES] = { IAM, .name = "ListAccountAliases",
		.pages = "AccountAliases", .says = "read the account's alias" },
	[OP_IAM_GET_ROLE] = { IAM, .name = "GetRole",
		.must = "Role.Arn", .says = "read the role" },
	[OP_IAM_CREATE_ROLE] = { IAM, .name = "CreateRole", .effect = AWS_NAMED,
		.must = "Role.Arn", .says = "create the role" },
	[OP_IAM_UPDATE_ASSUME_ROLE_POLICY] = { IAM, .name = "UpdateAssumeRolePolicy",
		.effect = AWS_REPEATS, .says = "change the role's trust policy" },
	[OP_IAM_UPDATE_ROLE] = { IAM, .name = "UpdateRole",
		.effect = AWS_REPEATS, .says = "change the role" },
	[OP_IAM_TAG_ROLE] = { IAM, .name = "TagRole",
		.effect = AWS_REPEATS, .says = "tag the role" },
	[OP_IAM_UNTAG_ROLE] = { IAM, .name = "UntagRole",
		.effect = AWS_REPEATS, .says = "remove tags of the role" },
	[OP_IAM_DELETE_ROLE] = { IAM, .name = "DeleteRole",
		.effect = AWS_REPEATS, .says = "delete the role" },
	[OP_IAM_LIST_ROLE_POLICIES] = { IAM, .name = "ListRolePolicies",
		.pages = "PolicyNames", .says = "list the role's inline policies" },
	[OP_IAM_LIST_ATTACHED_ROLE_POLICIES] = { IAM,
		.name = "ListAttachedRolePolicies", .pages = "AttachedPolicies",
		.says = "list the policies attached to the role" },
	[OP_IAM_GET_ROLE_POLICY] = { IAM, .name = "GetRolePolicy",
		.must = "PolicyDocument", .says = "read the role's inline policy" },
	[OP_IAM_PUT_ROLE_POLICY] = { IAM, .name = "PutRolePolicy",
		.effect = AWS_REPEATS, .says = "write the role's inline policy" },
	[OP_IAM_DELETE_ROLE_POLICY] = { IAM, .name = "DeleteRolePolicy",
		.effect = AWS_REPEATS, .says = "delete the role's inline policy" },
	[OP_IAM_GET_INSTANCE_PROFILE] = { IAM, .name = "GetInstanceProfile",
		.must = "InstanceProfile.Arn", .says = "read the instance profile" },
	[OP_IAM_CREATE_INSTANCE_PROFILE] = { IAM, .name = "CreateInstanceProfile",
		.effect = AWS_NAMED, .must = "InstanceProfile.Arn",
		.says = "create the instance profile" },
	[OP_IAM_TAG_INSTANCE_PROFILE] = { IAM, .name = "TagInstanceProfile",
		.effect = AWS_REPEATS, .says = "tag the instance profile" },
	[OP_IAM_DELETE_INSTANCE_PROFILE] = { IAM, .name = "DeleteInstanceProfile",
		.effect = AWS_REPEATS, .says = "delete the instance profile" },
	[OP_IAM_ADD_ROLE_TO_INSTANCE_PROFILE] = { IAM,
		.name = "AddRoleToInstanceProfile", .effect = AWS_NAMED,
		.says = "put the role into the instance profile" },
	[OP_IAM_REMOVE_ROLE_FROM_INSTANCE_PROFILE] = { IAM,
		.name = "RemoveRoleFromInstanceProfile", .effect = AWS_REPEATS,
		.says = "take the role out of the instance profile" },
	[OP_IAM_LIST_INSTANCE_PROFILES_FOR_ROLE] = { IAM,
		.name = "ListInstanceProfilesForRole", .pages = "InstanceProfiles",
		.says = "list the role's instance profiles" },
	[OP_EC2_RUN_INSTANCES] = { EC2, .name = "RunInstances",
		.effect = AWS_REPEATS,	/* every caller sends a ClientToken */
		.must = "instancesSet.0.instanceId", .says = "launch the worker" },
	[OP_EC2_DESCRIBE_INSTANCES] = { EC2, .name = "DescribeInstances",
		.pages = "reservationSet", .says = "look at the instances" },
	[OP_EC2_TERMINATE_INSTANCES] = { EC2, .name = "TerminateInstances",
		.effect = AWS_REPEATS, .says = "terminate the worker" },
	[OP_EC2_GET_CONSOLE_OUTPUT] = { EC2, .name = "GetConsoleOutput",
		.says = "read the worker's console" },
	[OP_EC2_DESCRIBE_SUBNETS] = { EC2, .name = "DescribeSubnets",
		.pages = "subnetSet", .says = "look at the subnets" },
	[OP_EC2_DESCRIBE_IMAGES] = { EC2, .name = "DescribeImages",
		.pages = "imagesSet", .says = "look at the machine images" },
	[OP_SSM_GET_PARAMETER] = { SSM, .name = "GetParameter",
		.must = "Parameter.Value", .says = "read the public parameter" },
	[OP_S3_HEAD_BUCKET] = { S3, .name = "HeadBucket", .method = "HEAD",
		.path = "/{Bucket}", .says = "look for the bucket" },
	[OP_S3_PUT_OBJECT] = { S3, .name = "PutObject", .method = "PUT",
		.path = "/{Bucket}/{Key+}", .effect = AWS_REPEATS,
		.says = "write the object" },
	[OP_S3_GET_OBJECT] = { S3, .name = "GetObject", .method = "GET",
		.path = "/{Bucket}/{Key+}", .says = "read the object" },
	[OP_S3_DELETE_OBJECT] = { S3, .name = "DeleteObject", .method = "DELETE",
		.path = "/{Bucket}/{Key+}", .effect = AWS_REPEATS,
		.says = "delete the object" },
	[OP_S3_GET_BUCKET_VERSIONING] = { S3, .name = "GetBucketVersioning",
		.method = "GET", .path = "/{Bucket}?versioning",
		.says = "read the bucket's versioning" },
	[OP_EKS_DESCRIBE_CLUSTER] = { EKS, .name = "DescribeCluster",
		.method = "GET", .path = "/clusters/{name}", .must = "cluster.arn",
		.says = "read the cluster" },
	[OP_IAM_CREATE_ACCESS_KEY] = { IAM, .name = "CreateAccessKey",
		.effect = AWS_ONCE, .must = "AccessKey.SecretAccessKey",
		.says = "create the access key" },
};

bool aws_op_changes(enum aws_op_id op)
{
	return aws_ops[op].effect != AWS_READS;
}
