/* learn.c - see learn.h. */
#include "config.h"

#include <pthread.h>

#include "aws/memo.h"
#include "aws/witness.h"
#include "base/str.h"
#include "format/json.h"
#include "resource/call.h"
#include "resource/kind.h"
#include "resource/learn.h"

#define AT_ONCE 8	/* questions under way */

/* Role and user differ in names alone. */
struct owner {
	const char *member, *name, *policies;
	enum aws_op_id get, list, policy, attached;
};

static const struct owner role = {
	"Role", "RoleName", "RolePolicyList", OP_IAM_GET_ROLE, OP_IAM_LIST_ROLE_POLICIES,
	OP_IAM_GET_ROLE_POLICY,
	OP_IAM_LIST_ATTACHED_ROLE_POLICIES,
};
static const struct owner user = {
	"User", "UserName", "UserPolicyList", OP_IAM_GET_USER, OP_IAM_LIST_USER_POLICIES,
	OP_IAM_GET_USER_POLICY,
	OP_IAM_LIST_ATTACHED_USER_POLICIES,
};

/* The memory that is filled, and the question that the lists answered. */
struct lesson { struct memo *m; struct json *asked; };

/* All of one filter; NULL: the caller may not, or AWS did not tell. */
static struct json *details(struct aws *a, enum aws_op_id op, const char *filter,
			    struct lesson *l)
{
	struct json *ask = json_object_new(), *reply = NULL;
	struct err ignored = ERR_INIT;
	char id[96] = "";

	json_push(json_put(ask, "Filter", json_list_new()), json_string_new(filter));
	aws_call(a, op, ask, &reply, id, &ignored);
	l->asked = witness_asked(op, ask, id);
	json_free(ask);
	return reply;
}

static void tell(const struct lesson *l, enum aws_op_id op, struct json *params_,
		 const char *member, struct json *value)
{
	struct json *reply = json_object_new();

	json_put(reply, member, value);
	memo_tell(l->m, "", op, params_, reply, l->asked);
	json_free(params_);
}

static void tell_policies(const struct lesson *l, const struct owner *o, const struct json *one,
			  const char *name)
{
	const struct json *attached = json_get(one, "AttachedManagedPolicies");
	struct json *names = json_list_new();

	json_each(policy, json_get(one, o->policies)) {
		struct json *p = params(o->name, name, "PolicyName",
					json_str(policy, "PolicyName"), NULL);

		json_push(names, json_copy(json_get(policy, "PolicyName")));
		memo_tell(l->m, "", o->policy, p, json_copy(policy), l->asked);
		json_free(p);
	}
	tell(l, o->list, params(o->name, name, NULL), "PolicyNames", names);
	tell(l, o->attached, params(o->name, name, NULL), "AttachedPolicies",
	     attached ? json_copy(attached) : json_list_new());
}

static const struct json *named(const struct json *list, const char *member,
				const char *name)
{
	json_each(one, list)
		if (str_eq(json_str(one, member), name))
			return one;
	return NULL;
}

/* --- what no list has ------------------------------------------------------------- */

/* Names that several threads ask for, each the next one. */
struct asking {
	struct aws *a;
	pthread_mutex_t lock;
	const struct json *next;
};

static const struct json *take_next(struct asking *q)
{
	const struct json *name;

	pthread_mutex_lock(&q->lock);
	name = q->next;
	q->next = name ? json_next(name) : NULL;
	pthread_mutex_unlock(&q->lock);
	return name;
}

/* The session remembers what is answered. */
static void *ask_profiles(void *with)
{
	struct asking *q = with;
	const struct json *name;

	for (name = take_next(q); name; name = take_next(q)) {
		struct err ignored = ERR_INIT;

		call(q->a, OP_IAM_GET_INSTANCE_PROFILE,
		     params("InstanceProfileName", json_text(name), NULL), NULL, NULL,
		     &ignored);
	}
	return NULL;
}

static void learn_profiles(struct aws *a, const struct json *names)
{
	struct asking q = { .a = a, .next = json_first(names) };
	pthread_t threads[AT_ONCE];
	size_t n = 0;

	pthread_mutex_init(&q.lock, NULL);
	while (n < AT_ONCE && n < json_count(names) &&
	       !pthread_create(&threads[n], NULL, ask_profiles, &q))
		n++;
	while (n > 0)
		pthread_join(threads[--n], NULL);
	pthread_mutex_destroy(&q.lock);
}

/* Of a role that one of these set-ups made. */
static void add_profiles(struct json *names, const struct json *of,
			 const struct json *setups)
{
	struct json *tags = tags_from_aws(json_get(of, "Tags"));

	json_each(profile, json_has(setups, json_str(tags, SETUP_TAG)) ?
		  json_get(of, "InstanceProfileList") : NULL)
		json_push(names, json_copy(json_get(profile, "InstanceProfileName")));
	json_free(tags);
}

/* The details have all of a role but its description, which the plain list has. */
static void learn_roles(struct aws *a, struct memo *m, const struct json *setups)
{
	struct json *profiles = json_list_new();
	struct lesson l = { .m = m };
	struct json *reply = details(a, OP_IAM_GET_ROLE_DETAILS, "Role", &l), *plain = NULL;
	struct err ignored = ERR_INIT;

	if (reply)
		call(a, OP_IAM_LIST_ROLES, NULL, &plain, NULL, &ignored);
	json_each(one, json_get(reply, "RoleDetailList")) {
		const char *name = json_str(one, "RoleName");
		const struct json *more = named(json_get(plain, "Roles"), "RoleName", name);
		struct json *whole = json_copy(one);

		tell_policies(&l, &role, one, name);
		add_profiles(profiles, one, setups);
		if (*json_str(more, "Description"))
			json_put_str(whole, "Description", json_str(more, "Description"));
		if (more)
			tell(&l, role.get, params(role.name, name, NULL), role.member, whole);
		else
			json_free(whole);
	}
	learn_profiles(a, profiles);
	json_free(profiles);
	json_free(plain);
	json_free(reply);
	json_free(l.asked);
}

static void learn_users(struct aws *a, struct memo *m)
{
	struct lesson l = { .m = m };
	struct json *reply = details(a, OP_IAM_GET_USER_DETAILS, "User", &l);

	json_each(one, json_get(reply, "UserDetailList")) {
		const char *name = json_str(one, "UserName");

		tell_policies(&l, &user, one, name);
		tell(&l, user.get, params(user.name, name, NULL), user.member,
		     json_copy(one));
	}
	json_free(reply);
	json_free(l.asked);
}

static void learn_policies(struct aws *a, struct memo *m)
{
	struct lesson l = { .m = m };
	struct json *reply = details(a, OP_IAM_GET_POLICY_DETAILS, "LocalManagedPolicy", &l);

	json_each(policy, json_get(reply, "Policies"))
		json_each(version, json_get(policy, "PolicyVersionList"))
			tell(&l, OP_IAM_GET_POLICY_VERSION,
			     params("PolicyArn", json_str(policy, "Arn"), "VersionId",
				    json_str(version, "VersionId"), NULL),
			     "PolicyVersion", json_copy(version));
	json_free(reply);
	json_free(l.asked);
}

void learn_account(struct aws *a, struct memo *m, const struct json *setups)
{
	learn_roles(a, m, setups);
	learn_users(a, m);
	learn_policies(a, m);
}
