/* cli_events.c - queues of SQS and rules of EventBridge; see cli.h. */
#include "config.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "handoff/cli.h"
#include "resource/kind.h"

#define TARGET_ID "accredit"

/* --- a queue
 * --------------------------------------------------------------------------------- */

/* SQS returns the policy as text: both are compared without white space. */
static void cli_events_look_queue(struct cli_out *out, const struct resource *r,
				  const char *tag)
{
	struct buf query = BUF(BUF_TEXT);

	buf_fmt(&query, "[%s,`true`,", tag);
	cli_tags_complete(&query, "Tags", resource_get(r, "tags"), true);
	buf_char(&query, ']');
	cli_say(&out->make,
		"if looks; then\n"
		"\tget sqs get-queue-url --queue-name {} --query QueueUrl\n"
		"\tif [ \"$there\" ]; then\n"
		"\t\turl=$found\n"
		"\t\tget sqs list-queue-tags --queue-url \"$url\" --query {}\n"
		"\t\tfields=${found:-None${tab}True${tab}False} equal=True\n",
		r->name, query.s);
	buf_reset(&query);
	cli_equals(&query, "Attributes.MessageRetentionPeriod",
		   resource_str(r, "retention"));
	cli_say(&out->make,
		"\t\tif needs sqs get-queue-attributes --queue-url \"$url\" \\\n"
		"\t\t\t--attribute-names All --query {}; then equal=False; fi\n",
		query.s);
	if (resource_get(r, "document"))
		cli_say(&out->make,
			"\t\tget sqs get-queue-attributes --queue-url \"$url\" \\\n"
			"\t\t\t--attribute-names All --query Attributes.Policy\n"
			"\t\tif [ \"$(bare \"$found\")\" != \"$(bare \"$(document {})\")\" ]; then\n"
			"\t\t\tequal=False\n"
			"\t\tfi\n",
			r->id);
	cli_say(&out->make,
		"\t\tthere=yes found=$fields$tab$equal\n"
		"\tfi\n"
		"\tjudge {!}\n"
		"fi\n",
		cli_others(r));
	buf_free(&query);
}

static char *cli_events_attributes(const struct resource *r)
{
	struct json *attributes = json_object_new();
	struct buf text = BUF(BUF_TEXT);

	json_print(&text, resource_get(r, "document"));
	if (resource_get(r, "document"))
		json_put_str(attributes, "Policy", text.s);
	if (*resource_str(r, "retention"))
		json_put_str(attributes, "MessageRetentionPeriod",
			     resource_str(r, "retention"));
	buf_free(&text);
	return cli_json(attributes);
}

void cli_queue(struct cli_out *out, const struct resource *r)
{
	char *self = xasprintf("queue/%s", r->name), *attributes = cli_events_attributes(r);
	char *tags = cli_json(json_copy(resource_get(r, "tags")));
	struct buf tag = BUF(BUF_TEXT);

	cli_tag(&tag, "Tags", true);
	cli_about(out, r, self);
	if (resource_get(r, "document"))
		cli_document(out, r, resource_get(r, "document"));
	cli_events_look_queue(out, r, tag.s);
	cli_say(&out->make,
		"if creates; then\n"
		"\tunused sqs get-queue-url --queue-name {}\n"
		"\trun sqs create-queue --queue-name {} --tags {} \\\n"
		"\t\t--attributes {}\n"
		"fi\n"
		"if updates; then\n"
		"\tget sqs get-queue-url --queue-name {} --query QueueUrl\n"
		"\turl=$found\n"
		"\trun sqs set-queue-attributes --queue-url \"$url\" \\\n"
		"\t\t--attributes {}\n"
		"\tif ours; then run sqs tag-queue --queue-url \"$url\" --tags {}; fi\n"
		"fi\n",
		r->name, r->name, tags, attributes, r->name, attributes, tags);
	cli_say(&out->undo,
		"if looks; then\n"
		"\tget sqs get-queue-url --queue-name {} --query QueueUrl\n"
		"\tif [ \"$there\" ]; then\n"
		"\t\tget sqs list-queue-tags --queue-url \"$found\" --query {}\n"
		"\tfi\n"
		"\tjudge\n"
		"fi\n"
		"if removes; then\n"
		"\tget sqs get-queue-url --queue-name {} --query QueueUrl\n"
		"\ttry sqs delete-queue --queue-url \"$found\"\n"
		"fi\n",
		r->name, tag.s, r->name);
	buf_free(&tag);
	free(self);
	free(attributes);
	free(tags);
}

