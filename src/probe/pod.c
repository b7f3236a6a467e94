/* pod.c - which pods make checks, and their steps; see pod.h. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/resource_json.h"
#include "plan/run.h"
#include "probe/pod.h"

/* --- which ------------------------------------------------------------------------ */

static const char *pod_role_path(const struct resources *wanted, const char *role)
{
	for (size_t i = 0; i < wanted->count; i++) {
		const struct resource *r = wanted->items[i];

		if (str_eq(r->kind, "role") && str_eq(r->name, role) &&
		    *resource_str(r, "path"))
			return resource_str(r, "path");
	}
	return "/";
}

/* The association by which EKS gives these pods their role; "": an annotation does. */
static const char *pod_association_of(const struct resources *wanted,
				      const struct check *check)
{
	for (size_t i = 0; i < wanted->count; i++) {
		const struct resource *r = wanted->items[i];

		if (str_eq(r->kind, "pod-identity-association") &&
		    str_eq(resource_str(r, "cluster"), check->cluster) &&
		    str_eq(resource_str(r, "namespace"), check->name_space) &&
		    str_eq(r->name, check->account))
			return r->id;
	}
	return "";
}

/* The one of these pods, which is added if there is none. */
static struct pod_group *pod_group_of(struct pod_groups *all, const struct check *check)
{
	struct pod_group *group;

	for (size_t i = 0; i < all->count; i++) {
		group = &all->group[i];
		if (str_eq(group->cluster, check->cluster) &&
		    str_eq(group->name_space, check->name_space) &&
		    str_eq(group->account, check->account))
			return group;
	}
	all->group = xrealloc(all->group, (all->count + 1) * sizeof(*group));
	group = &all->group[all->count++];
	*group = (struct pod_group){
		.step = all->count > 1 ? arena_fmt(&all->texts, "pod-%zu", all->count) :
					 "pod",
		.cluster = check->cluster,
		.name_space = check->name_space,
		.account = check->account,
		.image = POD_IMAGE,
		.role = "",
		.association = pod_association_of(&all->resources, check),
	};
	return group;
}

struct pod_groups pod_groups(const struct json *wanted)
{
	struct pod_groups all = { .checks = checks_read(wanted, CHECK_BY_POD),
				  .resources = resources_load(
					  json_get(wanted, "resources")) };

	for (size_t i = 0; i < all.checks.count; i++) {
		const struct check *check = &all.checks.check[i];
		const char *role = check->call.identity;
		struct pod_group *group = pod_group_of(&all, check);

		if (*check->image)
			group->image = check->image;
		if (role && !*group->role)
			group->role = arena_fmt(&all.texts, "arn:%s:iam::%s:role%s%s",
						json_str(wanted, "partition"),
						json_str(wanted, "account"),
						pod_role_path(&all.resources, role), role);
		checks_add(&group->checks, check)->pod_identity = *group->association;
	}
	return all;
}

void pod_groups_free(struct pod_groups *all)
{
	for (size_t i = 0; i < all->count; i++)
		checks_free(&all->group[i].checks);
	free(all->group);
	checks_free(&all->checks);
	resources_free(&all->resources);
	arena_free(&all->texts);
	*all = (struct pod_groups){ 0 };
}

const struct pod_group *pod_group(const struct pod_groups *all, const struct step *step)
{
	size_t n = strcspn(step->id, ".");

	for (size_t i = 0; i < all->count; i++) {
		const char *name = all->group[i].step;

		if (strlen(name) == n && !strncmp(name, step->id, n))
			return &all->group[i];
	}
	return NULL;
}

const struct step *pod_sibling(const struct step_ctx *c, const char *verb)
{
	char *id = xasprintf("%.*s.%s", (int)strcspn(c->step->id, "."), c->step->id, verb);
	const struct step *step = plan_step(c->plan, id);

	free(id);
	return step;
}

void pod_add(struct plan *plan, const char *const *needs)
{
	struct pod_groups all = pod_groups(plan->wanted);

	for (size_t i = 0; i < all.count; i++) {
		const struct pod_group *group = &all.group[i];
		char *name = xasprintf("%s/%s", group->name_space, group->account);
		char *launch = xasprintf("%s.launch", group->step);
		char *check = xasprintf("%s.check", group->step);
		char *end = xasprintf("%s.end", group->step);

		plan_add(plan, launch, &pod_launch_work, name, ACTION_NONE, NULL, NULL,
			 needs);
		plan_add(plan, check, &pod_check_work, name, ACTION_NONE, NULL, NULL,
			 (const char *const[]){ launch, NULL });
		plan_add(plan, end, &pod_end_work, name, ACTION_NONE, NULL, NULL,
			 (const char *const[]){ launch, check, NULL });
		free(name);
		free(launch);
		free(check);
		free(end);
	}
	pod_groups_free(&all);
}

/* --- paths of the API ----------------------------------------------------------------- */

static char *pod_path_of(const char *api, const struct pod_group *group, const char *kind,
			 const char *name)
{
	return xasprintf("%s/namespaces/%s/%s%s%s", api, group->name_space, kind,
			 *name ? "/" : "", name);
}

char *pod_batch_path(const struct pod_group *group, const char *kind, const char *name)
{
	return pod_path_of("/apis/batch/v1", group, kind, name);
}

char *pod_core_path(const struct pod_group *group, const char *kind, const char *name)
{
	return pod_path_of("/api/v1", group, kind, name);
}
