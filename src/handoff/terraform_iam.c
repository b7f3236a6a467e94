/* terraform_iam.c - IAM's resources in a module; see terraform.h. */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "handoff/form_rows.h"
#include "handoff/terraform.h"
#include "kinds/kinds.h"

/* The optional description, then a blank line before what is long. */
static void terraform_iam_describe(struct terraform_out *out, const struct resource *r)
{
	if (*resource_str(r, "description"))
		hcl_set_text(&out->main, "description", resource_str(r, "description"));
}

static void terraform_iam_document(struct terraform_out *out, const char *argument,
				   const struct resource *r)
{
	hcl_blank(&out->main);
	hcl_set_json(&out->main, argument, "jsonencode(", resource_get(r, "document"), ")");
}

void terraform_role(struct terraform_out *out, const struct resource *r)
{
	terraform_begin(out, r, "aws_iam_role");
	terraform_set_path(out);
	terraform_iam_describe(out, r);
	terraform_set_boundary(out);
	terraform_set_tags(out, r);
	terraform_iam_document(out, "assume_role_policy", r);
	terraform_end(out, r, "aws_iam_role", r->name, NULL);
}

/* Of what its kind's row names as its parent. */
void terraform_inline_policy(struct terraform_out *out, const struct resource *r)
{
	const char *owner = kind_find(r->kind)->parent;
	const char *type = form_row_find(r->kind)->terraform_type;
	const char *its = resource_str(r, owner);
	struct buf import = BUF(BUF_TEXT);

	terraform_begin(out, r, type);
	terraform_set_name_of(out, owner, terraform_find(out, owner, its), its);
	terraform_iam_document(out, "policy", r);
	buf_fmt(&import, "%s:%s", its, r->name);
	terraform_end(out, r, type, import.s, NULL);
	buf_free(&import);
}

/* The role in it is a resource of its own in a template, and an argument here. */
void terraform_instance_profile(struct terraform_out *out, const struct resource *r)
{
	const struct resource *in = terraform_find(out, "instance-profile-role", r->name);
	const char *role = resource_str(in, "role");

	terraform_begin(out, r, "aws_iam_instance_profile");
	terraform_set_path(out);
	if (*role)
		terraform_set_name_of(out, "role", terraform_find(out, "role", role), role);
	terraform_set_tags(out, r);
	terraform_end(out, r, "aws_iam_instance_profile", r->name, NULL);
}

void terraform_in_another(struct terraform_out *out, const struct resource *r)
{
	(void)out;
	(void)r;
}

/* Its access keys are created after it, outside of Terraform. */
void terraform_user(struct terraform_out *out, const struct resource *r)
{
	terraform_begin(out, r, "aws_iam_user");
	terraform_set_path(out);
	terraform_set_boundary(out);
	hcl_set(&out->main, "force_destroy", "var.delete_access_keys");
	terraform_set_tags(out, r);
	terraform_end(out, r, "aws_iam_user", r->name, NULL);
}

void terraform_policy(struct terraform_out *out, const struct resource *r)
{
	struct buf arn = BUF(BUF_TEXT);

	terraform_begin(out, r, "aws_iam_policy");
	terraform_iam_describe(out, r);
	terraform_set_tags(out, r);
	terraform_iam_document(out, "policy", r);
	terraform_arn(out, r, &arn);
	terraform_end(out, r, "aws_iam_policy", arn.s, NULL);
	buf_free(&arn);
}

/* Of a managed policy, to a role or to a user. */
void terraform_attachment(struct terraform_out *out, const struct resource *r)
{
	const char *owner = kind_find(r->kind)->parent;
	const char *type = form_row_find(r->kind)->terraform_type;
	const char *its = resource_str(r, owner), *policy = resource_str(r, "policy");
	struct buf import = BUF(BUF_TEXT);

	terraform_begin(out, r, type);
	terraform_set_name_of(out, owner, terraform_find(out, owner, its), its);
	terraform_set_of(out, "policy_arn", terraform_find_arn(out, policy), "arn", policy);
	buf_fmt(&import, "%s/%s", its, policy);
	terraform_end(out, r, type, import.s, NULL);
	buf_free(&import);
}

/* Without tags: only the service can change the role, so TagRole fails. */
void terraform_service_linked_role(struct terraform_out *out, const struct resource *r)
{
	terraform_begin(out, r, "aws_iam_service_linked_role");
	terraform_end(out, r, "aws_iam_service_linked_role", NULL, NULL);
}

/* Without thumbprints: see resource/oidc_provider.c. */
void terraform_oidc_provider(struct terraform_out *out, const struct resource *r)
{
	struct json *audiences = json_list_new();
	struct buf arn = BUF(BUF_TEXT), url = BUF(BUF_TEXT);

	json_push(audiences, json_string_new(resource_str(r, "audience")));
	buf_fmt(&url, "https://%s", r->name);
	terraform_arn(out, r, &arn);
	terraform_begin(out, r, "aws_iam_openid_connect_provider");
	hcl_set_text(&out->main, "url", url.s);
	hcl_set_json(&out->main, "client_id_list", "", audiences, "");
	terraform_set_tags(out, r);
	terraform_end(out, r, "aws_iam_openid_connect_provider", arn.s, NULL);
	buf_free(&arn);
	buf_free(&url);
	json_free(audiences);
}
