/* cli_policy.c - managed policies, and what IAM has for services and clusters; see cli.h.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "handoff/cli.h"
#include "kinds/kinds.h"
#include "resource/kind.h"

void cli_policy(struct cli_out *out, const struct resource *r)
{
	const char *arn = resource_str(r, "arn");
	char *self = xasprintf("policy/%s", r->name), *params, *tags = cli_tags(r);
	struct json *create = cli_params("PolicyName", r->name, "Path", "/", "Description",
					 resource_str(r, "description"), NULL);
	struct buf query = BUF(BUF_TEXT), tag = BUF(BUF_TEXT);

	cli_tag(&tag, "Policy.Tags", false);
	buf_fmt(&query, "[%s,`true`,", tag.s);
	cli_tags_complete(&query, "Policy.Tags", resource_get(r, "tags"), false);
	buf_str(&query, ",Policy.DefaultVersionId]");
	json_put(create, "Tags", tags_to_aws(resource_get(r, "tags")));
	params = cli_json(create);
	cli_about(out, r, self);
	cli_document(out, r, resource_get(r, "document"));
	cli_say(&out->make,
		"if looks; then\n"
		"\tget iam get-policy --policy-arn {} --query {}\n"
		"\tcompare_version {} {}\n"
		"\tjudge {!}\n"
		"fi\n"
		"if creates; then\n"
		"\trun iam create-policy --cli-input-json {} \\\n"
		"\t\t--policy-document \"$(document {})\"\n"
		"fi\n"
		"if updates; then\n"
		"\tput_version {} {}\n"
		"\tif ours; then run iam tag-policy --policy-arn {} --tags {}; fi\n"
		"fi\n",
		arn, query.s, arn, r->id, cli_others(r), params, r->id, arn, r->id, arn,
		tags);
	cli_say(&out->undo,
		"if looks; then\n"
		"\tget iam get-policy --policy-arn {} --query {}\n"
		"\tjudge\n"
		"fi\n"
		"if removes; then\n"
		"\tremove_versions {}\n"
		"\ttry iam delete-policy --policy-arn {}\n"
		"fi\n",
		arn, tag.s, arn, arn);
	buf_free(&query);
	buf_free(&tag);
	free(self);
	free(params);
	free(tags);
}

void cli_attachment(struct cli_out *out, const struct resource *r)
{
	const char *noun = kind_find(r->kind)->parent, *of = resource_text(r, noun);
	const char *arn = resource_str(r, "policy");
	char *parent = cli_parent(r);
	struct buf query = BUF(BUF_TEXT);

	buf_str(&query, "contains(AttachedPolicies[].PolicyArn,");
	cli_literal_text(&query, arn);
	buf_char(&query, ')');
	cli_about(out, r, "-");
	cli_say(&out->make,
		"if looks {}; then\n"
		"\tget iam list-attached-{!}-policies --{!}-name {} --query {}\n"
		"\tjudge_link\n"
		"fi\n"
		"if creates; then\n"
		"\trun iam attach-{!}-policy --{!}-name {} --policy-arn {}\n"
		"fi\n",
		parent, noun, noun, of, query.s, noun, noun, of, arn);
	cli_say(&out->undo,
		"if looks; then\n"
		"\tget iam list-attached-{!}-policies --{!}-name {} --query {}\n"
		"\tjudge_link\n"
		"fi\n"
		"if removes; then\n"
		"\ttry iam detach-{!}-policy --{!}-name {} --policy-arn {}\n"
		"fi\n",
		noun, noun, of, query.s, noun, noun, of, arn);
	buf_free(&query);
	free(parent);
}

void cli_service_linked_role(struct cli_out *out, const struct resource *r)
{
	char *path = xasprintf("/aws-service-role/%s/", r->name);
	static const char look[] = "if looks; then\n"
				   "\tget iam list-roles --path-prefix {} \\\n"
				   "\t\t--query 'length(Roles)>`0`'\n"
				   "\tjudge_link\n"
				   "fi\n";

	cli_about(out, r, "-");
	cli_say(&out->make, look, path);
	cli_say(&out->make,
		"if creates; then\n"
		"\trun iam create-service-linked-role --aws-service-name {}\n"
		"fi\n",
		r->name);
	cli_say(&out->undo, look, path);
	cli_say(&out->undo, "if removes; then remove_linked_role {}; fi\n", path);
	free(path);
}

/* An audience that the script added to a provider of others, which undo.sh takes out. */
static void cli_policy_audience(struct cli_out *out, const struct resource *r,
				const char *arn, const char *query)
{
	const char *audience = resource_str(r, "audience");
	char *id = xasprintf("%s+audience", r->id);

	cli_say(&out->make,
		"if updates; then\n"
		"\tif needs iam get-open-id-connect-provider \\\n"
		"\t\t--open-id-connect-provider-arn {} --query {}; then\n"
		"\t\tnote {}\n"
		"\t\trun iam add-client-id-to-open-id-connect-provider \\\n"
		"\t\t\t--open-id-connect-provider-arn {} --client-id {}\n"
		"\tfi\n",
		arn, query, id, arn, audience);
	cli_say(&out->undo,
		"\nabout {} - audience {} 'OIDC provider' {}\n"
		"if looks; then\n"
		"\tget iam get-open-id-connect-provider --open-id-connect-provider-arn {} \\\n"
		"\t\t--query {}\n"
		"\tjudge_link\n"
		"fi\n"
		"if removes; then\n"
		"\ttry iam remove-client-id-from-open-id-connect-provider \\\n"
		"\t\t--open-id-connect-provider-arn {} --client-id {}\n"
		"fi\n",
		id, audience, r->name, arn, query, arn, audience);
	free(id);
}

