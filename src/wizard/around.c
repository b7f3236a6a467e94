/* around.c - see around.h. */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "plan/open_run.h"
#include "plan/plan.h"
#include "plan/trust.h"
#include "resource/call.h"
#include "rotate/rotate.h"
#include "wizard/around.h"
#include "wizard/journey.h"
#include "wizard/session.h"

/* --- what else hangs on it ------------------------------------------------------ */

static const struct owner {
	const char *kind, *param, *inlined, *attached;
	enum aws_op_id list, list_attached;
} owners[] = {
	{ "role", "RoleName", "role-policy", "role-policy-attachment",
	  OP_IAM_LIST_ROLE_POLICIES, OP_IAM_LIST_ATTACHED_ROLE_POLICIES },
	{ "user", "UserName", "user-policy", "user-policy-attachment",
	  OP_IAM_LIST_USER_POLICIES, OP_IAM_LIST_ATTACHED_USER_POLICIES },
};

/* member: "name" of an inline policy, "policy" (its ARN) of an attachment. */
static bool is_wanted(const struct journey *j, const char *kind, const char *owner,
		      const char *of, const char *member, const char *value)
{
	json_each(resource, json_get(j->wanted, "resources"))
		if (str_eq(json_str(resource, "kind"), kind) &&
		    str_eq(json_str(resource, owner), of) &&
		    str_eq(json_str(resource, member), value))
			return true;
	return false;
}

static void add_extra(struct json *events, const struct step *step, const char *kind,
		      const char *name)
{
	struct json *event = json_push(events, json_object_new());

	json_put_str(event, "event", "extra");
	json_put_str(event, "of", json_str(step->resource, "id"));
	json_put_str(event, "kind", kind);
	json_put_str(event, "name", name);
}

static struct json *ask(const struct journey *j, enum aws_op_id op,
			const struct owner *o, const char *name)
{
	struct err ignored = ERR_INIT;
	struct json *reply = NULL;

	call(j->session->aws, op, params(o->param, name, NULL), &reply, NULL, &ignored);
	return reply;
}

static void add_extras(const struct journey *j, const struct step *step,
		       const struct owner *o, struct json *events)
{
	struct json *inlined = ask(j, o->list, o, step->name);
	struct json *attached = ask(j, o->list_attached, o, step->name);

	json_each(name, json_get(inlined, "PolicyNames"))
		if (!is_wanted(j, o->inlined, o->kind, step->name, "name",
			       json_text(name)))
			add_extra(events, step, o->inlined, json_text(name));
	json_each(policy, json_get(attached, "AttachedPolicies"))
		if (!is_wanted(j, o->attached, o->kind, step->name, "policy",
			       json_str(policy, "PolicyArn")))
			add_extra(events, step, o->attached,
				  json_str(policy, "PolicyArn"));
	json_free(attached);
	json_free(inlined);
}

/* The setup's key, and one that a rotation replaced and left active. */
static void add_key(const struct journey *j, const struct step *step,
		    struct json *events)
{
	char waiting[132] = "";

	if (j->record)
		rotate_waiting(j->record, waiting);
	json_each(row, json_get(step->before, "keys")) {
		bool replaced = *waiting && str_eq(json_str(row, "id"), waiting);
		struct json *key;

		if (!replaced &&
		    !str_eq(json_str(row, "id"), json_str(step->before, "key_id")))
			continue;
		key = json_push(events, json_object_new());
		json_put_str(key, "event", "key");
		json_put_str(key, "of", json_str(step->resource, "id"));
		json_put_str(key, "key_id", json_str(row, "id"));
		json_put_str(key, "id", json_str(row, "id"));
		json_put_str(key, "status", json_str(row, "status"));
		json_put_str(key, "created", json_str(row, "created"));
		rotate_key_age(j->session->aws, key);
		json_drop(key, "id");
		json_put_str(key, "setup", j->answers.name);
		if (replaced)
			json_put(key, "replaced", json_bool_new(true));
		if (*json_str(step->resource, "given_id"))
			json_put(key, "given", json_bool_new(true));
	}
}

/* Which letter of a trust is the wrong one: the difference alone does not say. */
static void add_trust(const struct step *step, struct json *events)
{
	struct json *list = json_list_new();

	trust_findings(list, json_get(step->before, "document"),
		       json_get(step->resource, "document"));
	json_each(row, list) {
		struct json *event = json_push(events, json_object_new());

		json_put_str(event, "event", "trust");
		json_put_str(event, "of", json_str(step->resource, "id"));
		json_each(member, row)
			json_put_str(event, json_key(member), json_text(member));
	}
	json_free(list);
}

/* Of the setup, or of another that works on its user: neither may be probed now. */
static void add_open_run(const struct journey *j, struct json *events)
{
	struct json *users = json_list_new();
	struct open_run open;

	users_of_resources(users, json_get(j->wanted, "resources"));
	if (open_run_find(j->record, j->answers.name, j->answers.account, users, &open))
		json_push(events, open_run_event(&open));
	json_free(users);
}

struct json *around_look(const struct journey *j)
{
	struct json *events = json_list_new();

	add_open_run(j, events);
	for (size_t i = 0; i < j->plan->count; i++) {
		const struct step *step = &j->plan->steps[i];

		if (!step->before)
			continue;
		if (step->action == ACTION_UPDATE && str_eq(step->kind, "role"))
			add_trust(step, events);
		for (size_t k = 0; k < sizeof(owners) / sizeof(*owners); k++)
			if (str_eq(step->kind, owners[k].kind))
				add_extras(j, step, &owners[k], events);
		if (str_eq(step->kind, "access-key"))
			add_key(j, step, events);
	}
	json_each(event, j->moved)
		json_push(events, json_copy(event));
	json_each(event, j->lookalikes)
		json_push(events, json_copy(event));
	return events;
}

bool around_differs(const struct json *events)
{
	json_each(event, events)
		if (str_eq(json_str(event, "event"), "issuer") ||
		    str_eq(json_str(event, "event"), "interrupted"))
			return true;
	return false;
}

bool around_interrupted(const struct json *events)
{
	json_each(event, events)
		if (str_eq(json_str(event, "event"), "interrupted"))
			return true;
	return false;
}
