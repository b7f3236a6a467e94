/* supplied_rotation.c - the rotation of a key that the operator brought; see rotate_internal.h. */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "kinds/resource_json.h"
#include "resource/supplied_key.h"
#include "rotate/rotate_internal.h"

/* The operator's own key belongs to the user that the answers name now. */
void rotate_put_supplied(struct rotation_facts *f, const struct json *wanted)
{
	struct resources all = resources_load(json_get(wanted, "resources"));
	const struct resource *r = resources_find(&all, f->resource);

	if (*resource_str(r, "given_id")) {
		f->supplied_id = arena_str(&f->arena, resource_str(r, "given_id"));
		f->user = arena_str(&f->arena, resource_str(r, "user"));
		resource_put_str(f->wanted, "user", f->user);
		resource_set_name(f->wanted, r->name);
	}
	resources_free(&all);
}

bool rotate_is_owner(struct aws *aws, const struct rotation_facts *f, struct err *err)
{
	char owner[132];

	if (!*f->supplied_id || rotation_find_key(f, f->key_id))
		return true;
	if (!supplied_key_owner(aws, f->key_id, owner, err))
		return false;
	if (!*owner || str_eq(owner, f->user))
		return true;
	err_set(err, ERR_CHOICE, "key %s belongs to user '%s', but '%s' is recorded",
		f->key_id, owner, f->user);
	return err_hint(err, "run its setup again with --set USER_NAME=%s: that corrects the "
			"record", owner);
}
