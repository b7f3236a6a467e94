/* required_actions.c - see required_actions.h. */
#include "config.h"

#include <string.h>

#include "aws/endpoint.h"
#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "plan/required_actions.h"
#include "plan/required_actions_internal.h"
#include "resource/mapping.h"

#define ROWS(table) (sizeof(table) / sizeof(*(table)))

unsigned required_actions_verb(enum action action)
{
	static const unsigned verbs[] = { [ACTION_CREATE] = VERB_CREATE,
					  [ACTION_UPDATE] = VERB_UPDATE,
					  [ACTION_REMOVE] = VERB_REMOVE };

	return verbs[action];
}

static const char *required_actions_path_of(const struct resources *others,
					    const char *kind, const char *name)
{
	for (size_t i = 0; others && i < others->count; i++) {
		const struct resource *one = others->items[i];

		if (str_eq(one->kind, kind) && str_eq(one->name, name) &&
		    *resource_str(one, "path"))
			return resource_str(one, "path");
	}
	return "/";
}

/* As it is, or as the service will call it. */
static const char *required_actions_linked_role(const struct resource *resource)
{
	static const struct { const char *service, *role; } names[] = {
		{ "spot.amazonaws.com", "AWSServiceRoleForEC2Spot" },
		{ "spotfleet.amazonaws.com", "AWSServiceRoleForEC2SpotFleet" },
	};

	for (size_t i = 0; i < ROWS(names); i++)
		if (!*resource_str(resource, "role") &&
		    str_eq(names[i].service, resource->name))
			return names[i].role;
	return *resource_str(resource, "role") ? resource_str(resource, "role") :
						 "AWSServiceRoleFor*";
}

static const char *required_actions_part_of(const char *word,
					    const struct resource *resource,
					    const struct resources *others,
					    const struct required_actions_place *place)
{
	const char *path = resource_str(resource, "path"), *passed = "";
	const char *principal = resource_str(resource, "principal");
	const char *slash = strrchr(principal, '/');
	bool nodes = str_eq(resource_str(resource, "type"), TYPE_NODES);

	for (size_t i = 0; others && i < others->count; i++)
		if (str_eq(others->items[i]->kind, "instance-profile-role") &&
		    str_eq(others->items[i]->name, resource_str(resource, "profile"))) {
			passed = resource_str(others->items[i], "role");
			break;
		}
	const struct { const char *word, *is; } parts[] = {
		{ "P", place->partition },
		{ "R", place->region },
		{ "A", place->account },
		{ "S", endpoint_ec2_principal(place->partition) },
		{ "role.path",
		  required_actions_path_of(others, "role",
					   resource_str(resource, "role")) },
		{ "profile.path",
		  required_actions_path_of(others, "instance-profile", resource->name) },
		{ "user.path",
		  required_actions_path_of(others, "user",
					   resource_str(resource, "user")) },
		{ "passed", passed },
		{ "passed.path", required_actions_path_of(others, "role", passed) },
		{ "path", *path ? path : "/" },
		{ "entry", resource_str(resource, "arn") },
		{ "host", resource->name },
		{ "linked", required_actions_linked_role(resource) },
		{ "principal.name", slash ? slash + 1 : "" },
		/* EKS lets nodes in for those who may pass their role */
		{ "node", nodes ? principal : "" },
	};
	for (size_t i = 0; i < ROWS(parts); i++)
		if (str_eq(parts[i].word, word))
			return parts[i].is;
	return resource_text(resource, word);
}

/* False: a part is not known. */
static bool required_actions_fill(struct buf *out, const char *text,
				  const struct resource *resource,
				  const struct resources *others,
				  const struct required_actions_place *place)
{
	bool all = true;

	while (*text) {
		size_t n = strcspn(text, "{");
		const char *part;
		char word[32];

		buf_add(out, text, n);
		text += n;
		if (!*text)
			break;
		n = strcspn(++text, "}");
		memcpy(word, text, n < sizeof(word) ? n : 0);
		word[n < sizeof(word) ? n : 0] = '\0';
		text += n + 1;
		part = required_actions_part_of(word, resource, others, place);
		all = all && *part;
		buf_add(out, part, str_eq(word, "host") ? strcspn(part, "/") : strlen(part));
	}
	return all;
}

