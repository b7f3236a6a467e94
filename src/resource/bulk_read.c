/* bulk_read.c - see bulk_read.h. */
#include "config.h"

#include <pthread.h>
#include <string.h>

#include "aws/reply_cache.h"
#include "base/str.h"
#include "format/json.h"
#include "resource/account.h"
#include "resource/bulk_read.h"
#include "resource/resource_call.h"

#define AT_ONCE 8 /* questions at a time */

/* Role, user and group differ in names alone. */
static const struct owner {
	const char *list, *kind, *member, *name, *policies;
	enum aws_op_id get, names, policy, attached;
} owners[] = {
	{ ACCOUNT_ROLE_LIST, "role", "Role", "RoleName", "RolePolicyList", OP_IAM_GET_ROLE,
	  OP_IAM_LIST_ROLE_POLICIES, OP_IAM_GET_ROLE_POLICY,
	  OP_IAM_LIST_ATTACHED_ROLE_POLICIES },
	{ ACCOUNT_USER_LIST, "user", "User", "UserName", "UserPolicyList", OP_IAM_GET_USER,
	  OP_IAM_LIST_USER_POLICIES, OP_IAM_GET_USER_POLICY,
	  OP_IAM_LIST_ATTACHED_USER_POLICIES },
	{ ACCOUNT_GROUP_LIST, "group", NULL, "GroupName", "GroupPolicyList", OP_COUNT,
	  OP_IAM_LIST_GROUP_POLICIES, OP_IAM_GET_GROUP_POLICY,
	  OP_IAM_LIST_ATTACHED_GROUP_POLICIES },
};

/* What the single calls do not have of it. */
static const char *const not_of_one[] = {
	"RolePolicyList", "UserPolicyList", "AttachedManagedPolicies", "InstanceProfileList",
	"GroupList", "PolicyVersionList", "RoleLastUsed",
};

struct lesson {
	struct aws *a;
	struct reply_cache *m;
	struct json *wanted;	/* {"role": names, ..., "policy": ARNs}: what is kept */
	struct json *kept;	/* list of {"list", "item"} */
	struct json *profiles;	/* names of those that a role told */
	struct json *asked;	/* the question that is answered now */
};

static void bulk_read_want(struct lesson *l, const char *kind, const char *name)
{
	struct json *list = json_get(l->wanted, kind);

	if (!list)
		list = json_put(l->wanted, kind, json_list_new());
	if (*name && !json_has(list, name))
		json_push(list, json_string_new(name));
}

/* Of thousands the few that are wanted; what they need is known once all are there. */
static void bulk_read_keep(void *with, const char *list, struct json *item)
{
	struct lesson *l = with;
	struct json *row;
	bool wanted = str_eq(list, ACCOUNT_POLICY_LIST) &&
		json_has(json_get(l->wanted, "policy"), json_str(item, "Arn"));

	for (size_t i = 0; i < sizeof(owners) / sizeof(*owners); i++)
		if (str_eq(list, owners[i].list))
			wanted = json_has(json_get(l->wanted, owners[i].kind),
					  json_str(item, owners[i].name));
	if (!wanted) {
		json_free(item);
		return;
	}
	row = json_push(l->kept, json_object_new());
	json_put_str(row, "list", list);
	json_put(row, "item", item);
}

/* --- answers ----------------------------------------------------------------------- */

static void bulk_read_tell(const struct lesson *l, enum aws_op_id op, struct json *take,
			   const char *member, struct json *value)
{
	struct json *reply = json_object_new();

	json_put(reply, member, value);
	reply_cache_add(l->m, "", op, take, reply, l->asked);
	json_free(take);
}

static struct json *bulk_read_list_copy(const struct json *list)
{
	return json_type(list) == JSON_LIST ? json_copy(list) : json_list_new();
}

static struct json *bulk_read_alone(const struct json *item)
{
	struct json *one = json_copy(item);