/* --- a rule
 * ---------------------------------------------------------------------------------- */

static void cli_events_look_rule(struct cli_out *out, const struct resource *r,
				 const char *tag, const char *target)
{
	struct buf query = BUF(BUF_TEXT);

	buf_fmt(&query, "[%s,`true`,", tag);
	cli_tags_complete(&query, "Tags", resource_get(r, "tags"), false);
	buf_char(&query, ']');
	cli_say(&out->make,
		"if looks; then\n"
		"\tget events describe-rule --name {} --query Arn\n"
		"\tif [ \"$there\" ]; then\n"
		"\t\tget events list-tags-for-resource --resource-arn \"$found\" --query {}\n"
		"\t\tfields=$found equal=True\n"
		"\t\tget events describe-rule --name {} \\\n"
		"\t\t\t--query \"[State,EventPattern][?@]|join('',@)\"\n"
		"\t\tif [ \"$(bare \"$found\")\" != \"$(bare \"ENABLED$(document {})\")\" ]; then\n"
		"\t\t\tequal=False\n"
		"\t\tfi\n"
		"\t\tif needs events list-targets-by-rule --rule {} --query {}; then\n"
		"\t\t\tequal=False\n"
		"\t\tfi\n"
		"\t\tthere=yes found=$fields$tab$equal\n"
		"\tfi\n"
		"\tjudge {!}\n"
		"fi\n",
		r->name, query.s, r->name, r->id, r->name, target, cli_others(r));
	buf_free(&query);
}

static void cli_events_undo_rule(struct cli_out *out, const struct resource *r,
				 const char *tag)
{
	cli_say(&out->undo,
		"if looks; then\n"
		"\tget events describe-rule --name {} --query Arn\n"
		"\tif [ \"$there\" ]; then\n"
		"\t\tget events list-tags-for-resource --resource-arn \"$found\" --query {}\n"
		"\tfi\n"
		"\tjudge\n"
		"fi\n"
		"if removes; then\n"
		"\ttry events remove-targets --rule {} --ids " TARGET_ID "\n"
		"\ttry events delete-rule --name {}\n"
		"fi\n",
		r->name, tag, r->name, r->name);
}

void cli_event_rule(struct cli_out *out, const struct resource *r)
{
	const char *arn = resource_str(r, "target");
	char *self = xasprintf("rule/%s", r->name), *tags = cli_tags(r);
	struct buf tag = BUF(BUF_TEXT), target = BUF(BUF_TEXT);
	struct json *list = json_list_new();
	char *targets;

	json_push(list, cli_params("Id", TARGET_ID, "Arn", arn, NULL));
	targets = cli_json(list);
	buf_str(&target, "contains(Targets[].Arn,");
	cli_literal_text(&target, arn);
	buf_char(&target, ')');
	cli_tag(&tag, "Tags", false);
	cli_about(out, r, self);
	cli_document(out, r, resource_get(r, "document"));
	cli_events_look_rule(out, r, tag.s, target.s);
	cli_say(&out->make,
		"if creates; then\n"
		"\tunused events describe-rule --name {}\n"
		"\trun events put-rule --name {} --state ENABLED --tags {} \\\n"
		"\t\t--event-pattern \"$(document {})\"\n"
		"fi\n"
		"if updates; then\n"
		"\trun events put-rule --name {} --state ENABLED \\\n"
		"\t\t--event-pattern \"$(document {})\"\n"
		"\tget events describe-rule --name {} --query Arn\n"
		"\tif ours; then run events tag-resource --resource-arn \"$found\" --tags {}; fi\n"
		"fi\n"
		"if creates || updates; then\n"
		"\trun events put-targets --rule {} --targets {}\n"
		"fi\n",
		r->name, r->name, tags, r->id, r->name, r->id, r->name, tags, r->name,
		targets);
	cli_events_undo_rule(out, r, tag.s);
	buf_free(&tag);
	buf_free(&target);
	free(self);
	free(tags);
	free(targets);
}