/* The parameters of its creation; yours: free(). */
static char *cli_policy_provider_params(const struct resource *r)
{
	char *url = xasprintf("https://%s", r->name);
	struct json *create = cli_params("Url", url, NULL);

	json_push(json_put(create, "ClientIDList", json_list_new()),
		  json_string_new(resource_str(r, "audience")));
	json_put(create, "Tags", tags_to_aws(resource_get(r, "tags")));
	free(url);
	return cli_json(create);
}

void cli_oidc_provider(struct cli_out *out, const struct resource *r)
{
	const char *arn = resource_str(r, "arn");
	struct buf query = BUF(BUF_TEXT), tag = BUF(BUF_TEXT), has = BUF(BUF_TEXT);
	char *tags = cli_tags(r), *params = cli_policy_provider_params(r);

	cli_tag(&tag, "Tags", false);
	buf_str(&has, "contains(ClientIDList||`[]`,");
	cli_literal_text(&has, resource_str(r, "audience"));
	buf_char(&has, ')');
	buf_fmt(&query, "[%s,`true`,", tag.s);
	cli_tags_complete(&query, "Tags", resource_get(r, "tags"), false);
	buf_fmt(&query, ",%s]", has.s);
	cli_about(out, r, "oidc-provider/");
	/* one of others serves this setup as well, so it gets the audience and stays theirs
	 */
	cli_say(&out->make,
		"if looks; then\n"
		"\tget iam get-open-id-connect-provider --open-id-connect-provider-arn {} \\\n"
		"\t\t--query {}\n"
		"\tjudge change\n"
		"fi\n"
		"if creates; then run iam create-open-id-connect-provider --cli-input-json {}; fi\n",
		arn, query.s, params);
	cli_say(&out->undo,
		"if looks; then\n"
		"\tget iam get-open-id-connect-provider --open-id-connect-provider-arn {} \\\n"
		"\t\t--query {}\n"
		"\tjudge\n"
		"fi\n"
		"if removes; then\n"
		"\ttry iam delete-open-id-connect-provider --open-id-connect-provider-arn {}\n"
		"fi\n",
		arn, tag.s, arn);
	cli_policy_audience(out, r, arn, has.s);
	cli_say(&out->make,
		"\tif ours; then\n"
		"\t\trun iam tag-open-id-connect-provider --open-id-connect-provider-arn {} \\\n"
		"\t\t\t--tags {}\n"
		"\tfi\n"
		"fi\n",
		arn, tags);
	buf_free(&query);
	buf_free(&tag);
	buf_free(&has);
	free(tags);
	free(params);
}
