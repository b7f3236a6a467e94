/* groups.c - see groups.h. */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "probe/groups.h"
#include "probe/instances.h"
#include "resource/kind.h"
#include "resource/resource_call.h"

static struct json *groups_list_of(struct json *one)
{
	struct json *list = json_list_new();

	json_push(list, one);
	return list;
}

static struct json *groups_filter(const char *name, const char *value)
{
	struct json *one = params("Name", name, NULL);

	json_put(one, "Value", groups_list_of(json_string_new(value)));
	return one;
}

static bool groups_describe(struct aws *aws, struct json *filters, struct json **reply,
			    struct err *err)
{
	struct json *ask = json_object_new();

	json_put(ask, "Filter", filters);
	return call(aws, OP_EC2_DESCRIBE_SECURITY_GROUPS, ask, reply, NULL, err);
}

bool groups_find(struct aws *aws, const char *setup, struct worker_groups *all,
		 struct err *err)
{
	struct json *filters = groups_list_of(groups_filter("tag-key", PROBE_TAG)),
		    *reply = NULL;

	if (setup)
		json_push(filters, groups_filter("tag:" SETUP_TAG, setup));
	if (!groups_describe(aws, filters, &reply, err))
		return false;
	*all = worker_groups_read(reply);
	return true;
}

bool groups_named(struct aws *aws, const char *name, char id[64], struct err *err)
{
	struct json *reply = NULL;

	*id = '\0';
	if (!groups_describe(aws, groups_list_of(groups_filter("group-name", name)), &reply,
			     err))
		return false;
	json_each(group, json_get(reply, "securityGroupInfo"))
		if (str_eq(json_str(group, "groupName"), name))
			str_clean(id, 64, json_str(group, "groupId"));
	json_free(reply);
	return true;
}

/* Takes the rules. The error code done means that nothing is left to do: success. */
static bool groups_change(struct aws *aws, enum aws_op_id op, const char *id,
			  struct json *rules, const char *done, struct err *err)
{
	struct json *ask = params("GroupId", id, NULL);

	json_put(ask, "IpPermissions", rules);
	if (call(aws, op, ask, NULL, NULL, err))
		return true;
	if (!str_eq(err->code, done))
		return false;
	*err = (struct err)ERR_INIT;
	return true;
}

bool groups_open(struct aws *aws, const char *id, struct err *err)
{
	struct json *rule = params("IpProtocol", "tcp", "FromPort", "443", "ToPort", "443", NULL);

	json_put(rule, "IpRanges", groups_list_of(params("CidrIp", "0.0.0.0/0", NULL)));
	return groups_change(aws, OP_EC2_AUTHORIZE_SECURITY_GROUP_EGRESS, id,
			     groups_list_of(rule), "InvalidPermission.Duplicate", err);
}

static void groups_add_ranges(struct json *rule, const char *as, const char *name,
			      const struct json *from, const char *member)
{
	struct json *list = json_count(from) ? json_put(rule, as, json_list_new()) : NULL;

	json_each(range, from)
		json_push(list, params(name, json_str(range, member), NULL));
}

bool groups_close(struct aws *aws, const char *id, struct err *err)
{
	struct json *ask = json_object_new(), *reply = NULL, *rules, *rule;
	const struct json *group;

	json_put(ask, "GroupId", groups_list_of(json_string_new(id)));
	if (!call(aws, OP_EC2_DESCRIBE_SECURITY_GROUPS, ask, &reply, NULL, err))
		return false;
	rules = json_list_new();
	group = json_first(json_get(reply, "securityGroupInfo"));
	/* A new group has one rule for every protocol: those are the rules to remove. */
	json_each(one, json_get(group, "ipPermissionsEgress")) {
		if (!str_eq(json_str(one, "ipProtocol"), "-1"))
			continue;
		rule = json_push(rules, params("IpProtocol", "-1", NULL));
		groups_add_ranges(rule, "IpRanges", "CidrIp", json_get(one, "ipRanges"),
				  "cidrIp");
		groups_add_ranges(rule, "Ipv6Ranges", "CidrIpv6",
				  json_get(one, "ipv6Ranges"), "cidrIpv6");
	}
	json_free(reply);
	if (json_count(rules))
		return groups_change(aws, OP_EC2_REVOKE_SECURITY_GROUP_EGRESS, id, rules,
				     "InvalidPermission.NotFound", err);
	json_free(rules);
	return true;
}

bool groups_delete(struct aws *aws, const char *id, struct err *err)
{
	if (call(aws, OP_EC2_DELETE_SECURITY_GROUP, params("GroupId", id, NULL), NULL, NULL, err))
		return true;
	if (!str_eq(err->code, "InvalidGroup.NotFound") &&
	    !str_eq(err->code, "InvalidGroupId.NotFound"))
		return false;
	*err = (struct err)ERR_INIT;
	return true;
}
