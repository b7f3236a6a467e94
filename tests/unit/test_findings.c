/*
 * test_findings.c - published escalation paths, trusts, and policies that only look
 * risky, a row each. The documents are this project's own.
 */
#include "config.h"

#include <glob.h>
#include <stdio.h>

#include "unit.h"

#include "base/file.h"
#include "policies.h"
#include "policy/findings.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))
#define ON_ALL(action) ALLOW(action, "'*'")
#define PASS(action) ON_ALL("['iam:PassRole', " action "]")
#define ARN(what) "'arn:aws:iam::123456789012:" what "'"

/* Findings as "severity id" each, "; " between. */
static void list(struct buf *out, const struct json *findings)
{
	json_each(f, findings)
		buf_fmt(out, "%s%s %s", out->len ? "; " : "", json_str(f, "severity"),
			json_str(f, "id"));
}

static struct json *judge(const char *text, bool trust)
{
	struct policy_set *set = documents(text);
	struct json *found = trust ? findings_trust(set, NULL) : findings_identity(set);

	policy_free(set);
	return found;
}

/* --- published paths: the finding is there, as severe, and the worst one ------------- */

static const struct {
	const char *path;	/* pathfinding.cloud, or the write-up's name */
	const char *documents, *id, *severity;
} paths[] = {
	{ "iam-001", ON_ALL("'iam:CreatePolicyVersion'"), "create-policy-version", "high" },
	{ "iam-002", ON_ALL("'iam:SetDefaultPolicyVersion'"), "set-default-policy-version", "high" },
	{ "iam-003", ALLOW("['iam:CreatePolicyVersion', 'iam:SetDefaultPolicyVersion']", ARN("policy/*")),
	  "create-policy-version", "high" },
	{ "iam-004", ALLOW("'iam:CreateAccessKey'", ARN("user/*")), "create-access-key", "high" },
	{ "iam-005", ON_ALL("'iam:CreateLoginProfile'"), "create-login-profile", "high" },
	{ "iam-006", ON_ALL("'iam:UpdateLogin*'"), "update-login-profile", "high" },
	{ "iam-007", ALLOW("'iam:AttachUserPolicy'", ARN("user/${aws:username}")), "attach-user-policy", "high" },
	{ "iam-008", ON_ALL("'iam:AttachGroupPolicy'"), "attach-group-policy", "high" },
	{ "iam-009", ALLOW("'iam:AttachRolePolicy'", ARN("role/*")), "attach-role-policy", "high" },
	{ "iam-010", ON_ALL("'iam:Put*Policy'"), "put-user-policy", "high" },
	{ "iam-011", ON_ALL("'iam:PutGroupPolicy'"), "put-group-policy", "high" },
	{ "iam-012", ALLOW("'iam:PutRolePolicy'", ARN("role/app-*")), "put-role-policy", "high" },
	{ "iam-013", ON_ALL("'iam:AddUserToGroup'"), "add-user-to-group", "high" },
	{ "iam-014", ON_ALL("['iam:UpdateAssumeRolePolicy', 'sts:AssumeRole']"),
	  "update-assume-role-policy", "high" },
	{ "iam-019", ALLOW("['iam:AttachRolePolicy', 'iam:UpdateAssumeRolePolicy']", ARN("role/x")),
	  "put-role-policy-and-use", "high" },
	{ "sts-001", ON_ALL("'sts:AssumeRole'"), "assume-role", "high" },
	{ "lambda-001", PASS("'lambda:CreateFunction', 'lambda:InvokeFunction'"), "pass-role-lambda", "high" },
	{ "lambda-002", PASS("'lambda:CreateFunction', 'lambda:CreateEventSourceMapping'"),
	  "pass-role-lambda", "high" },
	{ "lambda-006", PASS("'lambda:CreateFunction', 'lambda:AddPermission'"), "pass-role-lambda", "high" },
	{ "lambda-003", ON_ALL("'lambda:UpdateFunctionCode'"), "lambda-code", "high" },
	{ "Rhino, Lambda layers", ON_ALL("'lambda:UpdateFunctionConfiguration'"), "lambda-layer", "high" },
	{ "ec2-001", ALLOW("'iam:PassRole'", ARN("role/*")) AND ON_ALL("'ec2:RunInstances'"),
	  "pass-role-ec2", "high" },
	{ "ec2-002", ON_ALL("['ec2:ModifyInstanceAttribute', 'ec2:StopInstances', 'ec2:StartInstances']"),
	  "instance-user-data", "high" },
	{ "ec2-003", PASS("'ec2:RequestSpotInstances'"), "pass-role-ec2", "high" },
	{ "ec2-004", ON_ALL("['ec2:CreateLaunchTemplateVersion', 'ec2:ModifyLaunchTemplate']"),
	  "launch-template", "high" },
	{ "ec2instanceconnect-003", ON_ALL("'ec2-instance-connect:SendSSHPublicKey'"), "instance-connect", "high" },
	{ "Hacking the Cloud, instance profile", PASS("'ec2:ReplaceIamInstanceProfileAssociation'"),
	  "pass-role-instance-profile-swap", "high" },
	{ "Hacking the Cloud, instance profile role", PASS("'iam:AddRoleToInstanceProfile'"),
	  "pass-role-instance-profile", "high" },
	{ "Hacking the Cloud, Auto Scaling",
	  PASS("'autoscaling:CreateLaunchConfiguration', 'autoscaling:CreateAutoScalingGroup'"),
	  "pass-role-auto-scaling", "high" },
	{ "cloudformation-001", PASS("'cloudformation:CreateStack'"), "pass-role-cloudformation", "high" },
	{ "cloudformation-002", ON_ALL("'cloudformation:UpdateStack'"), "cloudformation-stack", "high" },
	{ "cloudformation-003", PASS("'cloudformation:CreateStackSet', 'cloudformation:CreateStackInstances'"),
	  "pass-role-cloudformation-stack-set", "high" },
	{ "cloudformation-005", ON_ALL("'cloudformation:*ChangeSet'"), "cloudformation-change-set", "high" },
	{ "codebuild-001", PASS("'codebuild:CreateProject', 'codebuild:StartBuild'"), "pass-role-codebuild", "high" },
	{ "codebuild-003", ON_ALL("'codebuild:StartBuildBatch'"), "codebuild-start", "high" },
	{ "Rhino, CodeStar 1", ON_ALL("'codestar:CreateProjectFromTemplate'"), "codestar-template", "high" },
	{ "Rhino, CodeStar 2", PASS("'codestar:CreateProject'"), "pass-role-codestar", "high" },
	{ "datapipeline-001",
	  PASS("'datapipeline:CreatePipeline', 'datapipeline:PutPipelineDefinition', 'datapipeline:ActivatePipeline'"),
	  "pass-role-datapipeline", "high" },
	{ "ecs-004", PASS("'ecs:RegisterTaskDefinition', 'ecs:RunTask'"), "pass-role-ecs", "high" },
	{ "glue-001", PASS("'glue:CreateDevEndpoint'"), "pass-role-glue-dev-endpoint", "high" },
	{ "glue-002", ON_ALL("'glue:UpdateDevEndpoint'"), "glue-dev-endpoint-update", "high" },
	{ "glue-003", PASS("'glue:CreateJob', 'glue:StartJobRun'"), "pass-role-glue-job", "high" },
	{ "sagemaker-001", PASS("'sagemaker:CreateNotebookInstance'"), "pass-role-sagemaker-notebook", "high" },
	{ "sagemaker-002", PASS("'sagemaker:CreateTrainingJob'"), "pass-role-sagemaker-training", "high" },
	{ "sagemaker-003", PASS("'sagemaker:CreateProcessingJob'"), "pass-role-sagemaker-processing", "high" },
	{ "sagemaker-004", ON_ALL("'sagemaker:CreatePresignedNotebookInstanceUrl'"), "sagemaker-url", "high" },
	{ "apprunner-001", PASS("'apprunner:CreateService'"), "pass-role-apprunner", "high" },
	{ "apprunner-002", ON_ALL("'apprunner:UpdateService'"), "apprunner-update", "high" },
	{ "bedrock-001", PASS("'bedrock-agentcore:*CodeInterpreter*'"), "pass-role-bedrock-code-interpreter", "high" },
	{ "batch-001", PASS("'batch:RegisterJobDefinition', 'batch:SubmitJob'"), "pass-role-batch", "high" },
	{ "emr-001", PASS("'elasticmapreduce:RunJobFlow'"), "pass-role-emr", "high" },
	{ "ssm-001", ON_ALL("'ssm:StartSession'"), "ssm-start-session", "high" },
	{ "ssm-002", ALLOW("'ssm:SendCommand'", "['arn:aws:ec2:*:*:instance/*', 'arn:aws:ssm:*:*:document/*']"),
	  "ssm-send-command", "high" },
	{ "Hacking the Cloud, SSM automation", PASS("'ssm:StartAutomationExecution'"), "pass-role-ssm-automation", "high" },
	{ "Service Authorization Reference, Step Functions",
	  PASS("'states:CreateStateMachine', 'states:StartExecution'"), "pass-role-step-functions", "high" },
	{ "Service Authorization Reference, Amplify", PASS("'amplify:CreateApp'"), "pass-role-amplify", "high" },
	{ "EKS User Guide, access entries", ON_ALL("['eks:CreateAccessEntry', 'eks:AssociateAccessPolicy']"),
	  "eks-access-policy", "high" },
	{ "IAM User Guide, service-specific credentials", ON_ALL("'iam:CreateServiceSpecificCredential'"),
	  "service-specific-credential", "high" },
	{ "IAM User Guide, permissions boundaries", ON_ALL("['iam:CreateRole', 'iam:AttachRolePolicy']"),
	  "create-role-with-policy", "high" },
	{ "CloudQuery, permission sets", ON_ALL("'sso:PutInlinePolicyToPermissionSet'"), "permission-set", "high" },
	{ "Hacking the Cloud, SAML", ON_ALL("'iam:UpdateSAMLProvider'"), "update-saml-provider", "high" },
	{ "Hacking the Cloud, OIDC", ON_ALL("'iam:CreateOpenIDConnectProvider'"), "create-identity-provider", "medium" },
	{ "Hacking the Cloud, user boundary", ON_ALL("'iam:DeleteUserPermissionsBoundary'"), "delete-boundary", "medium" },
	{ "Hacking the Cloud, role boundary", ON_ALL("'iam:PutRolePermissionsBoundary'"), "put-boundary", "medium" },
	{ "Hacking the Cloud, MFA", ON_ALL("'iam:DeactivateMFADevice'"), "deactivate-mfa", "medium" },
	{ "Hacking the Cloud, MFA of others", ON_ALL("['iam:CreateVirtualMFADevice', 'iam:EnableMFADevice']"),
	  "enable-mfa", "medium" },
	{ "AdministratorAccess", ALL, "administrator", "high" },
	{ "*:* as the action", "{'Effect': 'Allow', 'Action': '*:*', 'Resource': '*'}", "administrator", "high" },
	{ "iam:** as the action", "{'Effect': 'Allow', 'Action': 'iam:**', 'Resource': '*'}", "iam-all", "high" },
	{ "AdministratorAccess with MFA", ALLOW_IF("'*'", "'*'", "{'Bool': {'aws:MultiFactorAuthPresent': 'true'}}"),
	  "administrator", "high" },
	{ "IAMFullAccess", ON_ALL("'iam:*'"), "iam-all", "high" },
	{ "PowerUserAccess", "[{'Effect': 'Allow', 'NotAction': ['iam:*', 'organizations:*', 'account:*'], 'Resource': '*'}, "
	  ON_ALL("['iam:CreateServiceLinkedRole', 'iam:DeleteServiceLinkedRole', 'iam:ListRoles']") "]",
	  "assume-role", "high" },
	{ "NotAction with Allow", "{'Effect': 'Allow', 'NotAction': 's3:*', 'Resource': '*'}", "administrator", "high" },
	{ "two statements and two documents together",
	  "[" ALLOW("'iam:PassRole'", "'*'") ", " ON_ALL("'s3:ListAllMyBuckets'") "]" AND ON_ALL("'glue:CreateSession'"),
	  "pass-role-glue-session", "high" },
	{ "iguazio, roles of eksctl",
	  ALLOW("['iam:CreateRole', 'iam:PutRolePolicy', 'iam:PassRole']", ARN("role/eksctl-*")),
	  "create-role-with-policy", "high" },
};