static bool required_actions_has_part(const struct resource *resource, const char *part)
{
	return resource_get(resource, part) ||
		json_get(resource_get(resource, "document"), part);
}

static bool required_actions_applies(const struct kind_action *r, unsigned verbs,
				     const struct resource *resource, enum action action,
				     const struct json *diff)
{
	const struct json *document = resource_get(resource, "document");
	const char *part = r->part ? r->part + 1 : NULL;

	if (!(r->verbs & verbs) || !r->action)
		return false;
	if (r->by && !str_eq(resource_str(resource, "by"), r->by))
		return false;
	if (!r->part)
		return true;
	if (*r->part == '=') /* what was found without it has an empty text */
		return required_actions_has_part(resource, part) &&
			(json_type(resource_get(resource, part)) != JSON_STRING ||
			 *resource_str(resource, part));
	if (*r->part == '~')
		return required_actions_has_part(resource, part) &&
			!str_eq(resource_str(resource, part), "private") &&
			!str_eq(json_str(document, part), "private");
	if (*r->part == '-')
		return !*resource_str(resource, part);
	if (*r->part == '+')
		return json_count(resource_get(resource, part)) > 1;
	if (action != ACTION_UPDATE || !diff)
		return required_actions_has_part(resource, r->part);
	json_each(row, diff)
		if (strstr(json_str(row, "path"), r->part))
			return true;
	return false;
}

static void required_actions_append(struct json *list, const struct kind_action *r,
				    const struct resource *resource,
				    const struct resources *others,
				    const struct required_actions_place *place)
{
	struct buf on = BUF(2048), value = BUF(2048);

	if (required_actions_fill(&on, r->on, resource, others, place) &&
	    (!r->key || required_actions_fill(&value, r->value, resource, others, place))) {
		struct json *one = json_push(list, json_object_new());

		json_put_str(one, "action", r->action);
		json_put_str(one, "resource", on.s);
		if (r->part && *r->part == '-' && *resource_str(resource, "boundary_by"))
			json_put_str(one, "boundary_by",
				     resource_str(resource, "boundary_by"));
		if (r->key) {
			json_put_str(one, "key", r->key);
			json_put_str(one, "value", value.s);
		}
	}
	buf_free(&on);
	buf_free(&value);
}

void required_actions_add(struct json *list, const struct required_actions_ask *ask)
{
	const struct kind *k = kind_find(ask->resource->kind);
	unsigned verbs = required_actions_verb(ask->action) | ask->reads;

	if (!k)
		return;
	for (const struct kind_action *r = k->actions; r && r->verbs; r++)
		if (required_actions_applies(r, verbs, ask->resource, ask->action,
					     ask->diff))
			required_actions_append(list, r, ask->resource, ask->others,
						ask->place);
	required_actions_cluster_add(list, k, ask->resource, ask->action);
}

bool required_actions_text(struct buf *out, const char *text,
			   const struct required_actions_ask *ask)
{
	return required_actions_fill(out, text, ask->resource, ask->others, ask->place);
}

bool required_actions_known(const char *kind, enum action action)
{
	const struct kind *k = kind_find(kind);
	unsigned verbs = 0;

	if (!k)
		return false;
	for (const struct kind_action *r = k->actions; r && r->verbs; r++)
		verbs |= r->verbs;
	for (const struct kind_cluster_action *r = k->cluster_actions; r && r->verbs; r++)
		verbs |= r->verbs;
	return k->here || (verbs & required_actions_verb(action));
}
