/*
 * policy.c - how long policy documents take: the templates' own, 40 of them as the
 * documents of one principal. Measured, never asserted. Times are the median of
 * ROUNDS, in milliseconds.
 */
#include "config.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "format/json.h"
#include "policy/findings.h"
#include "policy/iam_policy.h"

#define ROUNDS 21
#define DOCUMENTS 40

/* Actions of requests. */
static const char *const actions[] = {
	"iam:PassRole", "iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion",
	"iam:PutUserPolicy", "iam:PutRolePolicy", "iam:PutGroupPolicy", "iam:AttachUserPolicy",
	"iam:AttachRolePolicy", "iam:AttachGroupPolicy", "iam:AddUserToGroup",
	"iam:CreateLoginProfile", "iam:UpdateLoginProfile", "iam:CreateAccessKey",
	"iam:UpdateAssumeRolePolicy", "iam:CreateRole", "iam:DeactivateMFADevice",
	"iam:CreateOpenIDConnectProvider", "iam:CreateSAMLProvider",
	"iam:DeleteUserPermissionsBoundary", "iam:DeleteRolePermissionsBoundary",
	"sts:AssumeRole", "lambda:CreateFunction", "lambda:UpdateFunctionCode",
	"lambda:InvokeFunction", "ec2:RunInstances", "ec2:AssociateIamInstanceProfile",
	"ec2:ReplaceIamInstanceProfileAssociation", "ssm:SendCommand", "ssm:StartSession",
	"cloudformation:CreateStack", "glue:CreateDevEndpoint", "glue:CreateJob",
	"ecs:RunTask", "ecs:RegisterTaskDefinition", "eks:CreateAccessEntry",
	"eks:AssociateAccessPolicy", "codebuild:CreateProject", "sagemaker:CreateNotebookInstance",
	"datapipeline:CreatePipeline", "s3:GetObject", "s3:PutObject", "s3:PutBucketPolicy",
	"kms:Decrypt", "secretsmanager:GetSecretValue", "redshift:CreateCluster",
	"ec2:TerminateInstances", "sqs:ReceiveMessage", "s3:ListBucket", "ec2:CreateTags",
	"elasticloadbalancing:DeleteLoadBalancer",
};

#define ACTIONS (sizeof(actions) / sizeof(*actions))

static struct buf texts[DOCUMENTS];
static size_t documents, bytes;

static void read_templates(const char *pattern)
{
	struct err err = ERR_INIT;
	glob_t all;

	if (glob(pattern, 0, NULL, &all))
		return;
	for (size_t i = 0; i < all.gl_pathc && documents < DOCUMENTS; i++) {
		struct buf text = BUF(1u << 20);

		if (!file_read(all.gl_pathv[i], &text, NULL, &err) ||
		    !strstr(text.s, "\"Statement\"")) {
			buf_free(&text);
			continue;
		}
		bytes += text.len;
		texts[documents++] = text;
	}
	globfree(&all);
}

static struct policy_set *parse(void)
{
	struct policy_set *set = policy_new();
	struct err err = ERR_INIT;

	for (size_t i = 0; i < documents; i++)
		if (!policy_add_text(set, "document", texts[i].s, texts[i].len, &err))
			printf("%s\n", err.text);
	return set;
}

static void find(const struct policy_set *set)
{
	json_free(findings_identity(set));
}

static void evaluate(const struct policy_set *set)
{
	struct policy_types layers = { .identity = set };
	struct arena a = { NULL };

	for (size_t i = 0; i < ACTIONS; i++) {
		struct policy_request r = {
			.action = actions[i], .resource = "arn:aws:s3:::bucket/some/key",
		};

		policy_evaluate(&a, &layers, &r);
	}
	arena_free(&a);
}

static void covers(const struct policy_set *set)
{
	struct policy_cover c = policy_covers(set, set);

	policy_cover_free(&c);
}

static void read_all(const struct policy_set *set)
{
	(void)set;
	policy_free(parse());
}

static void judge_all(const struct policy_set *set)
{
	struct policy_set *own = parse();

	(void)set;
	find(own);
	policy_free(own);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void measure(const char *what, void (*work)(const struct policy_set *),
		    const struct policy_set *set)
{
	double ms[ROUNDS];

	for (int i = 0; i < ROUNDS; i++) {
		double began = now();

		work(set);
		ms[i] = now() - began;
	}
	qsort(ms, ROUNDS, sizeof(*ms), by_size);
	printf("  %-58s %7.2f ms\n", what, ms[ROUNDS / 2]);
}

int main(int argc, char **argv)
{
	struct policy_set *set;
	char pattern[4096], what[128];

	json_start();
	snprintf(pattern, sizeof(pattern), "%s/*/documents/*.json",
		 argc > 1 ? argv[1] : TOP_SRCDIR "/templates");
	read_templates(pattern);
	set = parse();
	printf("%zu policy documents, %zu statements, %zu bytes (processor time)\n", documents,
	       set->n, bytes);
	snprintf(what, sizeof(what), "judged: read, and %zu kinds of finding looked for",
		 findings_identity_rows());
	measure(what, judge_all, set);
	measure("  of that, read", read_all, set);
	measure("  of that, the findings", find, set);
	snprintf(what, sizeof(what), "%zu requests evaluated", ACTIONS);
	measure(what, evaluate, set);
	measure("covers itself", covers, set);
	policy_free(set);
	for (size_t i = 0; i < documents; i++)
		buf_free(&texts[i]);
	return 0;
}
