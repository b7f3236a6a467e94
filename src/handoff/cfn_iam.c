/* cfn_iam.c - what IAM has; see cloudformation.h. */
#include "config.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/shell.h"
#include "base/str.h"
#include "format/json.h"
#include "handoff/cloudformation.h"
#include "handoff/marks.h"
#include "kinds/kinds.h"

/* An object with one member. */
static struct json *cfn_iam_one(const char *key, struct json *value)
{
	struct json *object = json_object_new();

	json_put(object, key, value);
	return object;
}

/* The list of a policy's owners of the kind that is its parent: "role" gives "Roles". */
static const char *cfn_iam_owners(const struct resource *policy)
{
	static const struct {
		const char *parent, *list;
	} owners[] = {
		{ "role", "Roles" },
		{ "user", "Users" },
		{ "group", "Groups" },
	};
	const char *parent = kind_find(policy->kind)->parent;
	size_t i = 0;

	while (!str_eq(owners[i].parent, parent))
		i++;
	return owners[i].list;
}

static void cfn_iam_push_text(struct cloudformation_out *out, struct json *object,
			      const char *list, const char *text)
{
	struct json *all = json_get(object, list);

	if (!all)
		all = json_put(object, list, json_list_new());
	json_push(all, cloudformation_text(out, text));
}

static void cfn_iam_put_document(struct cloudformation_out *out, struct json *properties,
				 const char *as, const struct resource *r)
{
	json_put(properties, as, cloudformation_value(out, resource_get(r, "document")));
}

/* The path and the permissions boundary: parameters, or as answered. */
static void cfn_iam_put_place(struct cloudformation_out *out, struct json *properties,
			      const struct resource *r)
{
	const char *path = resource_str(r, "path"), *boundary = resource_str(r, "boundary");
	struct json *arms;

	json_put(properties, "Path", cloudformation_text(out, *path ? path : "/"));
	if (!*boundary)
		return;
	if (!json_get(out->conditions, "HasBoundary")) {
		json_put(properties, "PermissionsBoundary",
			 cloudformation_text(out, boundary));
		return;
	}
	arms = json_put(json_put(properties, "PermissionsBoundary", json_object_new()),
			"Fn::If", json_list_new());
	json_push(arms, json_string_new("HasBoundary"));
	json_push(arms, cloudformation_text(out, boundary));
	json_push(arms, cfn_iam_one("Ref", json_string_new("AWS::NoValue")));
}

void cloudformation_role(struct cloudformation_out *out, const struct resource *r)
{
	struct json *p = cloudformation_add(out, r, "AWS::IAM::Role", "RoleName", "Tags");

	if (resource_get(r, "description"))
		json_put(p, "Description",
			 cloudformation_text(out, resource_str(r, "description")));
	cfn_iam_put_place(out, p, r);
	cfn_iam_put_document(out, p, "AssumeRolePolicyDocument", r);
}

void cloudformation_user(struct cloudformation_out *out, const struct resource *r)
{
	cfn_iam_put_place(
		out, cloudformation_add(out, r, "AWS::IAM::User", "UserName", "Tags"), r);
}

/* An inline policy of what its kind's row names as its parent. */
void cloudformation_inline_policy(struct cloudformation_out *out, const struct resource *r)
{
	struct json *p = cloudformation_add(out, r, "AWS::IAM::Policy", "PolicyName", NULL);
	const char *parent = kind_find(r->kind)->parent;

	cfn_iam_push_text(out, p, cfn_iam_owners(r), resource_str(r, parent));
	cfn_iam_put_document(out, p, "PolicyDocument", r);
}

void cloudformation_policy(struct cloudformation_out *out, const struct resource *r)
{
	struct json *p = cloudformation_add(out, r, "AWS::IAM::ManagedPolicy",
					    "ManagedPolicyName", NULL);

	if (*resource_str(r, "description"))
		json_put(p, "Description",
			 cloudformation_text(out, resource_str(r, "description")));
	cfn_iam_put_document(out, p, "PolicyDocument", r);
}

