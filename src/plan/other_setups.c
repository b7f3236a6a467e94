/* other_setups.c - see other_setups.h. */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "kinds/resource_json.h"
#include "plan/other_setups.h"
#include "plan/record.h"

struct json *other_setups_things(const char *setup, const char *account)
{
	struct err ignored = ERR_INIT;
	struct json *names = record_names(&ignored), *list = json_list_new();

	json_each(name, names) {
		const struct answers *a;
		struct record *r;

		if (str_eq(json_text(name), setup))
			continue;
		r = record_open(json_text(name), false, &ignored);
		a = r ? record_answers(r) : NULL;
		/* rotations of a user's key are recorded too: they hold nothing */
		if (a && *a->platform && str_eq(a->account, account)) {
			/* What it adopted it does not use any more once it was removed, whatever it left. */
			struct json *things = record_resources(r);
			bool removed = record_was_removed(r);

			json_each(thing, things) {
				struct json *row;

				if (removed && !recorded_read(thing).made)
					continue;
				row = json_push(list, json_copy(thing));
				json_put_str(row, "setup", record_name(r));
				json_put_str(row, "region", record_answers(r)->region);
			}
			json_free(things);
		}
		record_close(r);
	}
	json_free(names);
	return list;
}

static bool other_setups_has(const struct recorded *thing, const struct kind *k,
			     const struct resource *wanted)
{
	static const char *const members[] = { "name", "file", "cluster", "namespace", NULL };
	struct resource *of = resource_load(thing->wanted);
	bool same = of &&
		(!k->parent ||
		 str_eq(resource_text(of, k->parent), resource_text(wanted, k->parent)));

	for (const char *const *m = members; same && *m; m++)
		same = str_eq(resource_text(of, *m), resource_text(wanted, *m));
	resource_free(of);
	return same;
}

const char *other_setups_user(const struct json *things, const struct resource *wanted,
			      const char *region)
{
	const struct kind *k = kind_find(wanted->kind);
	const struct kind *parent = k && k->needs ? kind_find(k->needs) : NULL;
	/* IAM and the names of buckets are the same in every region. */
	bool global = k && (k->arn || (parent && parent->arn) || k->bucket);

	json_each(row, k ? things : NULL) {
		struct recorded thing = recorded_read(row);

		if (str_eq(thing.kind, k->name) && other_setups_has(&thing, k, wanted) &&
		    (global || str_eq(thing.region, region)))
			return thing.setup;
	}
	return NULL;
}