static void test_paths(void **state)
{
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(paths); i++) {
		struct json *found = judge(paths[i].documents, false);
		struct buf all = BUF(1u << 16);
		char want[100];

		list(&all, found);
		snprintf(want, sizeof(want), "%s %s", paths[i].severity, paths[i].id);
		if (!strstr(all.s, want) ||
		    findings_worst(found) != severity_of(paths[i].severity)) {
			print_error("%s: wanted %s, found %s\n", paths[i].path, want, all.s);
			wrong++;
		}
		json_free(found);
		buf_free(&all);
	}
	assert_int_equal(wrong, 0);
	print_message("%zu published paths judged\n", COUNT(paths));
}

/* --- all findings of a document ---------------------------------------------------------- */

#define EC2_ONLY "{'StringEquals': {'iam:PassedToService': 'ec2.amazonaws.com'}}"

static const struct {
	const char *documents, *findings;
} exact[] = {
	/* look risky and are not */
	{ ALLOW("['iam:CreateAccessKey', 'iam:UpdateLoginProfile', 'iam:DeactivateMFADevice']",
		ARN("user/${aws:username}")), "" },
	{ "[" ALLOW("'iam:PassRole'", ARN("role/app")) ", "
	  ALLOW("'lambda:CreateFunction'", "'arn:aws:lambda:*:123456789012:function:app'") "]",
	  "low pass-role-lambda" },
	{ "[" ON_ALL("'iam:CreateAccessKey'") ", " DENY("'iam:*'", "'*'") "]", "" },
	{ "[" ON_ALL("'iam:CreateAccessKey'") ", " DENY("'iam:CreateAccessKey'", ARN("user/admin")) "]",
	  "high create-access-key" },
	{ "[" ALLOW("'iam:PutRolePolicy'", "[" ARN("role/a") ", " ARN("role/b-*") "]") ", "
	  DENY("'iam:*'", ARN("role/b-*")) "]", "medium put-role-policy" },
	{ ON_ALL("'iam:PutUserPolicy'") AND DENY("'iam:PutUserPolicy'", "'*'"), "" },
	{ PASS("'s3:ListAllMyBuckets'"), "medium pass-any-role" },
	{ "[" ALLOW_IF("'iam:PassRole'", "'*'", EC2_ONLY) ", " ON_ALL("'lambda:CreateFunction'") "]",
	  "medium pass-any-role" },
	{ "[" ALLOW_IF("'iam:PassRole'", "'*'", EC2_ONLY) ", " ON_ALL("'ec2:RunInstances'") "]",
	  "high pass-role-ec2" },
	{ "[" ALLOW("'iam:PassRole'", "'arn:aws:iam::*:role/aws-service-role/*'") ", " ON_ALL("'ec2:RunInstances'") "]",
	  "low pass-role-ec2" },
	{ ALLOW("'sts:AssumeRole'", ARN("role/reader")), "" },
	{ ALLOW("'sts:AssumeRole'", "'arn:aws:iam::210987654321:role/tables-*'"), "medium assume-role" },
	{ ALLOW("'iam:*'", "'arn:aws:s3:::bucket/*'"), "" },
	{ ALLOW("'iam:PutUserPolicy'", ARN("role/*")), "" },
	{ ALLOW("'s3:*'", "['arn:aws:s3:::bucket', 'arn:aws:s3:::bucket/*']"),
	  "low expose-bucket; low expose-object" },
	{ ALLOW("'s3:*'", "'arn:aws:s3:::bucket/*'"), "low expose-object" },
	{ ALLOW("'s3:*'", "'arn:aws:s3:::logs-*'"), "medium expose-bucket; medium expose-object" },
	{ ALLOW("'s3:*'", "'arn:aws:s3:::*'"), "medium s3-all" },
	{ ALLOW("['s3:GetObject', 's3:PutObject']", "'arn:aws:s3:::bucket/*'"), "" },
	{ "[" ON_ALL("'iam:CreateRole'") ", " ON_ALL("'iam:GetRole'") "]", "" },
	{ ALLOW_IF("['iam:CreateRole', 'iam:PutRolePolicy']", "'*'",
		   "{'StringEquals': {'iam:PermissionsBoundary': 'arn:aws:iam::123456789012:policy/limit'}}"),
	  "medium create-role-with-policy; medium put-role-policy" },
	{ ALLOW_IF("'ssm:StartSession'", "'*'", "{'StringEquals': {'aws:ResourceTag/team': 'a'}}"),
	  "medium ssm-start-session" },
	{ ALLOW_IF("'ssm:StartSession'", "'*'", "{'StringEqualsIfExists': {'aws:ResourceTag/team': 'a'}}"),
	  "high ssm-start-session" },
	{ ON_ALL("['ec2:Describe*', 's3:ListAllMyBuckets', 'iam:Get*', 'iam:List*']"), "" },
	{ DENY("'*'", "'*'"), "" },
	/* wildcards, data, resources */
	{ ON_ALL("'*'") AND DENY("'iam:*'", "'arn:aws:iam::123456789012:user/admin'"), "high administrator" },
	{ ON_ALL("'sts:*'"), "high sts-all" },
	{ ON_ALL("['redshift:*', 'iam:GetRole']"), "medium redshift-all" },
	{ PASS("'redshift:*'"), "high pass-role-redshift; medium redshift-all" },
	{ ON_ALL("['IAM:passrole', 'Glue:CREATESESSION']"), "high pass-role-glue-session" },
	{ ON_ALL("['cloudwatch:*', 'elasticloadbalancing:*']"), "medium service-all" },
	{ ON_ALL("'secretsmanager:GetSecretValue'"), "medium read-secrets" },
	{ ALLOW("'secretsmanager:GetSecretValue'", "'arn:aws:secretsmanager:*:*:secret:app-*'"), "low read-secrets" },
	{ ALLOW("'s3:GetObject'", "'arn:aws:s3:::*'"), "medium read-objects" },
	{ ALLOW("'dynamodb:Scan'", "'arn:aws:dynamodb:*:*:table/*'"), "medium read-tables" },
	{ ALLOW("'dynamodb:Scan'", "'arn:aws:dynamodb:*:*:table/orders'"), "" },
	{ ON_ALL("['ssm:GetParameters', 'kms:Decrypt']"), "medium read-parameters; medium decrypt" },
	{ ALLOW("'ssm:GetParameter'", "'arn:aws:ssm:*::parameter/aws/*'"), "" },
	{ ON_ALL("'ec2:ModifySnapshotAttribute'"), "medium expose-snapshot" },
	{ ON_ALL("'kms:PutKeyPolicy'"), "medium expose-key" },
	{ "{'Effect': 'Allow', 'Action': 'sqs:SendMessage', 'NotResource': 'arn:aws:sqs:*:*:x'}", "medium not-resource" },
	{ "{'Effect': 'Allow', 'NotAction': ['iam:*', 'sts:*'], 'Resource': 'arn:aws:sqs:*:*:x'}", "medium not-action; low expose-queue" },
	/* resource policies */
	{ "{'Effect': 'Allow', 'Principal': '*', 'Action': 's3:GetObject', 'Resource': 'arn:aws:s3:::b/*'}",
	  "high public-resource" },
	{ "{'Effect': 'Allow', 'Principal': '*', 'Action': 's3:GetObject', 'Resource': 'arn:aws:s3:::b/*',"
	  " 'Condition': {'StringEquals': {'aws:PrincipalOrgID': 'o-1'}}}", "" },
	{ "{'Effect': 'Allow', 'Principal': {'AWS': '123456789012'}, 'Action': 'iam:*', 'Resource': '*'}", "" },
};

