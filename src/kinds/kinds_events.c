/* kinds_events.c - queues of SQS and rules of EventBridge. */
#include "config.h"

#include "kinds/kinds_rows.h"

#define QUEUE "arn:{P}:sqs:{R}:{A}:{name}"
#define RULE "arn:{P}:events:{R}:{A}:rule/{name}"

static const struct value_kind queue_name = {
	.name = "queue",
	.chars = ALNUM "_-",
	.min = 1,
	.max = 80,
	.what = "a queue name",
	.hint = "1 to 80 letters, digits, hyphens and underscores",
};

static const struct value_kind rule_name = {
	.name = "event-rule",
	.chars = ALNUM "._-",
	.min = 1,
	.max = 64,
	.what = "a rule name",
	.hint = "1 to 64 letters, digits, dots, hyphens and underscores",
};

const struct kind kinds_events[] = {
	{
		.name = "queue",
		.label = "queue",
		.document = DOCUMENT_RESOURCE,
		.rule.own = &queue_name,
		.members = MEMBERS(OPTIONAL("retention")),
		.limits = { .name = 80, .named = "queue", .unique = true },
		.tagged = true,
		.upserts = true,
		.compares = COMPARES("document", "retention", NULL),
		.untag = UNTAG(OP_SQS_UNTAG_QUEUE, "QueueUrl", "url"),
		.actions = ACTIONS(READS(IN_ALL, "sqs:GetQueueUrl", QUEUE),
				   READS(IN_ALL, "sqs:GetQueueAttributes", QUEUE),
				   READS(IN_ALL, "sqs:ListQueueTags", QUEUE),
				   NEEDS(C, NULL, "sqs:CreateQueue", QUEUE),
				   NEEDS(C | U, "tags", "sqs:TagQueue", QUEUE),
				   NEEDS(U, NULL, "sqs:SetQueueAttributes", QUEUE),
				   NEEDS(R, NULL, "sqs:DeleteQueue", QUEUE)),
	},
	{
		.name = "event-rule",
		.label = "event rule",
		.document = DOCUMENT_PLAIN,
		.rule.own = &rule_name,
		.members = MEMBERS(REQUIRED("target", VALUE_ARN)),
		.limits = { .name = 64,
			    .named = "event rule",
			    .unique = true,
			    .document = 4096 },
		.tagged = true,
		.upserts = true,
		.compares = COMPARES("pattern", "target", "state", NULL),
		.untag = UNTAG(OP_EVENTS_UNTAG_RESOURCE, "ResourceARN", "arn"),
		.actions = ACTIONS(READS(IN_ALL, "events:DescribeRule", RULE),
				   READS(IN_ALL, "events:ListTargetsByRule", RULE),
				   READS(IN_ALL, "events:ListTagsForResource", RULE),
				   NEEDS(C | U, NULL, "events:PutRule", RULE),
				   NEEDS(C | U, "=target", "events:PutTargets", RULE),
				   NEEDS(C | U, "tags", "events:TagResource", RULE),
				   NEEDS(R, NULL, "events:RemoveTargets", RULE),
				   NEEDS(R, NULL, "events:DeleteRule", RULE)),
	},
	{ .name = NULL }
};
