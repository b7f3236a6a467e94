/* user_key_json.c - see user_key_json.h. */
#include "config.h"

#include "format/json.h"
#include "keys/user_key_json.h"

struct json *user_keys_save(const struct user_keys *keys)
{
	struct json *list = json_list_new();

	for (size_t i = 0; i < keys->count; i++) {
		struct json *j = json_push(list, json_object_new());

		json_put_str(j, "id", keys->items[i].id);
		json_put_str(j, "status", keys->items[i].status);
		json_put_str(j, "created", keys->items[i].created);
	}
	return list;
}

struct user_keys user_keys_load(const struct json *list)
{
	struct user_keys keys = { NULL };

	json_each(row, list)
		user_keys_add(&keys, json_str(row, "id"), json_str(row, "status"),
			      json_str(row, "created"));
	return keys;
}

void user_key_put_age(struct json *event, const struct user_key *key)
{
	json_put(event, "days", json_number_new(key->days));
}

void user_key_put_use(struct json *event, const struct user_key *key)
{
	const struct key_use *use = &key->last_used;
	struct json *j;

	if (use->unseen)
		json_put(event, "unknown", json_bool_new(true));
	if (!*use->date)
		return;
	j = json_put(event, "last_used", json_object_new());
	json_put_str(j, "date", use->date);
	json_put_str(j, "service", use->service);
	json_put_str(j, "region", use->region);
}
