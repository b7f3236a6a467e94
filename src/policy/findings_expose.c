/*
 * findings_expose.c - resources that are made public, and logging that is turned off; see
 * findings_table.h.
 */
#include "config.h"

#include <stddef.h>

#include "policy/findings_table.h"

#define EXPOSE(name, what, action) EXPOSE_ON(name, what, action, "*")
#define EXPOSE_ON(name, what, action, resource) \
	{ .id = name, AT(LOW, MEDIUM, MEDIUM), .need = { { action, resource } }, .can = what, \
	  .narrower = "name the resources in Resource, or remove the action", \
	  .source = REFERENCE }

const struct finding_row findings_expose[] = {
	EXPOSE_ON("expose-bucket", "open S3 buckets to other accounts or to everyone",
		  "s3:PutBucketPolicy|s3:PutBucketAcl|s3:PutAccessPointPolicy|"
		  "s3:PutBucketPublicAccessBlock|s3:PutAccountPublicAccessBlock|"
		  "s3:DeleteBucketPolicy",
		  BUCKET),
	EXPOSE_ON("expose-object", "open S3 objects to other accounts or to everyone",
		  "s3:PutObjectAcl|s3:PutObjectVersionAcl", "arn:*:s3:::*/*"),
	EXPOSE("expose-key", "let other principals use KMS keys", "kms:PutKeyPolicy"),
	EXPOSE("expose-function", "let other accounts call Lambda functions or use layers",
	       "lambda:AddPermission|lambda:AddLayerVersionPermission"),
	EXPOSE("expose-secret", "let other accounts read secrets",
	       "secretsmanager:PutResourcePolicy"),
	EXPOSE("expose-queue", "open SQS queues to other accounts or to everyone",
	       "sqs:AddPermission|sqs:SetQueueAttributes"),
	EXPOSE("expose-topic", "open SNS topics to other accounts or to everyone",
	       "sns:AddPermission|sns:SetTopicAttributes"),
	EXPOSE("expose-repository",
	       "open ECR repositories to other accounts or to everyone",
	       "ecr:SetRepositoryPolicy|ecr-public:SetRepositoryPolicy"),
	EXPOSE("expose-snapshot",
	       "share EBS snapshots and AMIs with other accounts or with everyone",
	       "ec2:ModifySnapshotAttribute|ec2:ModifyImageAttribute"),
	EXPOSE("expose-database-snapshot",
	       "share database snapshots with other accounts or with "
	       "everyone",
	       "rds:ModifyDBSnapshotAttribute|rds:ModifyDBClusterSnapshotAttribute|"
	       "redshift:AuthorizeSnapshotAccess"),
	EXPOSE("expose-table", "open DynamoDB tables and Glue catalogs to other accounts",
	       "dynamodb:PutResourcePolicy|glue:PutResourcePolicy"),
	EXPOSE("expose-backup", "open backups and file systems to other accounts",
	       "backup:PutBackupVaultAccessPolicy|elasticfilesystem:PutFileSystemPolicy"),
	EXPOSE("expose-share", "share resources with other accounts",
	       "ram:CreateResourceShare|ram:AssociateResourceShare"),
	{ .id = "stop-logging",
	  AT(MEDIUM, MEDIUM, MEDIUM),
	  .need = { { "cloudtrail:StopLogging|cloudtrail:DeleteTrail|cloudtrail:UpdateTrail|"
		      "cloudtrail:PutEventSelectors",
		      "*" } },
	  .can = "stop CloudTrail from recording API calls",
	  .narrower = "remove the action",
	  .source = "MITRE ATT&CK, Disable or Modify Cloud Logs" },
	{ .id = "stop-detection",
	  AT(LOW, LOW, LOW),
	  .need = { { "guardduty:DeleteDetector|guardduty:UpdateDetector|"
		      "config:StopConfigurationRecorder|config:DeleteConfigurationRecorder|"
		      "securityhub:DisableSecurityHub|access-analyzer:DeleteAnalyzer",
		      "*" } },
	  .can = "turn off services that detect intrusions and changes",
	  .narrower = "remove the action",
	  .source = "MITRE ATT&CK, Impair Defenses" },
	{ .id = NULL },
};