	for (size_t i = 0; i < sizeof(not_of_one) / sizeof(*not_of_one); i++)
		json_drop(one, not_of_one[i]);
	return one;
}

static struct json *bulk_read_without_tags(const struct json *item)
{
	struct json *one = bulk_read_alone(item);

	json_put(one, LEARNED_NO_TAGS, json_bool_new(true));
	return one;
}

static void bulk_read_tell_policies(const struct lesson *l, const struct owner *o,
				    const struct json *item, const char *name)
{
	struct json *names = json_list_new(),
		    *list = bulk_read_list_copy(json_get(item, o->policies));

	json_each(policy, list) {
		struct json *p = params(o->name, name, "PolicyName",
					json_str(policy, "PolicyName"), NULL);

		json_push(names, json_copy(json_get(policy, "PolicyName")));
		json_put_str(policy, o->name, name);
		reply_cache_add(l->m, "", o->policy, p, json_copy(policy), l->asked);
		json_free(p);
	}
	bulk_read_tell(l, o->names, params(o->name, name, NULL), "PolicyNames", names);
	bulk_read_tell(l, o->attached, params(o->name, name, NULL), "AttachedPolicies",
		       bulk_read_list_copy(json_get(item, "AttachedManagedPolicies")));
	json_free(list);
}

/* AWS managed policies are read by themselves, once a run: see holdings.h. */
static void bulk_read_want_policy(struct lesson *l, const char *arn)
{
	if (!strstr(arn, ":iam::aws:policy/"))
		bulk_read_want(l, "policy", arn);
}

static void bulk_read_tell_profiles(struct lesson *l, const struct json *item)
{
	json_each(profile, json_get(item, "InstanceProfileList")) {
		const char *name = json_str(profile, "InstanceProfileName");

		/* of another cloud's answer a part may lack: then it is asked for itself */
		if (!json_has(json_get(l->wanted, "instance-profile"), name) ||
		    !*json_str(profile, "Arn") || !*json_str(profile, "Path") ||
		    !*json_str(json_first(json_get(profile, "Roles")), "RoleName"))
			continue;
		json_push(l->profiles, json_string_new(name));
		bulk_read_tell(l, OP_IAM_GET_INSTANCE_PROFILE,
			       params("InstanceProfileName", name, NULL), "InstanceProfile",
			       bulk_read_without_tags(profile));
	}
}

static void bulk_read_tell_owner(struct lesson *l, const struct owner *o,
				 const struct json *item)
{
	const char *name = json_str(item, o->name);

	bulk_read_tell_policies(l, o, item, name);
	if (o->member)
		bulk_read_tell(l, o->get, params(o->name, name, NULL), o->member,
			       bulk_read_alone(item));
	if (str_eq(o->kind, "user")) {
		const struct json *names = json_get(item, "GroupList");
		struct json *groups = json_list_new();

		json_each(group, json_type(names) == JSON_LIST ? names : NULL) {
			json_put_str(json_push(groups, json_object_new()), "GroupName",
				     json_text(group));
			bulk_read_want(l, "group", json_text(group));
		}
		bulk_read_tell(l, OP_IAM_LIST_GROUPS_FOR_USER,
			       params("UserName", name, NULL), "Groups", groups);
	}
	bulk_read_tell_profiles(l, item);
	json_each(policy, json_get(item, "AttachedManagedPolicies"))
		bulk_read_want_policy(l, json_str(policy, "PolicyArn"));
	bulk_read_want_policy(l,
			      json_str(json_get(item, "PermissionsBoundary"),
				       "PermissionsBoundaryArn"));
}

