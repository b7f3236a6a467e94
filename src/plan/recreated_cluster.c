/*
 * recreated_cluster.c - the OIDC provider of a cluster that was created again: the new issuer's
 * takes its place, and the old one stays ours under an id of its own ("previous": true)
 * until the setup is removed, or until it is named to be removed; see build_internal.h.
 */
#include "config.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/resource_json.h"
#include "plan/build_internal.h"
#include "plan/diff.h"
#include "plan/other_setups.h"
#include "plan/record.h"
#include "resource/kind.h"

/* What the record wants of this resource, where that has another name by now; or NULL. */
static const struct json *recreated_cluster_before(const struct resource *wanted,
						   const struct json *recorded)
{
	struct recorded row = recorded_find(recorded, wanted->id);

	if (!str_eq(wanted->kind, kind_oidc_provider.name) || !row.made ||
	    str_eq(row.name, wanted->name))
		return NULL;
	json_each(other, recorded) {
		struct recorded o = recorded_read(other);

		if (o.previous && str_eq(o.kind, row.kind) && str_eq(o.name, row.name))
			return NULL;
	}
	return row.wanted;
}

/* "ours": the record continues to count it as created by this setup. */
static struct resource *recreated_cluster_as_previous(const struct json *wanted,
						      const struct json *recorded)
{
	struct resource *resource = resource_load(wanted);
	char *id = xasprintf("%s-before", resource->id);

	for (int n = 2; json_get(recorded, id); n++) {
		free(id);
		id = xasprintf("%s-before-%d", resource->id, n);
	}
	resource_set_id(resource, id);
	resource_put(resource, "previous", json_bool_new(true));
	resource_put(resource, "ours", json_bool_new(true));
	free(id);
	return resource;
}

/* Those that this plan finds, and those that an earlier one did; yours. */
static struct resources recreated_cluster_all_of(const struct plan *p,
						 const struct json *recorded)
{
	struct resources all = { NULL, 0 };

	for (size_t i = 0; i < p->resources.count; i++) {
		const struct json *wanted = recreated_cluster_before(p->resources.items[i],
								     recorded);

		if (wanted)
			resources_add(&all,
				      recreated_cluster_as_previous(wanted, recorded));
	}
	json_each(row, recorded)
		if (recorded_read(row).previous)
			resources_add(&all, resource_load(recorded_read(row).wanted));
	return all;
}

static void recreated_cluster_add(struct plan *p, const struct reading *r,
				  const struct json *recorded, const struct json *only)
{
	char *id = xasprintf("%s.%s", r->wanted->id, action_name(ACTION_REMOVE));
	/* Only what is named goes: nobody knows what else has tokens of that issuer. */
	bool named = json_has(only, r->wanted->id) || json_has(only, id);
	bool new = !json_get(recorded, r->wanted->id);
	struct json *diff, *row;

	free(id);
	if (!r->found || !diff_is_tagged(r->found, p->setup) || (!named && !new))
		return;
	diff = json_list_new();
	if (named) {
		row = json_push(diff, json_object_new());
		json_put_str(row, "path", r->kept ? "used_by" : "");
		json_put(row, "found",
			 r->kept ? json_copy(r->kept->users) :
				   resource_found_save(r->found));
		json_put(row, "wanted", NULL);
	}
	reading_step(p, r,
		     !named	     ? ACTION_ADOPT :
			     r->kept ? ACTION_NONE :
				       ACTION_REMOVE,
		     diff, NULL);
	if (named && r->kept) {
		struct step *step = &p->steps[p->count - 1];

		step->stays = true;
		err_set(&step->err, ERR_CHOICE, "%s", r->kept->why);
		err_hint(&step->err, "repair what uses it first: 'accredit repair %s'", p->setup);
	}
}

bool previous_add(struct plan *p, const struct json *recorded, struct aws *aws,
		  const struct json *only, struct err *err)
{
	struct resources list = recreated_cluster_all_of(p, recorded);
	struct reading *all = readings_new(list.count);
	struct json *others = list.count ?
		other_setups_things(p->setup, json_str(p->wanted, "account")) :
		NULL;
	size_t n = 0;
	bool ok = true;

	for (size_t i = 0; ok && i < list.count; i++) {
		ok = reading_begin(&all[n++], aws, list.items[i], recorded, err);
		all[n - 1].removal = true;
	}
	ok = ok && (!n || readings_read(all, n, err));
	if (ok)
		left_decide(all, n, p->setup, others, false);
	for (size_t i = 0; ok && i < n; i++)
		recreated_cluster_add(p, &all[i], recorded, only);
	readings_free(all, n);
	json_free(others);
	resources_free(&list);
	return ok;
}
