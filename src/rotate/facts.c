/* facts.c - what there is about a user's keys; see rotation.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "aws/call.h"
#include "base/clock.h"
#include "base/str.h"
#include "format/json.h"
#include "keys/access_key.h"
#include "keys/find.h"
#include "keys/profile_file.h"
#include "keys/profile_resolve.h"
#include "kinds/resource_json.h"
#include "plan/backups.h"
#include "plan/record.h"
#include "resource/iam_access_key.h"
#include "resource/key_location.h"
#include "resource/kind.h"
#include "resource/resource_call.h"
#include "rotate/rotate_internal.h"
#include "rotate/rotation.h"

#define DAY 86400
#define RECENT_DAYS 90		/* a key used since is in use */

/* AWS wrote the date: its clock counts. */
static double facts_days_since(struct aws *aws, const char *date)
{
	time_t t = clock_read_any(date);

	return t < 0 ? -1 : (double)((aws_now(aws) - t) / DAY);
}

void rotate_key_use(struct aws *aws, struct json *key)
{
	struct json *reply = NULL, *used;
	const struct json *last;
	struct err ignored = ERR_INIT;

	/* who may not ask sees no use: that is said as "not known" */
	if (!call(aws, OP_IAM_GET_ACCESS_KEY_LAST_USED,
		  params("AccessKeyId", json_str(key, "id"), NULL), &reply, NULL,
		  &ignored)) {
		json_put(key, "unknown", json_bool_new(true));
		return;
	}
	last = json_get(reply, "AccessKeyLastUsed");
	if (*json_str(last, "LastUsedDate")) {
		used = json_put(key, "last_used", json_object_new());
		json_put_str(used, "date", json_str(last, "LastUsedDate"));
		json_put_str(used, "service", json_str(last, "ServiceName"));
		json_put_str(used, "region", json_str(last, "Region"));
	}
	json_free(reply);
}

void rotate_key_age(struct aws *aws, struct json *key)
{
	json_put(key, "days",
		 json_number_new(facts_days_since(aws, json_str(key, "created"))));
}

bool rotate_in_environment(const struct json *key)
{
	json_each(place, json_get(key, "places"))
		if (str_eq(json_str(place, "kind"), "environment"))
			return true;
	return false;
}

/* In how many files it is where an edit reaches it. */
static size_t facts_held_in(const struct json *key)
{
	return json_count(json_get(key, "places")) - rotate_in_environment(key);
}

/*
 * Whether it was used lately; the newer key of a reverted rotation: since that. Before it
 * only the rotation's own tests used it.
 */
static bool facts_is_recent(struct aws *aws, const struct json *key,
			    const struct json *parked)
{
	const char *used = json_str(json_get(key, "last_used"), "date");

	if (!*used)
		return false;
	if (json_true(json_get(parked, "left")) &&
	    str_eq(json_str(parked, "id"), json_str(key, "id")))
		return clock_read_any(used) > clock_read_any(json_str(parked, "at"));
	return facts_days_since(aws, used) < RECENT_DAYS;
}

/* Why it must not be deleted; NULL: nothing speaks against it. */
static const char *facts_in_use(struct aws *aws, const struct json *key,
				const struct json *parked, const char *working)
{

	if (!str_eq(json_str(key, "status"), "Active"))
		return NULL;
	if (str_eq(json_str(key, "id"), working))
		return "it signs the calls of this very program";
	if (rotate_in_environment(key))
		return "this shell's environment contains it";
	if (json_count(json_get(key, "places")) || json_count(json_get(key, "elsewhere")))
		return "a file on this machine holds it";
	if (json_true(json_get(key, "unknown")))
		return "its last use may not be seen with these credentials";
	if (facts_is_recent(aws, key, parked))
		return json_true(json_get(parked, "left")) ?
		       "it was used after the old key was put back" :
		       "it was used in the last 90 days";
	return NULL;
}

/* Where it is: what can be updated, and what cannot. */
static bool facts_put_places(struct json *facts, struct json *key, const struct json *files,
			     struct err *err)
{
	const char *id = json_str(key, "id");
	struct json *places = keys_find(id, files, err), *unread = json_list_new();
	struct json *elsewhere = places ? keys_search(id, places, unread, err) : NULL;

