/* user_key.c - see user_key.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "keys/user_key.h"

void user_keys_add(struct user_keys *keys, const char *id, const char *status,
		   const char *created)
{
	struct user_key *key;

	keys->items = xrealloc(keys->items, (keys->count + 1) * sizeof(*keys->items));
	key = &keys->items[keys->count++];
	*key = (struct user_key){ .days = -1 };
	snprintf(key->id, sizeof(key->id), "%s", id);
	snprintf(key->status, sizeof(key->status), "%s", status);
	snprintf(key->created, sizeof(key->created), "%s", created);
}

void user_keys_free(struct user_keys *keys)
{
	free(keys->items);
	*keys = (struct user_keys){ NULL };
}

const struct user_key *user_keys_find(const struct user_keys *keys, const char *id)
{
	for (size_t i = 0; i < keys->count; i++)
		if (str_eq(keys->items[i].id, id))
			return &keys->items[i];
	return NULL;
}
