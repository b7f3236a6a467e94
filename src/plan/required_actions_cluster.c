/* required_actions_cluster.c - what the RBAC of a cluster decides; see required_actions.h. */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "plan/required_actions.h"
#include "plan/required_actions_internal.h"

void required_actions_cluster_add(struct json *list, const struct kind *kind,
				  const struct resource *resource, enum action action)
{
	bool line = str_eq(resource_str(resource, "by"), BY_LINE);
	bool was = *resource_str(resource, "was");
	bool made = str_eq(resource_str(resource, "made_by"),
			   resource_str(resource, "setup"));
	const bool fits[] = {
		[ONLY_ANY] = true,
		[ONLY_LINE] = line,
		[ONLY_NEW_MAP] = line && !was,
		[ONLY_OLD_MAP] = line && was,
		[ONLY_OURS] = made,
		[ONLY_OTHERS] = !made,
	};

	for (const struct kind_cluster_action *r = kind->cluster_actions; r && r->verbs;
	     r++) {
		if (!(r->verbs & required_actions_verb(action)) || !r->verb ||
		    !fits[r->only])
			continue;
		/* "." stands for the resource's own */
		required_actions_add_object(
			list,
			&(struct required_actions_object){
				.cluster = resource_str(resource, "cluster"),
				.verb = r->verb,
				.group = "",
				.plural = r->plural,
				.name = str_eq(r->name, ".") ? resource->name : r->name,
				.name_space = str_eq(r->name_space, ".") ?
					resource_str(resource, "namespace") :
					r->name_space,
			});
	}
}
