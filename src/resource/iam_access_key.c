/*
 * iam_access_key.c - an access key of a user. It has no name and no tags: which one
 * is ours only the record knows ("key_id"), and its secret is said once. It is
 * made by a step of its own kind (plan/key_step.h), for CreateAccessKey is
 * never repeated.
 *
 * Wanted: {"name","user": the user, "key_id": of the record or "", "status"},
 * "given_id" where the operator brought the key (supplied_key.h), and "own_id": the ID of
 * the key that the operator brought and a rotation replaced. Found: {"name","user",
 * "key_id","status","keys":[{"id","status","created"}]}, all keys of the user;
 * key_id is ours where it is there, else the first.
 */
#include "config.h"

#include <stdio.h>

#include "aws/call.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "keys/find.h"
#include "keys/user_key_json.h"
#include "kinds/resource.h"
#include "resource/iam_access_key.h"
#include "resource/kind.h"
#include "resource/resource_call.h"
#include "resource/supplied_key.h"
#include "resource/uses.h"

#define DAY 86400

bool access_keys_list(struct aws *a, const char *user, struct user_keys *keys,
		      struct err *err)
{
	struct json *reply = NULL;
	bool there;

	*keys = (struct user_keys){ NULL };
	if (!call_if_there(a, OP_IAM_LIST_ACCESS_KEYS, params("UserName", user, NULL),
			   &reply, &there, err))
		return false;
	keys->no_user = !there;
	json_each(row, json_get(reply, "AccessKeyMetadata"))
		user_keys_add(keys, json_str(row, "AccessKeyId"), json_str(row, "Status"),
			      json_str(row, "CreateDate"));
	json_free(reply);
	return true;
}

void access_key_read_age(struct aws *a, struct user_key *key)
{
	time_t created = clock_read_any(key->created);

	key->days = created < 0 ? -1 : (double)((aws_now(a) - created) / DAY);
}

void access_key_read_use(struct aws *a, struct user_key *key)
{
	struct key_use *use = &key->last_used;
	struct json *reply = NULL;
	const struct json *last;
	struct err ignored = ERR_INIT;

	*use = (struct key_use){ .unseen = true };
	if (!call(a, OP_IAM_GET_ACCESS_KEY_LAST_USED, params("AccessKeyId", key->id, NULL),
		  &reply, NULL, &ignored))
		return;
	use->unseen = false;
	last = json_get(reply, "AccessKeyLastUsed");
	if (*json_str(last, "LastUsedDate")) { /* else the service is "N/A" */
		snprintf(use->date, sizeof(use->date), "%s",
			 json_str(last, "LastUsedDate"));
		snprintf(use->service, sizeof(use->service), "%s",
			 json_str(last, "ServiceName"));
		snprintf(use->region, sizeof(use->region), "%s", json_str(last, "Region"));
	}
	json_free(reply);
}

static const char *iam_access_key_setup_of(const struct resource *wanted)
{
	const char *setup = json_text(resource_path(wanted, "tags." SETUP_TAG));

	return setup ? setup : "SETUP";
}

static bool iam_access_key_read(struct aws *a, const struct resource *wanted,
				struct resource **found, struct err *err)
{
	const struct user_key *key;
	struct user_keys keys;

	*found = NULL;
	if (*resource_str(wanted, "given_id"))
		return supplied_key_read(a, wanted, found, err);
	if (!access_keys_list(a, resource_str(wanted, "user"), &keys, err))
		return false;
	key = user_keys_find(&keys, resource_str(wanted, "key_id"));
	if (!key && keys.count)
		key = &keys.items[0];
	if (key) {
		*found = resource_new("", "access-key", wanted->name);
		resource_put_str(*found, "user", resource_str(wanted, "user"));
		resource_put_str(*found, "key_id", key->id);
		resource_put_str(*found, "status", key->status);
		if (*resource_str(wanted, "own_id"))
			resource_put_str(*found, "own_id", resource_str(wanted, "own_id"));
		resource_put(*found, "keys", user_keys_save(&keys));
	}
	user_keys_free(&keys);
	return true;
}

/* What the setup had is gone, and the one that is there may be anybody's. */
static bool iam_access_key_refuse_other(const struct resource *wanted,
					const struct resource *found, struct err *err)
{
	const char *user = resource_str(wanted, "user"),
		   *other = resource_str(found, "key_id");
	const char *given = resource_str(wanted, "given"),
		   *secret = resource_str(wanted, "secret");

	err_set(err, ERR_CHOICE,
		"the access key %s of user '%s' was deleted, and accredit has no record of "
		"the user's key %s",
		resource_str(wanted, "key_id"), user, other);
	if (!*given || !*secret)
		return err_hint(
			err,
			"if nothing uses %s, delete it ('aws iam delete-access-key "
			"--user-name %s --access-key-id %s'): then 'accredit repair %s' "
			"creates a new one",
			other, user, other, iam_access_key_setup_of(wanted));
	err_field(err, given);
	return err_hint(
		err,
		"use that one: run the setup again with --set %s=%s --secret "
		"%s=@FILE; or, if nothing uses it, delete it ('aws iam delete-access-key "
		"--user-name %s --access-key-id %s'): then 'accredit repair %s' creates "
		"a new one",
		given, other, secret, user, other, iam_access_key_setup_of(wanted));
}

