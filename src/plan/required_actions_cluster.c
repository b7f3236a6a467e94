/* required_actions_cluster.c - what the RBAC of a cluster decides; see required_actions.h. */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "plan/required_actions.h"
#include "plan/required_actions_internal.h"

static bool required_actions_cluster_fits(const struct kind_cluster_action *r,
					  const struct resource *resource)
{
	bool line = str_eq(resource_str(resource, "by"), BY_LINE);
	bool made = str_eq(resource_str(resource, "made_by"),
			   resource_str(resource, "setup"));

	switch (r->only) {
	case ONLY_ANY:
		return true;
	case ONLY_LINE:
		return line;
	case ONLY_NEW_MAP:
		return line && !*resource_str(resource, "was");
	case ONLY_OLD_MAP:
		return line && *resource_str(resource, "was");
	case ONLY_OURS:
		return made;
	case ONLY_OTHERS:
		return !made;
	}
	return false;
}

/* A text of a row: "." stands for the resource's own member. */
static const char *required_actions_cluster_text(const char *text,
						 const struct resource *resource,
						 const char *member)
{
	return str_eq(text, ".") ? resource_str(resource, member) : text;
}

void required_actions_cluster_add(struct json *list, const struct kind *kind,
				  const struct resource *resource, enum action action)
{
	for (const struct kind_cluster_action *r = kind->cluster_actions; r && r->verbs;
	     r++) {
		if (!(r->verbs & required_actions_verb(action)) || !r->verb ||
		    !required_actions_cluster_fits(r, resource))
			continue;
		required_actions_add_object(
			list,
			&(struct required_actions_object){
				.cluster = resource_str(resource, "cluster"),
				.verb = r->verb,
				.group = "",
				.plural = r->plural,
				.name = str_eq(r->name, ".") ? resource->name : r->name,
				.name_space = required_actions_cluster_text(r->name_space,
									    resource,
									    "namespace"),
			});
	}
}