/* Prints what is wrong; how many were. */
static int compare(const char *document, const char *want, bool trust)
{
	struct json *found = judge(document, trust);
	struct buf all = BUF(1u << 16);
	int wrong = 1;

	list(&all, found);
	if (!str_eq(all.s, want))
		print_error("%s\nwanted: %s\nfound:  %s\n", document, want, all.s);
	else
		wrong = 0;
	json_free(found);
	buf_free(&all);
	return wrong;
}

static void test_exact(void **state)
{
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(exact); i++)
		wrong += compare(exact[i].documents, exact[i].findings, false);
	assert_int_equal(wrong, 0);
}

/* --- trusts ------------------------------------------------------------------------------ */

#define TRUST(principal) \
	"{'Effect': 'Allow', 'Action': 'sts:AssumeRole', 'Principal': " principal "}"
#define TRUST_IF(principal, condition) \
	"{'Effect': 'Allow', 'Action': 'sts:AssumeRole', 'Principal': " principal \
	", 'Condition': " condition "}"
#define ISSUER "token.actions.githubusercontent.com"
#define TOKENS(condition) \
	"{'Effect': 'Allow', 'Action': 'sts:AssumeRoleWithWebIdentity', 'Principal': {'Federated': " \
	ARN("oidc-provider/" ISSUER) "}, 'Condition': " condition "}"
