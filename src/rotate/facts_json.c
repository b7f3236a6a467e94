/* facts_json.c - see facts_json.h. */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "keys/find_json.h"
#include "keys/user_key_json.h"
#include "kinds/resource_json.h"
#include "rotate/facts_json.h"
#include "rotate/rotation.h"

static struct json *facts_json_keys(const struct rotation_facts *f)
{
	const struct previous_key *previous = &f->previous;
	struct json *list = json_list_new();

	for (size_t i = 0; i < f->keys_count; i++) {
		const struct rotation_key *k = &f->keys[i];
		struct json *j = json_push(list, json_object_new());

		json_put_str(j, "id", k->key.id);
		json_put_str(j, "status", k->key.status);
		json_put_str(j, "created", k->key.created);
		user_key_put_age(j, &k->key);
		user_key_put_use(j, &k->key);
		json_put(j, "places",
			 key_locations_save(k->found.locations, k->found.locations_count));
		json_put(j, "elsewhere",
			 key_lines_save(k->found.lines, k->found.lines_count));
		if (k->in_use) {
			json_put(j, "in_use", json_bool_new(true));
			json_put_str(j, "why", k->in_use);
		}
		/* what it is in this rotation */
		if (str_eq(k->key.id, f->key_id))
			json_put(j, "current", json_bool_new(true));
		if (previous->state && str_eq(k->key.id, previous->id))
			json_put(j,
				 previous->state == PREVIOUS_WAITING ? "waiting" : "parked",
				 json_bool_new(true));
	}
	return list;
}

struct json *rotation_facts_save(const struct rotation_facts *f)
{
	const struct previous_key *previous = &f->previous;
	struct json *j = json_object_new(), *places = json_list_new(), *row;

	for (size_t i = 0; i < f->locations_count; i++)
		json_put_str(json_push(places, resource_save(f->locations[i].resource)),
			     "holds", f->locations[i].holds);
	json_put_str(j, "setup", f->setup);
	json_put_str(j, "user", f->user);
	json_put_str(j, "resource", f->resource);
	json_put(j, "places", places);
	if (f->backups) /* there is a record: it says which key */
		json_put_str(j, "key_id", f->key_id);
	if (f->wanted)
		json_put(j, "wanted", resource_save(f->wanted));
	if (f->adopted)
		json_put(j, "adopted", json_bool_new(true));
	if (*f->supplied_id)
		json_put_str(j, "given_id", f->supplied_id);
	if (previous->state) {
		row = json_put(j,
			       previous->state == PREVIOUS_WAITING ? "waiting" : "parked",
			       json_object_new());
		json_put_str(row, "id", previous->id);
		json_put_str(row, "at", previous->at);
		if (previous->state == PREVIOUS_REVERTED)
			json_put(row, "left", json_bool_new(true));
	}
	if (f->backups)
		json_put(j, "backups", json_copy(f->backups));
	if (f->wanted)
		json_put(j, "renewal", json_copy(f->notes));
	json_put_str(j, "now", f->now);
	json_put(j, "keys", facts_json_keys(f));
	if (f->unread_count)
		json_put(j, "unread", unread_files_save(f->unread, f->unread_count));
	json_put_str(j, "key_id", f->key_id);
	return j;
}
