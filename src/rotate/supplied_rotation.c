/* supplied_rotation.c - the rotation of a key that the operator brought; see rotate_internal.h. */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "resource/supplied_key.h"
#include "rotate/rotate_internal.h"

/* A key of the operator's own is of the user that the answers name now. */
void rotate_put_supplied(struct json *facts, const struct json *wanted)
{
	json_each(resource, json_get(wanted, "resources")) {
		const char *given = json_str(resource, "given_id");

		if (!*given || !str_eq(json_str(resource, "id"), json_str(facts, "resource")))
			continue;
		json_put_str(facts, "given_id", given);
		json_put_str(facts, "user", json_str(resource, "user"));
		json_put_str(json_get(facts, "wanted"), "user", json_str(resource, "user"));
		json_put_str(json_get(facts, "wanted"), "name", json_str(resource, "name"));
	}
}

/* False: the record has another user's name for it, so nothing could be listed. */
bool rotate_is_owner(struct aws *aws, const struct json *facts, struct err *err)
{
	const char *id = json_str(facts, "key_id"), *user = json_str(facts, "user");
	char owner[132];

	if (!json_get(facts, "given_id") || rotate_key(facts, id))
		return true;
	if (!supplied_key_owner(aws, id, owner, err))
		return false;
	if (!*owner || str_eq(owner, user))
		return true;
	err_set(err, ERR_CHOICE, "key %s belongs to user '%s', and the record says '%s'", id,
		owner, user);
	return err_hint(err, "run its setup again with --set USER_NAME=%s: that corrects the "
			"record", owner);
}