	if (places)
		json_put(key, "places", places);
	if (elsewhere)
		json_put(key, "elsewhere", elsewhere);
	if (json_count(unread))
		json_put(facts, "unread", unread);
	else
		json_free(unread);
	return elsewhere;
}

static bool facts_put_keys(struct aws *aws, const char *working, const struct json *files,
			   struct json *facts, struct err *err)
{
	struct json *keys, *list;
	char now[24];

	if (!access_keys_list(aws, json_str(facts, "user"), &keys, err))
		return false;
	clock_iso(now, aws_now(aws));
	json_put_str(facts, "now", now);
	list = json_put(facts, "keys", json_list_new());
	json_each(row, keys) {
		struct json *key = json_push(list, json_copy(row));
		const char *why;

		rotate_key_age(aws, key);
		rotate_key_use(aws, key);
		if (!facts_put_places(facts, key, files, err)) {
			json_free(keys);
			return false;
		}
		why = facts_in_use(aws, key, json_get(facts, "parked"), working);
		if (why) {
			json_put(key, "in_use", json_bool_new(true));
			json_put_str(key, "why", why);
		}
	}
	json_free(keys);
	return true;
}

static struct json *facts_key_of(const struct json *facts, const char *id)
{
	json_each(key, json_get(facts, "keys"))
		if (*id && str_eq(json_str(key, "id"), id))
			return key;
	return NULL;
}

static void facts_mark(struct json *facts)
{
	struct json *current = facts_key_of(facts, json_str(facts, "key_id"));
	struct json *parked = facts_key_of(facts,
					   json_str(json_get(facts, "parked"), "id"));
	struct json *waiting = facts_key_of(facts,
					    json_str(json_get(facts, "waiting"), "id"));

	if (current)
		json_put(current, "current", json_bool_new(true));
	if (parked)
		json_put(parked, "parked", json_bool_new(true));
	else
		json_drop(facts, "parked");	/* gone by another hand */
	if (waiting)
		json_put(waiting, "waiting", json_bool_new(true));
	else
		json_drop(facts, "waiting");
}

static struct json *facts_new(const char *setup, const char *user, const char *resource)
{
	struct json *facts = json_object_new();

	json_put_str(facts, "setup", setup);
	json_put_str(facts, "user", user);
	json_put_str(facts, "resource", resource);
	json_put(facts, "places", json_list_new());
	return facts;
}

/* A place as a resource; id: of its step. Borrowed. */
static struct json *facts_add_place(struct json *facts, const char *id, const char *kind,
				    const char *name, const char *file)
{
	struct json *place = json_object_new();
	struct json *tags = json_object_new();

	json_put_str(place, "id", id);
	json_put_str(place, "kind", kind);
	json_put_str(place, "name", name);
	json_put_str(place, "file", file);
	json_put_str(place, "user", json_str(facts, "user"));
	json_put_str(place, "key", json_str(facts, "resource"));
	json_put_str(tags, SETUP_TAG, json_str(facts, "setup"));
	json_put(place, "tags", tags);
	return json_push(json_get(facts, "places"), place);
}

/* A profile that was named: it is to resolve to the new key. Borrowed. */
static struct json *facts_add_named(struct json *facts, const char *id, const char *profile,
				    const char *file)
{
	struct json *place = facts_add_place(facts, id, "credentials-profile", profile,
					     file);

	json_put(place, "resolve", json_bool_new(true));
	return place;
}

static bool facts_has_place(const struct json *facts, const struct json *found)
{
	json_each(place, json_get(facts, "places"))
		if (str_eq(json_str(place, "file"), json_str(found, "file")) &&
		    (!*json_str(found, "profile") ||
		     str_eq(json_str(place, "name"), json_str(found, "profile"))))
			return true;
	return false;
}

/* Whatever else on this machine holds the key gets the new one, too. */
static void facts_add_found(struct json *facts)
{
	const struct json *key = facts_key_of(facts, json_str(facts, "key_id"));
	size_t n = 0;

	json_each(found, json_get(key, "places")) {
		struct json *place = NULL;
		char id[32];

		if (!*json_str(found, "file") || facts_has_place(facts, found))
			continue;
		snprintf(id, sizeof(id), "place-%zu", ++n);
		if (str_eq(json_str(found, "kind"), "csv"))
			facts_add_place(facts, id, "credentials-csv",
					json_str(found, "file"), json_str(found, "file"));
		else
			place = facts_add_place(facts, id, "credentials-profile",
						json_str(found, "profile"),
						json_str(found, "file"));
		if (json_true(json_get(found, "config")))
			json_put(place, "config", json_bool_new(true));
	}
}

