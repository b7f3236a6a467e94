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

static const char *required_actions_passed_role(const struct resources *others,
						const char *profile)
{
	for (size_t i = 0; others && i < others->count; i++)
		if (str_eq(others->items[i]->kind, "instance-profile-role") &&
		    str_eq(others->items[i]->name, profile))
			return resource_str(others->items[i], "role");
	return "";
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
						 "AWSServiceRole";
}

static const char *required_actions_name_in(const char *arn)
{
	const char *slash = strrchr(arn, '/');

	return slash ? slash + 1 : "";
}

static const char *required_actions_part_of(const char *word,
					    const struct resource *resource,
					    const struct resources *others,
					    const struct required_actions_place *place)
{
	const char *path = resource_str(resource, "path");
	const char *passed = required_actions_passed_role(others,
							  resource_str(resource,
								       "profile"));

	if (str_eq(word, "P"))
		return place->partition;
	if (str_eq(word, "R"))
		return place->region;
	if (str_eq(word, "A"))
		return place->account;
	if (str_eq(word, "role.path"))
		return required_actions_path_of(others, "role",
						resource_str(resource, "role"));
	if (str_eq(word, "profile.path"))
		return required_actions_path_of(others, "instance-profile", resource->name);
	if (str_eq(word, "user.path"))
		return required_actions_path_of(others, "user",
						resource_str(resource, "user"));
	if (str_eq(word, "S"))
		return endpoint_ec2_principal(place->partition);
	if (str_eq(word, "passed"))
		return passed;
	if (str_eq(word, "passed.path"))
		return required_actions_path_of(others, "role", passed);
	if (str_eq(word, "entry"))
		return resource_str(resource, "arn");
	if (str_eq(word, "host"))
		return resource->name;
	if (str_eq(word, "linked"))
		return required_actions_linked_role(resource);
	if (str_eq(word, "principal.name"))
		return required_actions_name_in(resource_str(resource, "principal"));
	if (str_eq(word, "node"))	/* EKS lets nodes in for those who may pass their role */
		return str_eq(resource_str(resource, "type"), TYPE_NODES) ?
			resource_str(resource, "principal") :
			"";
	if (str_eq(word, "path"))
		return *path ? path : "/";
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

static bool required_actions_by_itself(const struct resource *resource, const char *part)
{
	return str_eq(resource_str(resource, part), "private") ||
		str_eq(json_str(resource_get(resource, "document"), part), "private");
}

/* What was found without it has an empty text. */
static bool required_actions_is_empty(const struct resource *resource, const char *part)
{
	return json_type(resource_get(resource, part)) == JSON_STRING &&
		!*resource_str(resource, part);
}

static bool required_actions_applies(const struct kind_action *r,
				     const struct resource *resource, enum action action,
				     const struct json *diff)
{
	if (!(r->verbs & required_actions_verb(action)) || !r->action)
		return false;
	if (r->by && !str_eq(resource_str(resource, "by"), r->by))
		return false;
	if (!r->part)
		return true;
	if (*r->part == '=')
		return required_actions_has_part(resource, r->part + 1) &&
			!required_actions_is_empty(resource, r->part + 1);
	if (*r->part == '~')
		return required_actions_has_part(resource, r->part + 1) &&
			!required_actions_by_itself(resource, r->part + 1);
	if (*r->part == '-')
		return !*resource_str(resource, r->part + 1);
	if (*r->part == '+')
		return json_count(resource_get(resource, r->part + 1)) > 1;
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

	if (!k)
		return;
	for (const struct kind_action *r = k->actions; r && r->verbs; r++)
		if (required_actions_applies(r, ask->resource, ask->action, ask->diff))
			required_actions_append(list, r, ask->resource, ask->others,
						ask->place);
	required_actions_cluster_add(list, k, ask->resource, ask->action);
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
