/* supplied_key.c - see supplied_key.h. */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "keys/user_key_json.h"
#include "kinds/resource.h"
#include "resource/iam_access_key.h"
#include "resource/kind.h"
#include "resource/resource_call.h"
#include "resource/supplied_key.h"

bool supplied_key_owner(struct aws *a, const char *id, char owner[132], struct err *err)
{
	struct json *reply = NULL;
	bool ok = call(a, OP_IAM_GET_ACCESS_KEY_LAST_USED, params("AccessKeyId", id, NULL),
		       &reply, NULL, err);

	str_clean(owner, 132, json_str(reply, "UserName"));
	json_free(reply);
	if (ok)
		return true;
	if (err->kind == ERR_STOPPED || err->kind == ERR_NET)
		return false;
	*err = (struct err)ERR_INIT;	/* AWS refuses what is not there, too */
	return true;
}

static struct resource *supplied_key_found_new(const struct resource *wanted,
					       const char *owner, const char *status)
{
	const char *replaces = resource_str(wanted, "replaces");
	struct resource *found = resource_new("", "access-key", wanted->name);

	resource_put_str(found, "user", resource_str(wanted, "user"));
	resource_put_str(found, "key_id",
			 *replaces ? replaces : resource_str(wanted, "given_id"));
	resource_put_str(found, "owner", owner);
	resource_put_str(found, "status", status);
	return found;
}

/* In the list of that user's keys; *found NULL: not there. */
static bool supplied_key_look_at(struct aws *a, const struct resource *wanted,
				 const char *user, struct resource **found, struct err *err)
{
	const struct user_key *key;
	struct user_keys keys;

	if (!access_keys_list(a, user, &keys, err))
		return false;
	key = user_keys_find(&keys, resource_str(wanted, "given_id"));
	if (key) {
		*found = supplied_key_found_new(wanted, user, key->status);
		resource_put(*found, "keys", user_keys_save(&keys));
	}
	user_keys_free(&keys);
	return true;
}

bool supplied_key_read(struct aws *a, const struct resource *wanted,
		       struct resource **found, struct err *err)
{
	const char *user = resource_str(wanted, "user");
	struct err ignored = ERR_INIT;
	struct user_keys keys;
	char owner[132] = "";
	bool ok = supplied_key_look_at(a, wanted, user, found, err);

	if (ok && !*found)
		ok = supplied_key_owner(a, resource_str(wanted, "given_id"), owner, err);
	if (ok && *owner && !str_eq(owner, user))
		ok = supplied_key_look_at(a, wanted, owner, found, err);
	if (!ok && err->kind == ERR_DENIED) {
		*err = (struct err)ERR_INIT;
		*found = supplied_key_found_new(wanted, owner, GIVEN_UNSEEN);
		ok = true;
	}
	if (ok && !*found)
		*found = supplied_key_found_new(wanted, owner, GIVEN_MISSING);
	/* whether the key that accredit created, and this one replaces, was deleted */
	if (ok && json_true(resource_get(wanted, "replaces_ours")) &&
	    access_keys_list(a, resource_str(wanted, "replaces_of"), &keys, &ignored)) {
		if (!user_keys_find(&keys, resource_str(wanted, "replaces")))
			resource_put(*found, "replaced_gone", json_bool_new(true));
		user_keys_free(&keys);
	}
	return ok;
}

/* What helps, in words that the program takes. */
static bool supplied_key_say_way(const struct resource *wanted, bool inactive,
				 struct err *err)
{
	const char *setup = resource_str(wanted, "setup");

	if (!json_true(resource_get(wanted, "recorded")) && inactive)
		return err_hint(err, "activate it in IAM, or use another key");
	err_field(err,
		  json_true(resource_get(wanted, "recorded")) ? "ACCESS_KEY_ID" : "USER_NAME");
	if (!json_true(resource_get(wanted, "recorded")))
		return err_hint(
			err,
			"check the key ID, and set its user with --set USER_NAME=NAME");
	if (!inactive)
		return err_hint(err, "run the setup again with another key: --set "
				"ACCESS_KEY_ID=ID --secret SECRET_ACCESS_KEY=@FILE");
	return err_hint(err,
			"'accredit rotate %s' replaces it with a new key of that user; or "
			"run the setup again with another key: --set ACCESS_KEY_ID=ID "
			"--secret SECRET_ACCESS_KEY=@FILE",
			setup);
}

bool supplied_key_refuse(const struct resource *wanted, const struct resource *found,
			 struct err *err)
{
	const char *status = resource_str(found, "status"),
		   *owner = resource_str(found, "owner");
	const char *setup = resource_str(wanted, "setup");

	if (!str_eq(status, "Active")) {
		const char *id = resource_str(wanted, "given_id"),
			   *user = resource_str(wanted, "owner");

		if (str_eq(status, GIVEN_MISSING))
			err_set(err, ERR_CHOICE,
				"user '%s' has no access key %s: it was deleted, or "
				"is another user's or account's",
				user, id);
		else if (str_eq(status, GIVEN_REFUSED))
			err_set(err, ERR_CHOICE,
				"AWS does not accept the access key %s: it is "
				"inactive or deleted",
				id);
		else
			err_set(err, ERR_CHOICE,
				"the access key %s of user '%s' is inactive", id, user);
		return supplied_key_say_way(wanted, str_eq(status, "Inactive"), err);
	}
	if (!str_eq(owner, resource_str(wanted, "owner"))) {
		err_set(err, ERR_CHOICE, "the access key %s belongs to user '%s', not to '%s'",
			resource_str(wanted, "given_id"), owner, resource_str(wanted, "owner"));
		err_field(err, "USER_NAME");
		return err_hint(err, "run the setup with --set USER_NAME=%s", owner);
	}
	if (!json_true(resource_get(wanted, "replaces_ours")) ||
	    json_true(resource_get(found, "replaced_gone")))
		return true;
	err_set(err, ERR_CHOICE,
		"setup '%s' uses key %s, which accredit created: its secret would be lost",
		setup, resource_str(wanted, "replaces"));
	err_field(err, ERR_SETUP_NAME);
	return err_hint(err, "'accredit remove %s' deletes that key; then set it up again, or "
			"choose --name for a second setup", setup);
}
