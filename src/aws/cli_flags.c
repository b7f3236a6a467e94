/* cli_flags.c - see cli_flags.h. A new flag is a row. */
#include "config.h"

#include <stddef.h>

#include "aws/cli_flags.h"
#include "base/str.h"

#define ANY_EC2 OP_COUNT

const struct cli_flag cli_flags[] = {
	{ OP_STS_ASSUME_ROLE, "role-arn", TAKES_TEXT, NULL, true },
	{ OP_STS_ASSUME_ROLE, "role-session-name", TAKES_TEXT, NULL, true },
	{ OP_STS_ASSUME_ROLE, "external-id", TAKES_TEXT, NULL, false },
	{ OP_STS_ASSUME_ROLE, "duration-seconds", TAKES_TEXT, NULL, false },
	{ OP_STS_GET_ACCESS_KEY_INFO, "access-key-id", TAKES_TEXT, NULL, true },

	{ OP_IAM_GET_ROLE, "role-name", TAKES_TEXT, NULL, true },
	{ OP_IAM_LIST_ROLE_POLICIES, "role-name", TAKES_TEXT, NULL, true },
	{ OP_IAM_LIST_ATTACHED_ROLE_POLICIES, "role-name", TAKES_TEXT, NULL, true },
	{ OP_IAM_GET_ROLE_POLICY, "role-name", TAKES_TEXT, NULL, true },
	{ OP_IAM_GET_ROLE_POLICY, "policy-name", TAKES_TEXT, NULL, true },
	{ OP_IAM_GET_INSTANCE_PROFILE, "instance-profile-name", TAKES_TEXT,
	  NULL, true },
	{ OP_IAM_LIST_INSTANCE_PROFILES_FOR_ROLE, "role-name", TAKES_TEXT, NULL, true },
	{ OP_IAM_GET_USER, "user-name", TAKES_TEXT, NULL, false },
	{ OP_IAM_LIST_USER_POLICIES, "user-name", TAKES_TEXT, NULL, true },
	{ OP_IAM_LIST_ATTACHED_USER_POLICIES, "user-name", TAKES_TEXT, NULL, true },
	{ OP_IAM_GET_USER_POLICY, "user-name", TAKES_TEXT, NULL, true },
	{ OP_IAM_GET_USER_POLICY, "policy-name", TAKES_TEXT, NULL, true },
	{ OP_IAM_LIST_GROUPS_FOR_USER, "user-name", TAKES_TEXT, NULL, true },
	{ OP_IAM_LIST_MFA_DEVICES, "user-name", TAKES_TEXT, NULL, false },
	{ OP_IAM_LIST_ACCESS_KEYS, "user-name", TAKES_TEXT, NULL, false },
	{ OP_IAM_GET_ACCESS_KEY_LAST_USED, "access-key-id", TAKES_TEXT, NULL, true },

	{ ANY_EC2, "dry-run", TAKES_NOTHING, NULL, false },
	{ OP_EC2_RUN_INSTANCES, "image-id", TAKES_TEXT, NULL, false },
	{ OP_EC2_RUN_INSTANCES, "instance-type", TAKES_TEXT, NULL, false },
	{ OP_EC2_RUN_INSTANCES, "key-name", TAKES_TEXT, NULL, false },
	{ OP_EC2_RUN_INSTANCES, "subnet-id", TAKES_TEXT, NULL, false },
	{ OP_EC2_RUN_INSTANCES, "count", TAKES_TEXT, NULL, false },
	{ OP_EC2_RUN_INSTANCES, "security-group-ids", TAKES_LIST,
	  "SecurityGroupId", false },
	{ OP_EC2_RUN_INSTANCES, "security-groups", TAKES_LIST, "SecurityGroup", false },
	{ OP_EC2_RUN_INSTANCES, "iam-instance-profile", TAKES_OBJECT, NULL, false },
	{ OP_EC2_RUN_INSTANCES, "placement", TAKES_OBJECT, NULL, false },
	{ OP_EC2_RUN_INSTANCES, "metadata-options", TAKES_OBJECT, NULL, false },
	{ OP_EC2_RUN_INSTANCES, "instance-market-options", TAKES_OBJECT, NULL, false },
	{ OP_EC2_RUN_INSTANCES, "launch-template", TAKES_OBJECT, NULL, false },
	{ OP_EC2_RUN_INSTANCES, "tag-specifications", TAKES_OBJECTS,
	  "TagSpecification", false },
	{ OP_EC2_RUN_INSTANCES, "network-interfaces", TAKES_OBJECTS,
	  "NetworkInterface", false },
	{ OP_EC2_RUN_INSTANCES, "block-device-mappings", TAKES_OBJECTS,
	  "BlockDeviceMapping", false },
	{ OP_EC2_REQUEST_SPOT_FLEET, "spot-fleet-request-config", TAKES_OBJECT,
	  NULL, true },
	{ OP_EC2_DESCRIBE_SPOT_FLEET_REQUESTS, "spot-fleet-request-ids", TAKES_LIST,
	  "SpotFleetRequestId", false },
	{ OP_EC2_DESCRIBE_TAGS, "filters", TAKES_OBJECTS, "Filter", false },
	{ OP_EC2_TERMINATE_INSTANCES, "instance-ids", TAKES_LIST, "InstanceId", true },
	{ OP_EC2_DESCRIBE_INSTANCES, "instance-ids", TAKES_LIST, "InstanceId", false },
	{ OP_EC2_DESCRIBE_INSTANCES, "filters", TAKES_OBJECTS, "Filter", false },
	{ OP_EC2_GET_CONSOLE_OUTPUT, "instance-id", TAKES_TEXT, NULL, true },
	{ OP_EC2_GET_CONSOLE_OUTPUT, "latest", TAKES_NOTHING, NULL, false },
	{ OP_EC2_DESCRIBE_SUBNETS, "subnet-ids", TAKES_LIST, "SubnetId", false },
	{ OP_EC2_DESCRIBE_SUBNETS, "filters", TAKES_OBJECTS, "Filter", false },
	{ OP_EC2_DESCRIBE_IMAGES, "image-ids", TAKES_LIST, "ImageId", false },
	{ OP_EC2_DESCRIBE_IMAGES, "owners", TAKES_LIST, "Owner", false },
	{ OP_EC2_DESCRIBE_IMAGES, "filters", TAKES_OBJECTS, "Filter", false },
	{ OP_EC2_DESCRIBE_REGIONS, "region-names", TAKES_LIST, "RegionName", false },
	{ OP_EC2_DESCRIBE_REGIONS, "filters", TAKES_OBJECTS, "Filter", false },
	{ OP_EC2_DESCRIBE_REGIONS, "all-regions", TAKES_NOTHING, NULL, false },
	{ OP_EC2_DESCRIBE_INSTANCE_TYPES, "instance-types", TAKES_LIST,
	  "InstanceType", false },
	{ OP_EC2_DESCRIBE_INSTANCE_TYPES, "filters", TAKES_OBJECTS, "Filter", false },

	{ OP_SSM_GET_PARAMETER, "name", TAKES_TEXT, NULL, true },
	{ OP_SSM_GET_PARAMETER, "with-decryption", TAKES_NOTHING, NULL, false },
	{ OP_S3_HEAD_BUCKET, "bucket", TAKES_TEXT, NULL, true },
	{ OP_S3_GET_BUCKET_VERSIONING, "bucket", TAKES_TEXT, NULL, true },
	{ OP_S3_GET_OBJECT, "bucket", TAKES_TEXT, NULL, true },
	{ OP_S3_GET_OBJECT, "key", TAKES_TEXT, NULL, true },
	{ OP_S3_GET_OBJECT, "version-id", TAKES_TEXT, NULL, false },
	{ OP_S3_GET_OBJECT, "range", TAKES_TEXT, NULL, false },
	{ OP_S3_LIST_OBJECTS, "bucket", TAKES_TEXT, NULL, true },
	{ OP_S3_LIST_OBJECTS, "prefix", TAKES_TEXT, NULL, false },
	{ OP_S3_LIST_OBJECTS, "delimiter", TAKES_TEXT, NULL, false },
	{ OP_S3_LIST_OBJECTS, "start-after", TAKES_TEXT, NULL, false },
	{ OP_S3_LIST_OBJECTS, "max-keys", TAKES_TEXT, NULL, false },
	{ OP_EKS_DESCRIBE_CLUSTER, "name", TAKES_TEXT, "name", true },
	{ OP_REDSHIFT_DESCRIBE_CLUSTERS, "cluster-identifier", TAKES_TEXT,
	  NULL, false },
	{ OP_COUNT, NULL, TAKES_NOTHING, NULL, false }
};

const struct cli_flag *cli_flag(enum aws_op_id op, const char *name)
{
	for (const struct cli_flag *f = cli_flags; f->name; f++)
		if (str_eq(f->name, name) &&
		    (f->op == op ||
		     (f->op == ANY_EC2 && aws_ops[op].wire == WIRE_EC2)))
			return f;
	return NULL;
}

bool cli_flags_of(enum aws_op_id op)
{
	for (const struct cli_flag *f = cli_flags; f->name; f++)
		if (f->op == op)
			return true;
	return false;
}