/* A key that stands there is somebody's: it is not written over. Nor is it a role's. */
static bool facts_is_empty(const char *profile, struct err *err)
{
	struct profile_file place = { .profile = profile };
	struct access_key key = ACCESS_KEY_INIT;
	bool ok = profile_file_read(&place, &key, err);

	if (ok && !*key.id && !profile_is_free(profile, "", err))
		return err_hint(err, "choose another profile");

	if (ok && *key.id) {
		ok = err_set(err, ERR_CHOICE, "profile '%s' holds another key: %s", profile,
			     key.id);
		err_hint(err, "choose another profile");
	}
	access_key_free(&key);
	return ok;
}

bool rotate_add_profile(struct json *facts, const char *profile, struct err *err)
{
	char *file = profile_file_path(err), id[32];
	struct json *found = json_object_new();
	bool ok;

	json_put_str(found, "file", file ? file : "");
	json_put_str(found, "profile", profile);
	snprintf(id, sizeof(id), "more-%zu", json_count(json_get(facts, "places")));
	ok = file &&
		(!facts_has_place(facts, found) ||
		 err_set(err, ERR_INPUT, "profile '%s' is on the list already", profile)) &&
		facts_is_empty(profile, err);
	if (ok)
		json_put_str(facts_add_named(facts, id, profile, file), "holds", "");
	json_free(found);
	free(file);
	return ok;
}

static bool facts_no_key(const struct record *record, const struct json *resources,
			 struct err *err)
{
	json_each(row, resources)
		if (str_eq(json_str(row, "kind"), "role")) {
			err_set(err, ERR_CHOICE, "set-up '%s' works with the role '%s': there "
				"is no key to renew, AWS renews a role's keys by itself every "
				"few hours", record_name(record), json_str(row, "name"));
			return err_hint(err, "add --revoke-sessions to end the sessions that "
					"the role has now, if a machine was stolen or left");
		}
	err_set(err, ERR_CHOICE, "set-up '%s' has no access key", record_name(record));
	return err_hint(err, "'accredit rotate --user USER' rotates the key of any user");
}

/* Whether no policy of the user was created here: what it grants is others' business. */
static bool facts_has_others_policies(const struct json *resources, const char *user)
{
	json_each(row, resources)
		if (str_starts(json_str(row, "kind"), "user-policy") &&
		    str_eq(json_str(json_get(row, "wanted"), "user"), user) &&
		    json_true(json_get(row, "made")))
			return false;
	return true;
}

/* The places the record knows, and the key they hold. */
static struct json *facts_from_record(const struct record *record, struct json *files,
				      struct err *err)
{
	struct json *resources = record_resources(record), *facts = NULL;

	json_each(row, resources)
		if (!facts && str_eq(json_str(row, "kind"), "access-key")) {
			facts = facts_new(record_name(record),
					  json_str(json_get(row, "wanted"), "user"),
					  json_key(row));
			json_put_str(facts, "key_id", json_str(row, "key_id"));
			json_put(facts, "wanted", json_copy(json_get(row, "wanted")));
		}
	if (facts && facts_has_others_policies(resources, json_str(facts, "user")))
		json_put(facts, "adopted", json_bool_new(true));
	json_each(row, resources) {
		const struct json *wanted = json_get(row, "wanted");

		if (!facts || !str_eq(json_str(wanted, "key"), json_str(facts, "resource")))
			continue;
		json_push(json_get(facts, "places"), json_copy(wanted));
		if (str_eq(json_str(row, "kind"), "credentials-csv"))
			json_push(files, json_string_new(json_str(wanted, "file")));
		if (str_eq(json_str(row, "kind"), "credentials-document"))
			json_push(files, json_copy(wanted));
	}
	if (!facts)
		facts_no_key(record, resources, err);
	json_free(resources);
	return facts;
}

