/* findings_data.c - data that the holder can read; see findings_table.h. */
#include "config.h"

#include <stddef.h>

#include "policy/findings_table.h"

#define DATA(name, severity, what, action, resource) \
	{ .id = name, AT(NONE, NONE, severity), .need = { { action, resource } }, .can = what, \
	  .narrower = "name the resources in Resource", .source = REFERENCE }

const struct finding_row findings_data[] = {
	DATA("read-objects", MEDIUM, "read every object in the account's S3 buckets",
	     "s3:GetObject", "arn:*:s3:::*"),
	{ .id = "read-secrets",
	  AT(NONE, LOW, MEDIUM),
	  .need = { { "secretsmanager:GetSecretValue|secretsmanager:BatchGetSecretValue",
		      "arn:*:secretsmanager:*:*:secret:*" } },
	  .can = "read the secrets in Secrets Manager that Resource matches",
	  .narrower = "name the secrets in Resource",
	  .source = REFERENCE },
	DATA("read-parameters", MEDIUM,
	     "read every parameter in Parameter Store, including SecureString values",
	     "ssm:GetParameter|ssm:GetParameters|"
	     "ssm:GetParametersByPath|ssm:GetParameterHistory",
	     "arn:*:ssm:*:*:parameter/*"),
	DATA("decrypt", MEDIUM,
	     "decrypt with every KMS key whose key policy delegates to IAM",
	     "kms:Decrypt|kms:ReEncryptFrom", "arn:*:kms:*:*:key/*"),
	DATA("kms-grant", MEDIUM,
	     "let anyone use every KMS key whose key policy delegates to IAM",
	     "kms:CreateGrant", "arn:*:kms:*:*:key/*"),
	DATA("read-tables", MEDIUM, "read every item of every DynamoDB table",
	     "dynamodb:Scan|dynamodb:Query|dynamodb:GetItem|dynamodb:PartiQLSelect|"
	     "dynamodb:ExportTableToPointInTime",
	     "arn:*:dynamodb:*:*:table/*"),
	DATA("read-snapshots", MEDIUM, "read the contents of every EBS snapshot",
	     "ebs:GetSnapshotBlock", "*"),
	DATA("read-databases", MEDIUM,
	     "run SQL statements in every database through the Data API",
	     "rds-data:ExecuteStatement|rds-data:BatchExecuteStatement", "*"),
	DATA("database-user", MEDIUM,
	     "connect to every Redshift cluster or RDS database as any "
	     "database user",
	     "redshift:GetClusterCredentials|rds-db:connect", "*"),
	DATA("database-password", MEDIUM,
	     "change the master password of every RDS database and "
	     "connect to it",
	     "rds:ModifyDBInstance|rds:ModifyDBCluster", "*"),
	DATA("read-queues", LOW, "read the messages of every SQS queue",
	     "sqs:ReceiveMessage", "arn:*:sqs:*:*:*"),
	DATA("read-logs", LOW, "read every log in CloudWatch Logs",
	     "logs:GetLogEvents|logs:FilterLogEvents|logs:StartQuery", "arn:*:logs:*:*:*"),
	{ .id = NULL },
};
