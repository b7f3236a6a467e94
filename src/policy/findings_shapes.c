/* findings_shapes.c - risks of a statement's form; see findings_internal.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "policy/findings_internal.h"

#define ELEMENTS GUIDE "JSON policy elements: "

static bool findings_shapes_is_found(const struct json *found, const char *id)
{
	json_each(f, found)
		if (str_eq(finding_read(f).id, id))
			return true;
	return false;
}

static bool findings_shapes_on_all(const struct policy_statement *s)
{
	bool all = s->resource.except;

	for (size_t i = 0; i < s->resource.n && !all; i++)
		all = resource_breadth(s->resource.glob[i].text) == ALL_OF_THEM;
	return all;
}

/* --- the shapes: what they add to actions, or nothing ----------------------------- */

static void findings_shapes_not_action(const struct policy_statement *s,
				       const struct json *found, struct json *actions)
{
	(void)found;
	if (s->action.except && !s->principal.given)
		finding_add_text(actions, "NotAction");
}

static void findings_shapes_not_resource(const struct policy_statement *s,
					 const struct json *found, struct json *actions)
{
	(void)found;
	if (s->resource.except && !s->principal.given)
		for (size_t i = 0; i < s->action.n; i++)
			finding_add_text(actions, s->action.except ? "NotAction" :
					 s->action.glob[i].text);
}

static void findings_shapes_every_action(const struct policy_statement *s,
					 const struct json *found, struct json *actions)
{
	for (size_t i = 0; i < s->action.n && !s->action.except; i++)
		if (str_eq(s->action.glob[i].text, "*") && !s->principal.given &&
		    findings_shapes_on_all(s) &&
		    !findings_shapes_is_found(found, "administrator"))
			finding_add_text(actions, "*");
}

/* "x:*" of a service without a row of its own. */
static void findings_shapes_whole_service(const struct policy_statement *s,
					  const struct json *found, struct json *actions)
{
	for (size_t i = 0; i < s->action.n && !s->action.except; i++) {
		const char *text = s->action.glob[i].text;
		char id[80];

		snprintf(id, sizeof(id), "%.*s-all", (int)strcspn(text, ":"), text);
		if (str_ends(text, ":*") && !s->principal.given &&
		    findings_shapes_on_all(s) &&
		    !findings_shapes_is_found(found, "administrator") &&
		    !findings_shapes_is_found(found, id))
			finding_add_text(actions, text);
	}
}

/* Everyone, without a condition that limits the caller. */
static void findings_shapes_open_to_all(const struct policy_statement *s,
					const struct json *found, struct json *actions)
{
	bool open = s->principal.given && s->principal.everyone && !s->principal.except;

	(void)found;
	for (size_t i = 0; i < s->condition_count; i++)
		open &= !condition_restricts(&s->conditions[i]) ||
			!strcasecmp(s->conditions[i].key, "aws:SecureTransport");
	for (size_t i = 0; open && i < s->action.n; i++)
		finding_add_text(actions, s->action.except ? "NotAction" :
				 s->action.glob[i].text);
}

static void findings_shapes_open_but(const struct policy_statement *s,
				     const struct json *found, struct json *actions)
{
	(void)found;
	for (size_t i = 0; s->principal.except && i < s->action.n; i++)
		finding_add_text(actions, s->action.except ? "NotAction" :
				 s->action.glob[i].text);
}

static const struct shape {
	const char *id;
	enum severity severity;
	void (*look)(const struct policy_statement *s, const struct json *found,
		     struct json *actions);
	const char *says, *narrower, *source;
} shapes[] = {
	{ "every-action", MEDIUM, findings_shapes_every_action,
	  "Can call every action that no Deny excludes, including those that AWS adds later.",
	  "list only the actions and resources needed", ELEMENTS "Action" },
	{ "service-all", MEDIUM, findings_shapes_whole_service,
	  "Can call every action of these services on all resources, including those that AWS adds later.",
	  "list only the actions needed", ELEMENTS "Action" },
	{ "not-action", MEDIUM, findings_shapes_not_action,
	  "NotAction with Allow allows every action except those listed, including those that AWS adds later.",
	  "use Action with the actions needed", ELEMENTS "NotAction" },
	{ "not-resource", MEDIUM, findings_shapes_not_resource,
	  "NotResource with Allow covers every resource except those listed, including those created later.",
	  "use Resource with the resources needed", ELEMENTS "NotResource" },
	{ "public-resource", HIGH, findings_shapes_open_to_all,
	  "Anyone, with or without an AWS account, can use this resource.",
	  "name the accounts or roles in Principal, or add the condition "
	  "aws:PrincipalOrgID",
	  ELEMENTS "Principal" },
	{ "public-resource-but", HIGH, findings_shapes_open_but,
	  "NotPrincipal with Allow allows everyone except those listed to use this resource.",
	  "name the accounts or roles in Principal", ELEMENTS "NotPrincipal" },
};

const size_t findings_shapes_rows = sizeof(shapes) / sizeof(*shapes);

static void findings_shapes_judge_shape(const struct shape *shape,
					const struct policy_reach *reach,
					struct json *found)
{
	struct json *on = json_list_new(), *places = json_list_new(),
		    *actions = json_list_new();
	struct json *f;

	for (size_t i = 0; i < reach->n; i++) {
		const struct policy_statement *s = reach->statements[i];
		struct json *here = json_list_new();

		shape->look(s, found, here);
		json_each(action, here)
			finding_add_text(actions, json_text(action));
		for (size_t k = 0; json_count(here) && k < s->resource.n; k++)
			finding_add_text(on, s->resource.except ? "all but NotResource" :
					 s->resource.glob[k].text);
		if (json_count(here))
			finding_add_statement(places, s);
		json_free(here);
	}
	if (json_count(places)) {
		f = json_push(found, finding_new(shape->id, shape->severity, on, places, actions));
		json_put_str(f, "text", shape->says);
		json_put_str(f, "narrower", shape->narrower);
		json_put_str(f, "source", shape->source);
	} else {
		json_free(places);
		json_free(actions);
	}
	json_free(on);
}

void findings_shapes(const struct policy_set *set, struct json *found)
{
	struct arena a = { NULL };
	struct policy_reach reach = policy_reach(&a, set, "*", "*");

	for (size_t i = 0; i < findings_shapes_rows; i++)
		findings_shapes_judge_shape(&shapes[i], &reach, found);
	arena_free(&a);
}
