/* cli_iam.c - roles, users, their inline policies, and instance profiles; see cli.h. */
#include "config.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "handoff/cli.h"
#include "kinds/kinds.h"
#include "resource/iam_path.h"
#include "resource/kind.h"

/* What the AWS CLI calls a kind: "get-role --role-name" answers with a "Role". */
struct noun {
	const char *noun, *param, *reply;
};

static const struct noun role = { "role", "RoleName", "Role" };
static const struct noun user = { "user", "UserName", "User" };
static const struct noun profile = { "instance-profile", "InstanceProfileName",
				     "InstanceProfile" };

/* The fields of judge, but for a document: then it ends in its last field. */
static char *cli_iam_query(const struct noun *noun, const struct resource *r)
{
	struct buf query = BUF(BUF_TEXT);
	char *tags = xasprintf("%s.Tags", noun->reply);
	char *path = xasprintf("%s.Path", noun->reply);
	char *description = xasprintf("%s.Description", noun->reply);
	char *boundary =
		xasprintf("%s.PermissionsBoundary.PermissionsBoundaryArn", noun->reply);

	buf_char(&query, '[');
	cli_tag(&query, tags, false);
	buf_char(&query, ',');
	cli_equals(&query, path, iam_path(r));
	buf_char(&query, ',');
	cli_tags_complete(&query, tags, resource_get(r, "tags"), false);
	buf_str(&query, "&&");
	cli_equals(&query, description, resource_str(r, "description"));
	buf_char(&query, ',');
	cli_equals(&query, boundary, resource_str(r, "boundary"));
	if (!resource_get(r, "document"))
		buf_char(&query, ']');
	free(tags);
	free(path);
	free(description);
	free(boundary);
	return buf_take(&query);
}

/* The parameters of its creation, but for a document. */
static char *cli_iam_params(const struct noun *noun, const struct resource *r)
{
	struct json *params =
		cli_params(noun->param, r->name, "Path", iam_path(r), "Description",
			   resource_str(r, "description"), "PermissionsBoundary",
			   resource_str(r, "boundary"), NULL);

	json_put(params, "Tags", tags_to_aws(resource_get(r, "tags")));
	return cli_json(params);
}

static void cli_iam_undo(struct cli_out *out, const struct noun *noun,
			 const struct resource *r)
{
	struct buf query = BUF(BUF_TEXT);
	char *tags = xasprintf("%s.Tags", noun->reply);

	cli_tag(&query, tags, false);
	cli_say(&out->undo,
		"if looks; then\n"
		"\tget iam get-{!} --{!}-name {} --query {}\n"
		"\tjudge\n"
		"fi\n"
		"if removes; then try iam delete-{!} --{!}-name {}; fi\n",
		noun->noun, noun->noun, r->name, query.s, noun->noun, noun->noun, r->name);
	free(tags);
	buf_free(&query);
}

/* What the script changes in one that differs. */
static void cli_iam_update(struct cli_out *out, const struct noun *noun,
			   const struct resource *r)
{
	const char *boundary = resource_str(r, "boundary");
	const char *description = resource_str(r, "description");
	char *tags = cli_tags(r), *params;

	if (resource_get(r, "document"))
		cli_say(&out->make,
			"\trun iam update-assume-role-policy --role-name {} \\\n"
			"\t\t--policy-document \"$(document {})\"\n",
			r->name, r->id);
	if (*boundary)
		cli_say(&out->make,
			"\trun iam put-{!}-permissions-boundary --{!}-name {} \\\n"
			"\t\t--permissions-boundary {}\n",
			noun->noun, noun->noun, r->name, boundary);
	cli_say(&out->make,
		"\tif ours; then\n\t\trun iam tag-{!} --{!}-name {} --tags {}\n",
		noun->noun, noun->noun, r->name, tags);
	if (*description) {
		params = cli_json(
			cli_params(noun->param, r->name, "Description", description, NULL));
		cli_say(&out->make, "\t\trun iam update-role --cli-input-json {}\n",
			params);
		free(params);
	}
	buf_str(&out->make, "\tfi\n");
	free(tags);
}

/* A role, with its trust policy, or a user or an instance profile, which has no document.
 */
