/* notes.c - see notes.h. */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "pack/pack.h"
#include "pack/pack_when.h"
#include "pack/risk.h"
#include "pack/value.h"
#include "resource/mapping.h"
#include "resource/resource_call.h"
#include "session/session.h"
#include "wizard/journey.h"
#include "wizard/notes.h"
#include "wizard/pod_agent.h"

static const char *notes_name_of(const char *arn)
{
	const char *slash = strrchr(arn, '/');

	return slash ? slash + 1 : arn;
}

/* --- the way in ------------------------------------------------------------------------ */

/* said: the clusters whose way is noted already; this one is added. */
static void notes_say_way(struct journey *j, const struct step *step, struct json *said)
{
	const char *mode = resource_str(step->resource, "mode");
	const char *cluster = resource_str(step->resource, "cluster");
	const char *role = notes_name_of(resource_str(step->resource, "principal"));
	const char *user = resource_str(step->resource, "line_user");
	struct buf way = BUF(1000), line = BUF(1000);
	bool told = json_has(said, cluster);

	if (!told && str_eq(resource_str(step->resource, "by"), BY_ENTRY))
		buf_fmt(&way,
			"the cluster '%s' has the authentication mode %s: roles get "
			"access through access entries, and aws-auth is not edited",
			cluster, mode);
	else if (!told && str_eq(mode, "CONFIG_MAP"))
		buf_fmt(&way,
			"the cluster '%s' has the authentication mode CONFIG_MAP, which "
			"has no access entries: roles get access through lines in aws-auth",
			cluster);
	if (way.len)
		risk_note(j->risks, step->resource->id, way.s);
	json_push(said, json_string_new(cluster));
	/* A line of aws-auth for the same role, in a cluster that has both. */
	if (*user)
		buf_fmt(&line, "aws-auth in the cluster '%s' maps the role %s to the user '%s': the "
			"access entry takes precedence over that line", cluster, role, user);
	else if (json_true(resource_get(step->resource, "line_suffices")))
		buf_fmt(&line,
			"aws-auth in the cluster '%s' already gives the role %s this "
			"access, so no access entry is created (it would take precedence "
			"over that line)",
			cluster, role);
	if (line.len)
		risk_note(j->risks, step->resource->id, line.s);
	buf_free(&way);
	buf_free(&line);
}

/* --- the roles of nodes ------------------------------------------------------------------ */

/* {role name: its node groups, ", " between them}; yours. */
static struct json *notes_node_roles(struct aws *aws, const char *cluster)
{
	struct json *groups = NULL, *roles = json_object_new();
	struct err ignored = ERR_INIT;

	call(aws, OP_EKS_LIST_NODEGROUPS, params("clusterName", cluster, NULL), &groups, NULL,
	     &ignored);
	json_each(group, json_get(groups, "nodegroups")) {
		struct json *reply = NULL;
		struct buf all = BUF(2000);
		const char *arn;

		ignored = (struct err)ERR_INIT;
		call(aws, OP_EKS_DESCRIBE_NODEGROUP,
		     params("clusterName", cluster, "nodegroupName", json_text(group), NULL), &reply,
		     NULL, &ignored);
		arn = json_str(json_get(reply, "nodegroup"), "nodeRole");
		buf_fmt(&all, "%s%s%s", json_str(roles, notes_name_of(arn)),
			*json_str(roles, notes_name_of(arn)) ? ", " : "", json_text(group));
		if (*arn)
			json_put_str(roles, notes_name_of(arn), all.s);
		buf_free(&all);
		json_free(reply);
	}
	json_free(groups);
	return roles;
}

/* None is taken unasked: which nodes are meant only the operator knows. */
static void notes_suggest(struct journey *j, const char *name, const struct json *roles,
			  const char *cluster)
{
	struct buf text = BUF(4000);

	buf_fmt(&text,
		"%s is empty, so no node role is mapped. The managed node groups of the "
		"cluster '%s' use ",
		name, cluster);
	json_each(groups, roles)
		buf_fmt(&text, "%sthe role %s (%s)",
			groups == json_first(roles) ? "" : " and ", json_key(groups),
			json_text(groups));
	buf_fmt(&text,
		": EKS gives these roles access. For other nodes, enter their role as %s",
		name);
	risk_note(j->risks, name, text.s);
	buf_free(&text);
}

/* --- all of them ------------------------------------------------------------------------- */

/* False: a setup cannot do without it. */
static bool notes_take_agents(struct journey *j, enum plan_for what_for, struct err *err)
{
	struct json *events = json_list_new();
	bool ok = true;

	pod_agent_look(j->wanted, j->session->aws, events);
	json_each(event, events) {
		if (str_eq(json_str(event, "event"), "note"))
			risk_note(j->risks, json_str(event, "of"), json_str(event, "text"));
		else if (what_for != PLAN_SETUP)
			json_push(j->beside, json_copy(event));
		else if (ok)
			ok = pod_agent_lacks(event, err);
	}
	json_free(events);
	return ok;
}

bool notes_add(struct journey *j, enum plan_for what_for, struct err *err)
{
	if (what_for == PLAN_ADOPT)
		return true;
	if (what_for != PLAN_VERIFY) {
		/* The way is said once a cluster. */
		struct json *said = json_list_new();

		for (size_t i = 0; i < j->plan->count; i++) {
			const struct step *step = &j->plan->steps[i];

			if (str_eq(step->kind, "cluster-access") &&
			    step->action != ACTION_REMOVE)
				notes_say_way(j, step, said);
		}
		json_free(said);
	}
	for (const struct pack_value *v = j->pack->values; v->name; v++)
		if (what_for == PLAN_SETUP && *v->nodes_of && value_asked(v, &j->answers)) {
			struct buf value = BUF(1000), cluster = BUF(1000), text = BUF(2000);
			struct json *roles;

			answers_value(&j->answers, j->pack, v->name, &value);
			answers_value(&j->answers, j->pack, v->nodes_of, &cluster);
			roles = cluster.len ? notes_node_roles(j->session->aws, cluster.s) :
					      NULL;
			if (!value.len && json_count(roles))
				notes_suggest(j, v->name, roles, cluster.s);
			else if (value.len && *json_str(roles, value.s)) {
				buf_fmt(&text,
					"the role %s belongs to the managed node group "
					"%s: EKS already gives it access",
					value.s, json_str(roles, value.s));
				risk_note(j->risks, v->name, text.s);
			}
			json_free(roles);
			buf_free(&text);
			buf_free(&value);
			buf_free(&cluster);
		}
	return notes_take_agents(j, what_for, err);
}
