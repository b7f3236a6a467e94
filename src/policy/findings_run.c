/*
 * findings_run.c - code run with a role that a resource already has; see findings_table.h.
 */
#include "config.h"

#include <stddef.h>

#include "policy/findings_table.h"

#define NAME_IT "name the resources in Resource, or add a condition on their tags"
#define RUN(name, what, where, ...) \
	{ .id = name, AT(MEDIUM, HIGH, HIGH), .need = { __VA_ARGS__ }, \
	  .can = what ", and so act as its role", .narrower = NAME_IT, .source = where }

const struct finding_row findings_run[] = {
	RUN("lambda-code", "replace the code of a Lambda function",
	    RHINO " 17, 18; " PATHFINDING "lambda-003 to lambda-005",
	    { "lambda:UpdateFunctionCode", "*" }),
	RUN("lambda-layer", "add a layer or environment variables to a Lambda function that run "
	    "their code", RHINO ", Lambda layers", { "lambda:UpdateFunctionConfiguration", "*" }),
	{ .id = "lambda-event-source", AT(NONE, NONE, LOW),
	  .need = { { "lambda:CreateEventSourceMapping|lambda:UpdateEventSourceMapping", "*" } },
	  .can = "have any Lambda function process events that they write",
	  .narrower = "name the functions with the condition lambda:FunctionArn",
	  .source = PATHFINDING "lambda-002" },
	RUN("ssm-send-command", "run commands on an instance",
	    PATHFINDING "ssm-002", { "ssm:SendCommand", INSTANCE }),
	RUN("ssm-start-session", "open a shell on an instance", PATHFINDING "ssm-001",
	    { "ssm:StartSession", INSTANCE }),
	RUN("ssm-association", "run commands on an instance by a State Manager association",
	    REFERENCE, { "ssm:CreateAssociation|ssm:UpdateAssociation", INSTANCE }),
	RUN("instance-connect", "sign in to an instance with an SSH key of their own",
	    PATHFINDING "ec2instanceconnect-003",
	    { "ec2-instance-connect:SendSSHPublicKey|"
	      "ec2-instance-connect:SendSerialConsoleSSHPublicKey", INSTANCE }),
	RUN("instance-user-data", "change the user data of an instance, which runs when it "
	    "starts", PATHFINDING "ec2-002", { "ec2:ModifyInstanceAttribute", INSTANCE },
	    { "ec2:StartInstances", INSTANCE }),
	{ .id = "instance-attribute", AT(LOW, MEDIUM, MEDIUM),
	  .need = { { "ec2:ModifyInstanceAttribute", INSTANCE } },
	  .unless = "instance-user-data",
	  .can = "change the user data of an instance, which runs with its role when someone "
		 "starts it",
	  .narrower = "limit it with the condition ec2:Attribute, and name the instances",
	  .source = PATHFINDING "ec2-002" },
	RUN("launch-template", "add commands to a launch template that others launch instances "
	    "from", PATHFINDING "ec2-004", { "ec2:CreateLaunchTemplateVersion", "*" },
	    { "ec2:ModifyLaunchTemplate", "*" }),
	RUN("cloudformation-stack", "change a CloudFormation stack that has a service role",
	    PATHFINDING "cloudformation-002", { "cloudformation:UpdateStack", "*" }),
	RUN("cloudformation-change-set", "change a CloudFormation stack by a change set",
	    PATHFINDING "cloudformation-005", { "cloudformation:CreateChangeSet", "*" },
	    { "cloudformation:ExecuteChangeSet", "*" }),
	RUN("codebuild-start", "start a CodeBuild project with commands of their own",
	    PATHFINDING "codebuild-002, codebuild-003",
	    { "codebuild:StartBuild|codebuild:StartBuildBatch", "*" }),
	RUN("codedeploy", "deploy code of their own to instances", PATHFINDING "codedeploy-001",
	    { "codedeploy:CreateDeployment", "*" }),
	{ .id = "codestar-template", AT(HIGH, HIGH, HIGH),
	  .need = { { "codestar:CreateProjectFromTemplate", "*" } },
	  .can = "create a CodeStar project whose service role can do more than they can",
	  .narrower = "remove codestar:CreateProjectFromTemplate",
	  .source = RHINO ", CodeStar CreateProjectFromTemplate" },
	{ .id = "codestar-team", AT(HIGH, HIGH, HIGH),
	  .need = { { "codestar:AssociateTeamMember", "*" }, { "codestar:CreateProject", "*" } },
	  .can = "make themselves the owner of a CodeStar project and get its permissions",
	  .narrower = "remove codestar:AssociateTeamMember",
	  .source = RHINO ", CodeStar AssociateTeamMember" },
	RUN("apprunner-update", "replace the code of an App Runner service",
	    PATHFINDING "apprunner-002", { "apprunner:UpdateService", "*" }),
	RUN("ecs-exec", "run commands in an ECS task", PATHFINDING "ecs-006",
	    { "ecs:ExecuteCommand", "*" }),
	RUN("batch-submit", "run commands of their own in a Batch job", PATHFINDING "batch-002",
	    { "batch:SubmitJob", "*" }),
	RUN("glue-dev-endpoint-update", "add an SSH key of their own to a Glue development "
	    "endpoint", RHINO " 20; " PATHFINDING "glue-002", { "glue:UpdateDevEndpoint", "*" }),
	RUN("sagemaker-url", "open a SageMaker notebook or Studio of others",
	    RHINO " 28; " PATHFINDING "sagemaker-004",
	    { "sagemaker:CreatePresignedNotebookInstanceUrl|sagemaker:CreatePresignedDomainUrl",
	      "*" }),
	RUN("sagemaker-lifecycle", "run a script when a SageMaker notebook instance starts",
	    PATHFINDING "sagemaker-005", { "sagemaker:UpdateNotebookInstance", "*" },
	    { "sagemaker:CreateNotebookInstanceLifecycleConfig|"
	      "sagemaker:UpdateNotebookInstanceLifecycleConfig", "*" },
	    { "sagemaker:StartNotebookInstance", "*" }),
	RUN("bedrock-code-interpreter", "run code in an existing code interpreter of Amazon "
	    "Bedrock AgentCore", PATHFINDING "bedrock-002",
	    { "bedrock-agentcore:InvokeCodeInterpreter", "*" },
	    { "bedrock-agentcore:StartCodeInterpreterSession", "*" }),
	RUN("emr-step", "run commands on an EMR cluster", REFERENCE,
	    { "elasticmapreduce:AddJobFlowSteps", "*" }),
	/* Kubernetes */
	{ .id = "eks-access-policy", AT(MEDIUM, HIGH, HIGH),
	  .need = { { "eks:AssociateAccessPolicy", "*" } },
	  .can = "make a principal, also themselves, the administrator of an EKS cluster, and "
		 "so use the roles of its pods",
	  .narrower = "limit the policies with the condition eks:policyArn, and name the cluster",
	  .source = "Amazon EKS User Guide, Access entries" },
	{ .id = "eks-access-entry", AT(LOW, MEDIUM, MEDIUM),
	  .need = { { "eks:CreateAccessEntry|eks:UpdateAccessEntry", "*" } },
	  .unless = "eks-access-policy",
	  .can = "add a principal, also themselves, to a group of an EKS cluster",
	  .narrower = "limit it with the condition eks:principalArn, and name the cluster",
	  .source = "Amazon EKS User Guide, Access entries" },
	{ .id = NULL },
};