/* False: the caller may not, or AWS did not tell; nothing is known then. */
static bool bulk_read_learn(struct lesson *l, unsigned parts)
{
	struct err ignored = ERR_INIT;
	bool ok = account_read(l->a, parts, bulk_read_keep, l, &l->asked, &ignored);
	struct json *row;

	while ((row = json_shift(l->kept))) {
		const struct json *item = json_get(row, "item");

		if (ok && str_eq(json_str(row, "list"), ACCOUNT_POLICY_LIST)) {
			const char *arn = json_str(item, "Arn");

			bulk_read_tell(l, OP_IAM_GET_POLICY, params("PolicyArn", arn, NULL),
				       "Policy", bulk_read_without_tags(item));
			json_each(version, json_get(item, "PolicyVersionList"))
				bulk_read_tell(l, OP_IAM_GET_POLICY_VERSION,
					       params("PolicyArn", arn, "VersionId",
						      json_str(version, "VersionId"), NULL),
					       "PolicyVersion", json_copy(version));
		}
		for (size_t i = 0; ok && i < sizeof(owners) / sizeof(*owners); i++)
			if (str_eq(json_str(row, "list"), owners[i].list))
				bulk_read_tell_owner(l, &owners[i], item);
		json_free(row);
	}
	json_free(l->asked);
	l->asked = NULL;
	return ok;
}

/* --- what the details do not have -------------------------------------------------- */

/* Names that several threads ask for, each the next one. */
struct question_form {
	struct aws *a;
	pthread_mutex_t lock;
	const struct json *next;
};

static const struct json *bulk_read_take_next(struct question_form *q)
{
	const struct json *name;

	pthread_mutex_lock(&q->lock);
	name = q->next;
	q->next = name ? json_next(name) : NULL;
	pthread_mutex_unlock(&q->lock);
	return name;
}

/* The session remembers what is answered. */
static void *bulk_read_ask_profiles(void *with)
{
	struct question_form *q = with;
	const struct json *name;

	for (name = bulk_read_take_next(q); name; name = bulk_read_take_next(q)) {
		struct err ignored = ERR_INIT;

		call(q->a, OP_IAM_GET_INSTANCE_PROFILE,
		     params("InstanceProfileName", json_text(name), NULL), NULL, NULL,
		     &ignored);
	}
	return NULL;
}

static void bulk_read_profiles(const struct lesson *l)
{
	struct json *names = json_list_new();
	struct question_form q = { .a = l->a };
	pthread_t threads[AT_ONCE];
	size_t n = 0;

	json_each(name, json_get(l->wanted, "instance-profile"))
		if (!json_has(l->profiles, json_text(name)))
			json_push(names, json_copy(name));
	q.next = json_first(names);
	pthread_mutex_init(&q.lock, NULL);
	while (n < AT_ONCE && n < json_count(names) &&
	       !pthread_create(&threads[n], NULL, bulk_read_ask_profiles, &q))
		n++;
	while (n > 0)
		pthread_join(threads[--n], NULL);
	pthread_mutex_destroy(&q.lock);
	json_free(names);
}

void bulk_read_account(struct aws *a, struct reply_cache *m, const struct json *things)
{
	struct lesson l = { .a = a, .m = m, .wanted = json_copy(things),
			    .kept = json_list_new(), .profiles = json_list_new() };
	unsigned first = 0, second = 0;

	first |= json_count(json_get(things, "role")) ? ACCOUNT_ROLES : 0;
	first |= json_count(json_get(things, "user")) ? ACCOUNT_USERS : 0;
	if (first && bulk_read_learn(&l, first)) {
		second |= json_count(json_get(l.wanted, "group")) ? ACCOUNT_GROUPS : 0;
		second |= json_count(json_get(l.wanted, "policy")) ? ACCOUNT_POLICIES : 0;
	}
	for (int depth = 0; second && depth < 2; depth++) {
		size_t policies = json_count(json_get(l.wanted, "policy"));

		if (!bulk_read_learn(&l, second))
			break;
		/* policies that a group has are known once the group is */
		second = json_count(json_get(l.wanted, "policy")) > policies ?
			 ACCOUNT_POLICIES : 0;
	}
	bulk_read_profiles(&l);
	json_free(l.profiles);
	json_free(l.kept);
	json_free(l.wanted);
}