static void cli_iam_write(struct cli_out *out, const struct noun *noun,
			  const struct resource *r)
{
	const struct json *trust = resource_get(r, "document");
	char *self = xasprintf("%s/%s", r->kind, r->name), *query = cli_iam_query(noun, r);
	char *params = cli_iam_params(noun, r);

	cli_about(out, r, self);
	cli_say(&out->make, "if looks; then\n\tget iam get-{!} --{!}-name {} --query {}",
		noun->noun, noun->noun, r->name, query);
	if (trust)
		cli_say(&out->make, "\"&&$(like {!}.AssumeRolePolicyDocument {})]\"",
			noun->reply, r->id);
	cli_say(&out->make,
		"\n\tjudge {!}\nfi\n"
		"if creates; then\n\trun iam create-{!} --cli-input-json {}",
		cli_others(r), noun->noun, params);
	if (trust) {
		cli_document(out, r, trust);
		cli_say(&out->make,
			" \\\n\t\t--assume-role-policy-document \"$(document {})\"", r->id);
	}
	buf_str(&out->make, "\nfi\nif updates; then\n");
	cli_iam_update(out, noun, r);
	buf_str(&out->make, "fi\n");
	cli_iam_undo(out, noun, r);
	free(self);
	free(query);
	free(params);
}

void cli_role(struct cli_out *out, const struct resource *r)
{
	cli_iam_write(out, &role, r);
}

void cli_user(struct cli_out *out, const struct resource *r)
{
	cli_iam_write(out, &user, r);
}

void cli_instance_profile(struct cli_out *out, const struct resource *r)
{
	cli_iam_write(out, &profile, r);
}

/* --- parts of them
 * ------------------------------------------------------------------------ */

void cli_instance_profile_role(struct cli_out *out, const struct resource *r)
{
	const char *name = r->name, *of = resource_str(r, "role");
	char *parent = cli_parent(r);
	struct buf query = BUF(BUF_TEXT);

	cli_equals(&query, "InstanceProfile.Roles[0].RoleName", of);
	cli_about(out, r, "-");
	cli_say(&out->make,
		"if looks {}; then\n"
		"\tget iam get-instance-profile --instance-profile-name {} \\\n"
		"\t\t--query 'InstanceProfile.Roles[].RoleName'\n"
		"\tif [ -z \"$found\" ]; then there=; fi\n"
		"\tif [ \"$found\" = {} ]; then found=True; fi\n"
		"\tjudge_part {} {!}\n"
		"fi\n"
		"if updates; then\n"
		"\tget iam get-instance-profile --instance-profile-name {} \\\n"
		"\t\t--query 'InstanceProfile.Roles[0].RoleName'\n"
		"\trun iam remove-role-from-instance-profile --instance-profile-name {} \\\n"
		"\t\t--role-name \"$found\"\n"
		"fi\n"
		"if creates || updates; then\n"
		"\trun iam add-role-to-instance-profile --instance-profile-name {} \\\n"
		"\t\t--role-name {}\n"
		"fi\n",
		parent, name, of, parent, cli_others(r), name, name, name, of);
	cli_say(&out->undo,
		"if looks; then\n"
		"\tget iam get-instance-profile --instance-profile-name {} --query {}\n"
		"\tjudge_link\n"
		"fi\n"
		"if removes; then\n"
		"\ttry iam remove-role-from-instance-profile --instance-profile-name {} \\\n"
		"\t\t--role-name {}\n"
		"fi\n",
		name, query.s, name, of);
	buf_free(&query);
	free(parent);
}

void cli_inline_policy(struct cli_out *out, const struct resource *r)
{
	const char *noun = kind_find(r->kind)->parent, *of = resource_text(r, noun);
	char *parent = cli_parent(r);

	cli_about(out, r, "-");
	cli_document(out, r, resource_get(r, "document"));
	cli_say(&out->make,
		"if looks {}; then\n"
		"\tget iam get-{!}-policy --{!}-name {} --policy-name {} \\\n"
		"\t\t--query \"$(like PolicyDocument {})\"\n"
		"\tjudge_part {} {!}\n"
		"fi\n"
		"if creates; then\n"
		"\tunused iam get-{!}-policy --{!}-name {} --policy-name {} --query PolicyName\n"
		"fi\n"
		"if creates || updates; then\n"
		"\trun iam put-{!}-policy --{!}-name {} --policy-name {} \\\n"
		"\t\t--policy-document \"$(document {})\"\n"
		"fi\n",
		parent, noun, noun, of, r->name, r->id, parent, cli_others(r), noun, noun,
		of, r->name, noun, noun, of, r->name, r->id);
	cli_say(&out->undo,
		"if looks; then\n"
		"\tget iam get-{!}-policy --{!}-name {} --policy-name {} --query PolicyName\n"
		"\tjudge_part\n"
		"fi\n"
		"if removes; then\n"
		"\ttry iam delete-{!}-policy --{!}-name {} --policy-name {}\n"
		"fi\n",
		noun, noun, of, r->name, noun, noun, of, r->name);
	free(parent);
}
