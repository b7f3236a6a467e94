/* attached.c - see attached.h. */
#include "config.h"

#include <stdio.h>

#include "base/str.h"
#include "format/json.h"
#include "kinds/resource.h"
#include "resource/attached.h"
#include "resource/instance.h"
#include "resource/resource_call.h"
#include "resource/uses.h"

/* A list that AWS gives of one owner, and what its rows are here. */
struct hanging {
	enum aws_op_id op;
	const char *list, *name;	/* "": a row is the name itself */
	const char *before, *after;	/* the name, for people */
	const char *kind;		/* the kind it would have, if it were wanted here */
	const char *member,
		*from; /* its member (NULL: its name), and the row's that it equals */
	bool hangs;			/* it uses nothing: it is only there */
};

static const struct hanging of_role[] = {
	{ OP_IAM_LIST_INSTANCE_PROFILES_FOR_ROLE, "InstanceProfiles", "InstanceProfileName",
	  "instance profile ", "", "instance-profile-role", NULL, "InstanceProfileName",
	  false },
	{ OP_IAM_LIST_ATTACHED_ROLE_POLICIES, "AttachedPolicies", "PolicyName",
	  "the policy ", " (added by others)", "role-policy-attachment", "policy",
	  "PolicyArn", true },
	{ OP_IAM_LIST_ROLE_POLICIES, "PolicyNames", "", "the policy ",
	  " (added by others)", "role-policy", NULL, "", true },
};

static const struct hanging of_user[] = {
	{ OP_IAM_LIST_ACCESS_KEYS, "AccessKeyMetadata", "AccessKeyId", "the access key ",
	  " (created by others)", "access-key", "key_id", "AccessKeyId", false },
	{ OP_IAM_LIST_ATTACHED_USER_POLICIES, "AttachedPolicies", "PolicyName",
	  "the policy ", " (added by others)", "user-policy-attachment", "policy",
	  "PolicyArn", true },
	{ OP_IAM_LIST_USER_POLICIES, "PolicyNames", "", "the policy ",
	  " (added by others)", "user-policy", NULL, "", true },
	{ OP_IAM_LIST_GROUPS_FOR_USER, "Groups", "GroupName", "the group ", " it is in", "",
	  "", "", true },
	{ OP_IAM_LIST_MFA_DEVICES, "MFADevices", "SerialNumber", "its MFA device ", "", "",
	  "", "", true },
};

static const char *attached_text_of(const struct json *row, const char *name)
{
	const char *s = *name ? json_str(row, name) : json_text(row);

	return s ? s : "";
}

static void attached_add_row(struct resource_uses *uses, const struct hanging *h,
			     const struct json *row, const char *owner, const char *named)
{
	struct resource *as = *h->kind ? resource_new("", h->kind, "") : NULL;
	char says[300];

	snprintf(says, sizeof(says), "%s%.200s%s", h->before,
		 attached_text_of(row, h->name), h->after);
	uses_add(uses, says, as)->attached = h->hangs;
	if (!as)
		return;
	resource_put_str(as, owner, named);
	if (h->member)
		resource_put_str(as, h->member, attached_text_of(row, h->from));
	else
		resource_set_name(as, attached_text_of(row, h->from));
}

/* One that the caller may not list is passed over: its removal will tell. */
static bool attached_ask(struct aws *a, const struct hanging *rows, size_t n,
			 const char *owner, const char *key, const struct resource *found,
			 struct resource_uses *uses, struct err *err)
{
	const char *named = found->name;

	for (size_t i = 0; i < n; i++) {
		struct json *reply = NULL;

		if (call(a, rows[i].op, params(key, named, NULL), &reply, NULL, err))
			json_each(row, json_get(reply, rows[i].list))
				attached_add_row(uses, &rows[i], row, owner, named);
		else if (!call_was_gone(err) && err->kind != ERR_DENIED)
			return false;
		*err = (struct err)ERR_INIT;
		json_free(reply);
	}
	return true;
}

bool role_users(struct aws *a, const struct resource *found, struct resource_uses *uses,
		struct err *err)
{
	return attached_ask(a, of_role, sizeof(of_role) / sizeof(*of_role), "role",
			    "RoleName", found, uses, err);
}

bool user_users(struct aws *a, const struct resource *found, struct resource_uses *uses,
		struct err *err)
{
	return attached_ask(a, of_user, sizeof(of_user) / sizeof(*of_user), "user",
			    "UserName", found, uses, err);
}

/* The machines of this region that carry it: a stopped one will want it again. */
bool profile_users(struct aws *a, const struct resource *found, struct resource_uses *uses,
		   struct err *err)
{
	struct json *reply = NULL, *machine = NULL;
	bool ok = call(a, OP_EC2_DESCRIBE_IAM_INSTANCE_PROFILE_ASSOCIATIONS, NULL, &reply,
		       NULL, err);

	json_each(row, json_get(reply, "iamInstanceProfileAssociationSet")) {
		const char *id = json_str(row, "instanceId");

		if (!ok || !str_starts(json_str(row, "state"), "associat") ||
		    !str_eq(json_str(json_get(row, "iamInstanceProfile"), "arn"),
			    resource_str(found, "arn")))
			continue;
		ok = instance_read(a, id, &machine, err);
		if (machine) {
			char says[300];

			snprintf(says, sizeof(says), "machine %.200s", id);
			uses_add(uses, says,
				 resource_new("", "instance-profile-association", id));
		}
		json_free(machine);
		machine = NULL;
	}
	json_free(reply);
	return ok;
}