#define AUD "'" ISSUER ":aud': 'sts.amazonaws.com'"
#define SUB(value) "'" ISSUER ":sub': '" value "'"
#define OTHER "{'AWS': '210987654321'}"
#define SESSION_TAGS(who) "{'Effect': 'Allow', 'Principal': " who ", 'Action': 'sts:TagSession'}"
#define DENY_WITHOUT_ID(who, more) \
	"{'Effect': 'Deny', 'Principal': " who ", 'Action': 'sts:AssumeRole', 'Condition': " \
	"{'StringNotEquals': {'sts:ExternalId': 'abc-123'}" more "}}"

static const struct {
	const char *document, *findings;
} trusts[] = {
	{ TRUST("'*'"), "high trust-everyone" },
	{ TRUST("{'AWS': ['*']}"), "high trust-everyone" },
	{ TRUST_IF("'*'", "{'Bool': {'aws:SecureTransport': 'true'}}"), "high trust-everyone" },
	{ TRUST_IF("'*'", "{'StringEqualsIfExists': {'aws:PrincipalOrgID': 'o-1'}}"),
	  "high trust-everyone; medium trust-if-exists" },
	{ TRUST_IF("'*'", "{'StringNotEquals': {'aws:PrincipalAccount': '210987654321'}}"),
	  "high trust-everyone; medium trust-not-equals" },
	{ TRUST_IF("'*'", "{'StringEquals': {'aws:PrincipalOrgID': 'o-1'}}"), "medium trust-everyone-with" },
	{ TRUST_IF("'*'", "{'ArnEquals': {'aws:PrincipalArn': 'arn:aws:iam::123456789012:role/x'}}"), "" },
	{ "[" TRUST("'*'") ", {'Effect': 'Deny', 'Principal': '*', 'Action': 'sts:AssumeRole',"
	  " 'Condition': {'StringNotEquals': {'aws:PrincipalOrgID': 'o-1'}}}]", "medium trust-everyone-with" },
	{ "{'Effect': 'Allow', 'Action': 'sts:AssumeRole', 'NotPrincipal': {'AWS': '210987654321'}}",
	  "high trust-not-principal" },
	{ TRUST(OTHER), "medium trust-no-external-id" },
	{ TRUST_IF(OTHER, "{'StringEquals': {'sts:ExternalId': 'abc-123'}}"), "" },
	{ TRUST_IF(OTHER, "{'StringEqualsIfExists': {'sts:ExternalId': 'abc-123'}}"), "medium trust-if-exists" },
	{ TRUST_IF(OTHER, "{'StringNotEquals': {'sts:ExternalId': 'abc-123'}}"), "medium trust-not-equals" },
	{ TRUST_IF(OTHER, "{'StringLike': {'sts:ExternalId': '*'}}"), "medium trust-wild-external-id" },
	{ TRUST_IF(OTHER, "{'StringLike': {'sts:ExternalId': 'abc-*'}}"), "medium trust-wild-external-id" },
	{ TRUST_IF(OTHER, "{'StringEquals': {'aws:PrincipalOrgID': 'o-1'}}"), "" },
	{ TRUST("{'Service': 'ec2.amazonaws.com'}"), "" },
	{ TRUST("{'AWS': 'AIDAEXAMPLEEXAMPLE123'}"), "low trust-deleted-principal" },
	{ TOKENS("{'StringEquals': {" AUD ", " SUB("repo:org/app:ref:refs/heads/main") "}}"), "" },
	{ TOKENS("{'StringEquals': {" AUD "}}"), "high trust-any-subject" },
	{ TOKENS("{'StringEquals': {" AUD "}, 'StringLike': {" SUB("*") "}}"), "high trust-subject-unbounded" },
	{ TOKENS("{'StringEquals': {" AUD "}, 'StringLike': {" SUB("repo:*") "}}"), "high trust-subject-unbounded" },
	{ TOKENS("{'StringEquals': {" AUD "}, 'StringLike': {" SUB("repo:org*/app:*") "}}"), "high trust-subject-unbounded" },
	{ TOKENS("{'StringEquals': {" AUD "}, 'StringLike': {" SUB("repo:org/*") "}}"), "medium trust-subject-spans" },
	{ TOKENS("{'StringEquals': {" AUD "}, 'StringLike': {" SUB("repo:org/app:*") "}}"), "low trust-subject-wild" },
	{ TOKENS("{'StringLike': {" AUD ", " SUB("system:serviceaccount:*:app") "}}"), "high trust-subject-unbounded" },
	{ TOKENS("{'StringLike': {" AUD ", " SUB("system:serviceaccount:ns:*") "}}"), "medium trust-subject-spans" },
	{ TOKENS("{'StringEquals': {" SUB("repo:org/app:ref:refs/heads/main") "}}"), "medium trust-no-audience" },
	{ TOKENS("{'StringEquals': {" AUD "}, 'StringEqualsIfExists': {" SUB("repo:org/app:x") "}}"),
	  "high trust-subject-unbounded; medium trust-if-exists" },
	{ TOKENS("{'StringEquals': {" AUD "}, 'StringNotEquals': {" SUB("repo:org/app:x") "}}"),
	  "high trust-subject-unbounded; medium trust-not-equals" },
	{ "{'Effect': 'Allow', 'Action': 'sts:AssumeRoleWithWebIdentity',"
	  " 'Principal': {'Federated': 'cognito-identity.amazonaws.com'}}", "high trust-any-application" },
	{ "{'Effect': 'Allow', 'Action': 'sts:AssumeRoleWithSAML', 'Principal': {'Federated': "
	  ARN("saml-provider/x") "}, 'Condition': {'StringEquals': {'SAML:aud': 'https://signin.aws.amazon.com/saml'}}}", "" },
	{ "{'Effect': 'Allow', 'Action': 'sts:TagSession', 'Principal': '*'}", "" },
	/* an external ID is asked for; session tags alone assume nothing */
	{ "[" TRUST_IF(OTHER, "{'StringEquals': {'sts:ExternalId': 'abc-123'}}") ", " SESSION_TAGS(OTHER) "]", "" },
	{ "[" SESSION_TAGS(OTHER) ", " TRUST(OTHER) "]", "medium trust-no-external-id" },
	{ "{'Effect': 'Allow', 'Principal': " OTHER ", 'Action': ['sts:TagSession', 'sts:AssumeRole']}",
	  "medium trust-no-external-id" },
	{ "[" TRUST(OTHER) ", " DENY_WITHOUT_ID("'*'", "") "]", "" },
	{ "[" TRUST(OTHER) ", " DENY_WITHOUT_ID(OTHER, "") "]", "" },
	{ "[" TRUST(OTHER) ", " DENY_WITHOUT_ID("{'AWS': '333322221111'}", "") "]", "medium trust-no-external-id" },
	{ "[" TRUST(OTHER) ", " DENY_WITHOUT_ID("'*'", ", 'Bool': {'aws:SecureTransport': 'false'}") "]",
	  "medium trust-no-external-id" },
};

