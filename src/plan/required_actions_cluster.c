/* required_actions_cluster.c - what the RBAC of a cluster decides; see required_actions.h. */
#include "config.h"

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/required_actions.h"
#include "plan/required_actions_internal.h"
#include "resource/mapping.h"

/* What a row is for, where not every resource of the kind. */
enum only {
	ALWAYS,
	LINE,		/* access by a line of aws-auth */
	NEW_MAP,	/* there is no aws-auth yet */
	OLD_MAP,
	OURS,		/* made here, so it goes as a whole */
	OTHERS,
};

static const struct row {
	const char *kind;
	unsigned verbs;
	enum only only;
	const char *verb, *plural;	/* NULL: nobody decides it */
	const char *name_space;		/* "" none; "." the resource's */
	bool named;
} rows[] = {
	{ "namespace", C, ALWAYS, "create", "namespaces", "", false },
	{ "namespace", U, ALWAYS, NULL, NULL, NULL, false },
	{ "namespace", R, ALWAYS, "delete", "namespaces", "", true },
	{ "service-account", C, ALWAYS, "create", "serviceaccounts", ".", false },
	{ "service-account", U, ALWAYS, "patch", "serviceaccounts", ".", true },
	{ "service-account", R, OURS, "delete", "serviceaccounts", ".", true },
	{ "service-account", R, OTHERS, "patch", "serviceaccounts", ".", true },
	{ "cluster-access", C, NEW_MAP, "create", "configmaps", "kube-system", false },
	{ "cluster-access", C, OLD_MAP, "update", "configmaps", "kube-system", true },
	{ "cluster-access", U | R, LINE, "update", "configmaps", "kube-system", true },
};

#define ROWS (sizeof(rows) / sizeof(*rows))
#define MAP "aws-auth"

static bool required_actions_cluster_fits(const struct row *r, const struct json *resource)
{
	bool line = str_eq(json_str(resource, "by"), BY_LINE);
	bool made = str_eq(json_str(resource, "made_by"), json_str(resource, "setup"));

	switch (r->only) {
	case ALWAYS:
		return true;
	case LINE:
		return line;
	case NEW_MAP:
		return line && !*json_str(resource, "was");
	case OLD_MAP:
		return line && *json_str(resource, "was");
	case OURS:
		return made;
	case OTHERS:
		return !made;
	}
	return false;
}

static void required_actions_cluster_add_place(struct buf *out,
					       const struct required_actions_object *o)
{
	if (*o->name)
		buf_fmt(out, "%s ", o->name);
	if (*o->name_space)
		buf_fmt(out, "in the namespace %s ", o->name_space);
	buf_fmt(out, "of the cluster %s", o->cluster);
}

void required_actions_add_object(struct json *list, const struct required_actions_object *o)
{
	struct json *right;
	struct buf action = BUF(256), on = BUF(1024);

	if (!*o->cluster)
		return;
	buf_fmt(&action, "%s %s", o->verb, o->plural);
	required_actions_cluster_add_place(&on, o);
	right = json_push(list, json_object_new());
	json_put_str(right, "action", action.s);
	json_put_str(right, "resource", on.s);
	json_put_str(right, "cluster", o->cluster);
	json_put_str(right, "verb", o->verb);
	json_put_str(right, "group", o->group);
	json_put_str(right, "plural", o->plural);
	json_put_str(right, "namespace", o->name_space);
	json_put_str(right, "name", o->name);
	buf_free(&action);
	buf_free(&on);
}

static void required_actions_cluster_add(struct json *list, const struct row *r,
					 const struct json *resource)
{
	const char *name = str_eq(r->kind, "cluster-access") ? MAP : json_str(resource, "name");

	required_actions_add_object(list, &(struct required_actions_object){
		.cluster = json_str(resource, "cluster"), .verb = r->verb, .group = "",
		.plural = r->plural, .name = r->named ? name : "",
		.name_space = str_eq(r->name_space, ".") ? json_str(resource, "namespace") :
			      r->name_space,
	});
}

void rights_add_cluster(struct json *list, const struct json *resource, enum action action)
{
	for (size_t i = 0; i < ROWS; i++)
		if (str_eq(rows[i].kind, json_str(resource, "kind")) &&
		    (rows[i].verbs & (1u << action)) && rows[i].verb &&
		    required_actions_cluster_fits(&rows[i], resource))
			required_actions_cluster_add(list, &rows[i], resource);
}

bool rights_known_cluster(const char *kind, enum action action)
{
	for (size_t i = 0; i < ROWS; i++)
		if (str_eq(rows[i].kind, kind) && (rows[i].verbs & (1u << action)))
			return true;
	return false;
}
