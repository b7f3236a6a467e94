/*
 * user_key_json.h - a user's access keys as events and the journal have them.
 */
#ifndef ACCREDIT_KEYS_USER_KEY_JSON_H
#define ACCREDIT_KEYS_USER_KEY_JSON_H

#include "keys/user_key.h"

struct json;

/* A list (yours) of {"id","status","created"}, and such a list read: user_keys_free. */
struct json *user_keys_save(const struct user_keys *keys);
struct user_keys user_keys_load(const struct json *list);

/*
 * Adds to an event about the key "days", and "last_used": {"date","service","region"}, or
 * "unknown": true where the use is unseen; neither for a key that was never used.
 */
void user_key_put_age(struct json *event, const struct user_key *key);
void user_key_put_use(struct json *event, const struct user_key *key);

#endif