/* What each place holds now: the old key, nothing, or what stops the rotation. */
static bool facts_put_held(struct json *facts, struct err *err)
{
	json_each(row, json_get(facts, "places")) {
		struct access_key key = ACCESS_KEY_INIT;
		struct resource *location = resource_load(row);
		struct key_location place;
		bool there = false, ok = true;

		if (key_location_of(location, &place))
			ok = location_read(&place, &key, &there, err);
		resource_free(location);
		json_put_str(row, "holds", there ? key.id : "");
		access_key_free(&key);
		if (!ok)
			return false;
	}
	return true;
}

static bool facts_end_look(struct json *facts, bool ok, struct json **out, struct err *err)
{
	if (ok) {
		facts_mark(facts);
		facts_add_found(facts);
		ok = facts_put_held(facts, err);
	}
	if (ok) {
		*out = facts;
		return true;
	}
	json_free(facts);
	*out = NULL;
	return false;
}

bool rotate_look(const struct record *record, const struct json *wanted,
		 struct aws *aws, const char *working, struct json **out,
		 struct err *err)
{
	struct json *files = json_list_new();
	struct json *facts = facts_from_record(record, files, err);
	bool ok = facts;

	if (ok) {
		rotate_put_supplied(facts, wanted);
		rotate_put_previous_key(record, facts);
		json_put(facts, "backups", backups_known(record));
		json_put(facts, "renewal", json_copy(json_get(wanted, "renewal")));
		ok = facts_put_keys(aws, working, files, facts, err) &&
			rotate_is_owner(aws, facts, err);
	}
	json_free(files);
	return facts_end_look(facts, ok, out, err);
}

/* The key that is meant: the profile's, the record's, or the only one. */
static bool facts_choose_key(struct json *facts, const char *profile, struct err *err)
{
	const struct json *keys = json_get(facts, "keys");
	struct access_key key = ACCESS_KEY_INIT;
	char *file = NULL;
	bool there = false, ok = true;

	if (*profile) {
		struct profile_file place = { .profile = profile };

		file = profile_file_path(err);
		ok = file && profile_file_read(&place, &key, err);
		there = ok && *key.id;
		if (ok && there && !facts_key_of(facts, key.id)) {
			ok = err_set(err, ERR_CHOICE, "profile '%s' holds key %s, which is not "
				     "one of user '%s'", profile, key.id,
				     json_str(facts, "user"));
			err_hint(err, "name another profile, or the user it belongs to");
		}
	}
	if (ok && there)
		json_put_str(facts, "key_id", key.id);
	else if (ok && !*json_str(facts, "key_id") && json_count(keys) == 1)
		json_put_str(facts, "key_id", json_str(json_first(keys), "id"));
	if (ok && *profile)
		ok = profile_is_free(profile, there ? key.id : "", err) ||
		     (err->kind == ERR_CHOICE && err_hint(err, "name a profile that is this "
							"key, or one that is not used yet"));
	if (ok && *profile)
		facts_add_named(facts, "profile", profile, file);
	access_key_free(&key);
	free(file);
	return ok;
}

/* Of two keys the one that a file here holds is the one that is renewed. */
static void facts_choose_held(struct json *facts)
{
	const char *held = "";
	size_t n = 0;

	if (*json_str(facts, "key_id"))
		return;
	json_each(key, json_get(facts, "keys"))
		if (facts_held_in(key)) {
			held = json_str(key, "id");
			n++;
		}
	if (n == 1)
		json_put_str(facts, "key_id", held);
}

bool rotate_look_user(const struct record *record, const char *setup, const char *user,
		      const char *profile, struct aws *aws, const char *working,
		      struct json **out, struct err *err)
{
	struct json *facts = facts_new(setup, user, "key"), *recorded;
	bool ok;

	if (record) {
		recorded = record_resources(record);
		json_put_str(facts, "key_id", json_str(json_get(recorded, "key"), "key_id"));
		json_free(recorded);
		rotate_put_previous_key(record, facts);
		json_put(facts, "backups", backups_known(record));
	}
	ok = facts_put_keys(aws, working, NULL, facts, err);
	if (ok && !facts_key_of(facts, json_str(facts, "key_id")))
		json_put_str(facts, "key_id", "");
	ok = ok && facts_choose_key(facts, profile, err);
	if (ok)
		facts_choose_held(facts);
	return facts_end_look(facts, ok, out, err);
}