/* The command that attaches a policy to a role or user that exists; {when, command}. */
static void cfn_iam_leave_attachment(struct cloudformation_out *out,
				     const struct resource *r, const char *when)
{
	const struct resource *plain = resources_find(out->h->resources, r->id);
	const char *parent = kind_find(r->kind)->parent;
	struct json *left = json_push(out->left, json_object_new());
	struct buf command = BUF(4096);

	buf_fmt(&command, "aws iam attach-%s-policy --%s-name ", parent, parent);
	shell_word(&command, resource_str(plain, parent));
	buf_str(&command, " --policy-arn ");
	shell_word(&command, resource_str(plain, "policy"));
	json_put_str(left, "when", when);
	json_put_str(left, "command", command.s);
	buf_free(&command);
}

/* The managed policy of the template with this ARN; NULL: it is AWS's, or exists already.
 */
static struct json *cfn_iam_find_policy(const struct cloudformation_out *out,
					const struct resource *attachment)
{
	const struct resources *all = &out->marks->resources;

	json_each(need, resource_get(attachment, "needs"))
		for (size_t i = 0; i < all->count; i++)
			if (str_eq(all->items[i]->id, json_text(need)) &&
			    str_eq(all->items[i]->kind, "policy"))
				return cloudformation_find(out, "policy",
							   all->items[i]->name);
	return NULL;
}

/*
 * On the role or user where the template has it, else on the policy; and there, too, where
 * the role or user may exist already, or outlives the stack: its policy could not be
 * deleted.
 */
void cloudformation_attachment(struct cloudformation_out *out, const struct resource *r)
{
	const char *parent = kind_find(r->kind)->parent, *owner = resource_str(r, parent);
	struct json *to = cloudformation_find(out, parent, owner);
	struct json *policy = cfn_iam_find_policy(out, r);
	bool some = to && json_get(to, "Condition");
	bool retained = to && str_eq(json_str(to, "DeletionPolicy"), "Retain");

	if (to && !((some || retained) && policy)) {
		cloudformation_depend(out, to, r);
		cfn_iam_push_text(out, json_get(to, "Properties"), "ManagedPolicyArns",
				  resource_str(r, "policy"));
		if (some) {
			char *when = xasprintf("Create%s=no", json_key(to));

			cfn_iam_leave_attachment(out, r, when);
			free(when);
		}
	} else if (policy) {
		cloudformation_depend(out, policy, r);
		cfn_iam_push_text(out, json_get(policy, "Properties"), cfn_iam_owners(r),
				  owner);
	} else {
		cfn_iam_leave_attachment(out, r, "");
	}
}

void cloudformation_profile(struct cloudformation_out *out, const struct resource *r)
{
	struct json *p = cloudformation_add(out, r, "AWS::IAM::InstanceProfile",
					    "InstanceProfileName", NULL);
	const char *path = resource_str(r, "path");

	json_put(p, "Path", cloudformation_text(out, *path ? path : "/"));
	json_put(p, "Roles", json_list_new());
}

void cloudformation_profile_role(struct cloudformation_out *out, const struct resource *r)
{
	struct json *profile = cloudformation_find(out, "instance-profile", r->name);

	if (!profile) {
		err_set(out->err, ERR_INPUT,
			"CloudFormation cannot add a role to the existing instance profile "
			"'%s'",
			resources_find(out->h->resources, r->id)->name);
		err_hint(out->err, "use --format cli");
		return;
	}
	cloudformation_depend(out, profile, r);
	cfn_iam_push_text(out, json_get(profile, "Properties"), "Roles",
			  resource_str(r, "role"));
}

void cloudformation_linked_role(struct cloudformation_out *out, const struct resource *r)
{
	cloudformation_add(out, r, "AWS::IAM::ServiceLinkedRole", "AWSServiceName", NULL);
}

void cloudformation_provider(struct cloudformation_out *out, const struct resource *r)
{
	struct json *p = cloudformation_add(out, r, "AWS::IAM::OIDCProvider", NULL, "Tags");
	struct buf url = BUF(2048);

	buf_fmt(&url, "https://%s", r->name);
	json_put_str(p, "Url", url.s);
	cfn_iam_push_text(out, p, "ClientIdList", resource_str(r, "audience"));
	buf_free(&url);
}