/* Never a second key unasked (doc/contract.md, "Rules"). */
static bool iam_access_key_refuse(const struct resource *wanted,
				  const struct resource *found, struct err *err)
{
	const char *user = resource_str(wanted, "user"),
		   *by = resource_str(wanted, "named_by");
	const char *given = resource_str(wanted, "given"),
		   *secret = resource_str(wanted, "secret");
	size_t n = json_count(resource_get(found, "keys"));

	if (*resource_str(wanted, "given_id"))
		return supplied_key_refuse(wanted, found, err);
	if (str_eq(resource_str(wanted, "key_id"), resource_str(found, "key_id")))
		return true;
	if (*resource_str(wanted, "key_id"))
		return iam_access_key_refuse_other(wanted, found, err);
	err_set(err, ERR_CHOICE,
		"user '%s' already has %zu access key%s (%s) that accredit has no record "
		"of",
		user, n, n == 1 ? "" : "s", resource_str(found, "key_id"));
	err_field(err, *by ? by : "USER_NAME");
	if (!*given || !*secret)
		return err_hint(err, "choose another user with --set %s=NAME", *by ? by :
				"USER_NAME");
	return err_hint(
		err,
		"choose another user with --set %s=NAME, or use that key with --set "
		"%s=%s --secret %s=@FILE",
		*by ? by : "USER_NAME", given, resource_str(found, "key_id"), secret);
}

/* Only its status can be repaired; a new key is created by its own step. */
static bool iam_access_key_make(struct aws *a, const struct resource *wanted,
				const struct resource *found, char *request_id,
				struct err *err)
{
	if (!found ||
	    !str_eq(resource_str(found, "key_id"), resource_str(wanted, "key_id")))
		return err_set(err, ERR_SERVICE, "the access key of '%s' no longer exists",
			       resource_str(wanted, "user"));
	return access_key_status(a, resource_str(wanted, "user"),
				 resource_str(wanted, "key_id"), "Active", request_id, err);
}

bool access_key_status(struct aws *a, const char *user, const char *id,
		       const char *status, char *request_id, struct err *err)
{
	return call(a, OP_IAM_UPDATE_ACCESS_KEY,
		    params("UserName", user, "AccessKeyId", id, "Status", status, NULL),
		    NULL, request_id, err);
}

bool access_key_delete(struct aws *a, const char *user, const char *id,
		       char *request_id, struct err *err)
{
	/* first inactive: what still uses it is refused, and it could be reactivated until here */
	if (!call_gone(a, OP_IAM_UPDATE_ACCESS_KEY,
		       params("UserName", user, "AccessKeyId", id, "Status", "Inactive",
			      NULL), request_id, err))
		return false;
	return call_gone(a, OP_IAM_DELETE_ACCESS_KEY,
			 params("UserName", user, "AccessKeyId", id, NULL), request_id,
			 err);
}

static bool iam_access_key_remove(struct aws *a, const struct resource *found,
				  char *request_id, struct err *err)
{
	return access_key_delete(a, resource_str(found, "user"),
				 resource_str(found, "key_id"), request_id, err);
}

/*
 * A key that took the place of the operator's own is also in the profiles that held that
 * one: they stay, and so must the key.
 */
static bool iam_access_key_users(struct aws *a, const struct resource *found,
				 struct resource_uses *uses, struct err *err)
{
	struct arena arena = { NULL };
	struct key_search s = { .arena = &arena };
	bool ok;

	(void)a;
	if (!*resource_str(found, "own_id"))
		return true;
	ok = keys_find(&s, resource_str(found, "key_id"), NULL, 0, err);
	for (size_t i = 0; ok && i < s.locations_count; i++)
		if (s.locations[i].kind == LOCATION_PROFILE) {
			const struct key_location *where = &s.locations[i];
			struct resource *as = resource_new("", "credentials-profile",
							   where->profile);
			struct buf says = BUF(9000);

			buf_fmt(&says, "profile '%s' of %s", where->profile, where->file);
			resource_put_str(as, "file", where->file);
			uses_add(uses, says.s, as)->attached =
				true; /* the setup's own copies go */
			buf_free(&says);
		}
	arena_free(&arena);
	return ok;
}

const struct resource_kind kind_access_key = {
	.name = "access-key",
	.read = iam_access_key_read,
	.make = iam_access_key_make,
	.remove = iam_access_key_remove,
	.refuse = iam_access_key_refuse,
	.users = iam_access_key_users,
};