static void test_trusts(void **state)
{
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(trusts); i++)
		wrong += compare(trusts[i].document, trusts[i].findings, true);
	assert_int_equal(wrong, 0);
}

/* Whose account the role is in decides what an account in its trust means. */
static void test_own_account(void **state)
{
	struct policy_set *set = documents("[" TRUST("{'AWS': '123456789012'}") ", "
		TRUST("{'AWS': 'arn:aws:iam::210987654321:role/vendor'}") "]");
	struct json *own = findings_trust(set, "123456789012"),
		    *other = findings_trust(set, "210987654321");
	struct buf a = BUF(4096), b = BUF(4096);

	(void)state;
	list(&a, own);
	list(&b, other);
	assert_string_equal(a.s, "medium trust-no-external-id; low trust-own-account");
	assert_string_equal(b.s, "medium trust-no-external-id");
	json_free(own);
	json_free(other);
	buf_free(&a);
	buf_free(&b);
	policy_free(set);
}

/* --- the templates' scoped policies, with plausible values ---------------------------------- */

/* ${NAME} is a name; what IAM knows as a variable stays. */
static void put_values(struct buf *out, const char *text)
{
	static const char *const values[][2] = {
		{ "PARTITION", "aws" }, { "DNS_SUFFIX", "amazonaws.com" },
		{ "ACCOUNT_ID", "123456789012" }, { "REGION", "eu-west-1" },
		{ "E6DATA_PRINCIPAL_ARN", "arn:aws:iam::210987654321:role/vendor" },
		{ "E6DATA_ACCOUNT_ID", "210987654321" },
		{ "OIDC_PROVIDER_SUFFIX", "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF" },
	};

	while (*text) {
		size_t n = strspn(text + 2 * !strncmp(text, "${", 2),
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
		const char *value = "some-name";

		if (strncmp(text, "${", 2) || !n || text[n + 2] != '}') {
			buf_char(out, *text++);
			continue;
		}
		for (size_t i = 0; i < COUNT(values); i++)
			if (strlen(values[i][0]) == n && !strncmp(text + 2, values[i][0], n))
				value = values[i][1];
		buf_str(out, value);
		text += n + 3;
	}
}

/* any: something in it is high. Prints what is wrong; how many were. */
static int check_template(const char *path, bool any)
{
	struct buf text = BUF(1u << 20), full = BUF(1u << 20), all = BUF(1u << 16);
	struct policy_set *set = policy_new();
	struct err err = ERR_INIT;
	struct json *found;
	int wrong;

	assert_true(file_read(path, &text, NULL, &err));
	put_values(&full, text.s);
	if (!policy_add_text(set, path, full.s, full.len, &err))
		fail_msg("%s: %s", path, err.text);
	found = set->statements[0].no_resource ? findings_trust(set, "123456789012") :
		findings_identity(set);
	list(&all, found);
	if (!any && findings_worst(found) >= SEVERITY_HIGH)
		print_error("%s: %s\n", path, all.s);
	if (any && findings_worst(found) < SEVERITY_HIGH)
		print_error("%s: nothing high in %s\n", path, all.s);
	wrong = (findings_worst(found) >= SEVERITY_HIGH) != any;
	json_free(found);
	policy_free(set);
	buf_free(&text);
	buf_free(&full);
	buf_free(&all);
	return wrong;
}

static size_t check_templates(const char *pattern, bool any)
{
	char full[4096];
	size_t n = 0;
	int wrong = 0;
	glob_t all;

	snprintf(full, sizeof(full), "%s/templates/%s", getenv("top_srcdir"), pattern);
	assert_int_equal(glob(full, 0, NULL, &all), 0);
	for (size_t i = 0; i < all.gl_pathc; i++) {
		struct buf text = BUF(1u << 20);
		struct err err = ERR_INIT;

		assert_true(file_read(all.gl_pathv[i], &text, NULL, &err));
		if (strstr(text.s, "\"Statement\"")) {
			wrong += check_template(all.gl_pathv[i], any);
			n++;
		}
		buf_free(&text);
	}
	globfree(&all);
	assert_int_equal(wrong, 0);
	return n;
}

static void test_templates(void **state)
{
	(void)state;
	assert_int_equal(check_templates("essentia/documents/*scoped*.json", false), 5);
	assert_int_equal(check_templates("essentia/documents/trust.json", false), 1);
	assert_true(check_templates("e6data/documents/*.json", false) >= 25);
	assert_int_equal(check_templates("iguazio/documents/eks.json", true), 1);
	assert_int_equal(check_templates("essentia/documents/workers.json", true), 1);
}

/* --- the form of a finding ---------------------------------------------------------------------- */

static void test_form(void **state)
{
	struct json *found = judge(ALLOW("'s3:ListBucket'", "'*'") AND
		"[" ALLOW("'iam:GetRole'", "'*'") ", " ALLOW("'iam:PassRole'", ARN("role/*")) "]" AND
		ON_ALL("'ec2:Run*'"), false);
	struct json *f = json_first(found), *places = json_get(f, "statements");
	struct buf text = BUF(4096);

	(void)state;
	assert_int_equal(json_count(found), 1);
	assert_string_equal(json_str(f, "severity"), "high");
	assert_string_equal(json_str(f, "on"), "arn:aws:iam::123456789012:role/*");
	json_print(&text, places);
	assert_string_equal(text.s, "[{\"document\":\"b\",\"index\":2,\"effect\":\"Allow\"},"
			    "{\"document\":\"c\",\"index\":1,\"effect\":\"Allow\"}]");
	buf_reset(&text);
	json_print(&text, json_get(f, "actions"));
	assert_string_equal(text.s, "[\"iam:PassRole\",\"ec2:RunInstances\"]");
	buf_free(&text);
	json_free(found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_exact),
		cmocka_unit_test(test_trusts),
		cmocka_unit_test(test_own_account),
		cmocka_unit_test(test_templates),
		cmocka_unit_test(test_form),
	};

	return run_all(tests);
}
