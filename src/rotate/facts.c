/* facts.c - the facts about a user's keys; see rotation.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "aws/call.h"
#include "base/clock.h"
#include "base/str.h"
#include "format/json.h"
#include "keys/access_key.h"
#include "keys/profile_file.h"
#include "keys/profile_resolve.h"
#include "kinds/resource_json.h"
#include "plan/backups.h"
#include "plan/record.h"
#include "resource/iam_access_key.h"
#include "resource/kind.h"
#include "rotate/rotate_internal.h"
#include "rotate/rotation.h"

#define DAY 86400
#define RECENT_DAYS 90		/* a key used since is in use */

#define PROFILE "credentials-profile"
#define CSV "credentials-csv"
#define DOCUMENT "credentials-document"

struct rotation_facts *rotation_facts_new(const char *setup, const char *user,
					  const char *resource)
{
	struct rotation_facts *f = xcalloc(1, sizeof(*f));

	f->setup = arena_str(&f->arena, setup);
	f->user = arena_str(&f->arena, user);
	f->resource = arena_str(&f->arena, resource);
	f->key_id = f->supplied_id = f->now = "";
	return f;
}

void rotation_facts_free(struct rotation_facts *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->locations_count; i++)
		resource_free(f->locations[i].resource);
	resource_free(f->wanted);
	json_free(f->backups);
	json_free(f->notes);
	arena_free(&f->arena);
	free(f);
}

struct rotation_key *rotation_find_key(const struct rotation_facts *f, const char *id)
{
	for (size_t i = 0; i < f->keys_count; i++)
		if (*id && str_eq(f->keys[i].key.id, id))
			return &f->keys[i];
	return NULL;
}

bool rotate_in_environment(const struct rotation_key *key)
{
	for (size_t i = 0; i < key->found.locations_count; i++)
		if (key->found.locations[i].kind == LOCATION_ENVIRONMENT)
			return true;
	return false;
}

struct key_location rotate_location(const struct resource *r)
{
	return (struct key_location){
		.kind = str_eq(r->kind, CSV)	  ? LOCATION_CSV :
			str_eq(r->kind, DOCUMENT) ? LOCATION_DOCUMENT :
						    LOCATION_PROFILE,
		.file = resource_str(r, "file"),
		.profile = r->name,
		.config = json_true(resource_get(r, "config")),
		.user = resource_str(r, "user"),
		.form = resource_get(r, "document"),
	};
}

/* --- the keys ------------------------------------------------------------------------ */

/*
 * Why it must not be deleted; NULL: it can be. A key is in use that was used lately; the
 * newer key of a reverted rotation: since that. Before it only the rotation's own tests
 * used it.
 */
static const char *facts_in_use(struct aws *aws, const struct rotation_key *k,
				const struct previous_key *previous, const char *working)
{
	bool reverted = previous->state == PREVIOUS_REVERTED, recent;
	const char *date = k->key.last_used.date;
	time_t used = clock_read_any(date);

	if (!str_eq(k->key.status, "Active"))
		return NULL;
	if (str_eq(k->key.id, working))
		return "accredit itself is using it";
	if (rotate_in_environment(k))
		return "this shell's environment contains it";
	if (k->found.locations_count || k->found.lines_count)
		return "a file on this computer contains it";
	if (k->key.last_used.unseen)
		return "its last use is unknown (no permission)";
	if (!*date)
		return NULL;
	recent = reverted && str_eq(previous->id, k->key.id) ?
		used > clock_read_any(previous->at) :
		used < 0 || (aws_now(aws) - used) / DAY < RECENT_DAYS;
	if (!recent)
		return NULL;
	return reverted ? "it was used after the switch back to the old key" :
			  "it was used in the last 90 days";
}

/* Where it is: what can be updated, and what cannot. */
static bool facts_search(struct rotation_facts *f, struct rotation_key *k, struct err *err)
{
	struct key_location *files = NULL;
	size_t n = 0;

	/* The record's files that only it knows: profiles are found without it. */
	for (size_t i = 0; i < f->locations_count; i++) {
		struct key_location at = rotate_location(f->locations[i].resource);

		if (at.kind == LOCATION_PROFILE)
			continue;
		files = arena_more(&f->arena, files, n, sizeof(*files));
		files[n++] = at;
	}
	k->found.arena = &f->arena;
	if (!keys_find(&k->found, k->key.id, files, n, err) ||
	    !keys_search(&k->found, k->key.id, err))
		return false;
	if (k->found.unread_count) {
		f->unread = k->found.unread;
		f->unread_count = k->found.unread_count;
	}
	return true;
}

/* The record can have another user's name for an own key: that is then what is wrong. */
static bool facts_no_user(const struct rotation_facts *f, const struct rotation_caller *by,
			  struct err *err)
{
	if (!rotate_is_owner(by->aws, f, err))
		return false;
	err_set(err, ERR_CHOICE, "there is no IAM user '%s' in account %s", f->user,
		by->account);
	if (*f->supplied_id)
		return err_hint(err, OTHER_KEY_HINT);
	if (f->wanted)
		return err_hint(err,
				"it was deleted: 'accredit repair %s' creates it again",
				f->setup);
	return err_hint(err, "check the name, and that this is the account you mean");
}

static bool facts_read_keys(struct rotation_facts *f, const struct rotation_caller *by,
			    struct err *err)
{
	struct aws *aws = by->aws;
	struct user_keys keys;
	char now[24];
	bool ok = access_keys_list(aws, f->user, &keys, err);

	if (!ok || keys.no_user)
		return ok && facts_no_user(f, by, err);
	clock_iso(now, aws_now(aws));
	f->now = arena_str(&f->arena, now);
	f->keys_count = keys.count;
	f->keys = arena_zero(&f->arena, (keys.count + 1) * sizeof(*f->keys));
	for (size_t i = 0; ok && i < keys.count; i++) {
		struct rotation_key *k = &f->keys[i];

		k->key = keys.items[i];
		access_key_read_age(aws, &k->key);
		access_key_read_use(aws, &k->key);
		ok = facts_search(f, k, err);
		if (ok)
			k->in_use = facts_in_use(aws, k, &f->previous, by->key_id);
	}
	user_keys_free(&keys);
	return ok;
}

/* --- the locations ------------------------------------------------------------------- */

/* Takes the resource. */
static void facts_add_location(struct rotation_facts *f, struct resource *r)
{
	f->locations = arena_more(&f->arena, f->locations, f->locations_count,
				  sizeof(*f->locations));
	f->locations[f->locations_count++] = (struct rotation_location){ .resource = r };
}

/* A location that no template has; id: of its step. Yours. */
static struct resource *facts_location_new(const struct rotation_facts *f, const char *id,
					   const char *kind, const char *name,
					   const char *file)
{
	struct resource *r = resource_new(id, kind, name);
	struct json *tags = json_object_new();

	resource_put_str(r, "file", file);
	resource_put_str(r, "user", f->user);
	resource_put_str(r, "key", f->resource);
	json_put_str(tags, SETUP_TAG, f->setup);
	resource_put(r, "tags", tags);
	return r;
}

/* A profile that was named: it is to resolve to the new key. */
static void facts_add_named(struct rotation_facts *f, const char *id, const char *profile,
			    const char *file)
{
	struct resource *r = facts_location_new(f, id, PROFILE, profile, file);

	resource_put(r, "resolve", json_bool_new(true));
	facts_add_location(f, r);
}

/* profile: NULL for a file that is a location as a whole. */
static bool facts_has_location(const struct rotation_facts *f, const char *file,
			       const char *profile)
{
	for (size_t i = 0; i < f->locations_count; i++) {
		const struct resource *r = f->locations[i].resource;

		if (str_eq(resource_str(r, "file"), file) &&
		    (!profile || str_eq(r->name, profile)))
			return true;
	}
	return false;
}

/* What else on this computer contains the key gets the new one, too. */
static void facts_add_found(struct rotation_facts *f)
{
	const struct rotation_key *key = rotation_find_key(f, f->key_id);
	size_t n = 0;

	for (size_t i = 0; key && i < key->found.locations_count; i++) {
		const struct key_location *at = &key->found.locations[i];
		bool csv = at->kind == LOCATION_CSV;
		struct resource *r;
		char id[32];

		if (!at->file || facts_has_location(f, at->file, at->profile))
			continue;
		snprintf(id, sizeof(id), "place-%zu", ++n);
		r = facts_location_new(f, id, csv ? CSV : PROFILE,
				       csv		   ? at->file :
					       at->profile ? at->profile :
							     "",
				       at->file);
		if (at->config)
			resource_put(r, "config", json_bool_new(true));
		facts_add_location(f, r);
	}
}

bool rotate_add_profile(struct rotation_facts *f, const char *profile, struct err *err)
{
	struct profile_file place = { .profile = profile };
	struct access_key key = ACCESS_KEY_INIT;
	char *file = profile_file_path(err), id[32];
	bool ok = file;

	if (ok && facts_has_location(f, file, *profile ? profile : NULL))
		ok = err_set(err, ERR_INPUT, "profile '%s' is already in the list",
			     profile);
	/* A key that is there belongs to someone and stays. So does a role's profile. */
	ok = ok && profile_file_read(&place, &key, err);
	if (ok && *key.id) {
		err_set(err, ERR_CHOICE, "profile '%s' contains another key: %s", profile,
			key.id);
		ok = err_hint(err, "choose another profile");
	} else if (ok && !profile_is_free(profile, "", err)) {
		ok = err_hint(err, "choose another profile");
	}
	access_key_free(&key);
	snprintf(id, sizeof(id), "more-%zu", f->locations_count);
	if (ok)
		facts_add_named(f, id, profile, file);
	free(file);
	return ok;
}

/* --- a setup's key ------------------------------------------------------------------- */

static bool facts_no_key(const struct record *record, const struct json *resources,
			 struct err *err)
{
	json_each(row, resources) {
		struct recorded of = recorded_read(row);

		if (str_eq(of.kind, "role")) {
			err_set(err, ERR_CHOICE,
				"setup '%s' uses the role '%s', which needs no key "
				"rotation: AWS issues temporary credentials",
				record_name(record), of.name);
			return err_hint(err,
					"if an instance was compromised, revoke the role's "
					"active sessions (--revoke-sessions)");
		}
	}
	err_set(err, ERR_CHOICE, "setup '%s' has no access key", record_name(record));
	return err_hint(err, "'accredit rotate --user USER' rotates the key of any user");
}

/* The key and the locations that the record has. */
static struct rotation_facts *facts_from_record(const struct record *record,
						struct err *err)
{
	struct json *resources = record_resources(record);
	struct rotation_facts *f = NULL;

	json_each(row, resources) {
		struct recorded key = recorded_read(row);
		struct resource *wanted;

		if (f || !str_eq(key.kind, "access-key"))
			continue;
		wanted = resource_load(key.wanted);
		f = rotation_facts_new(record_name(record), resource_str(wanted, "user"),
				       key.id);
		f->key_id = arena_str(&f->arena, key.key_id);
		f->wanted = wanted;
		f->adopted = true;
	}
	if (!f)
		facts_no_key(record, resources, err);
	json_each(row, f ? resources : NULL) {
		struct recorded of = recorded_read(row);

		/* adopted: none of the user's policies was created here */
		if (str_starts(of.kind, "user-policy") && of.made &&
		    str_eq(json_str(of.wanted, "user"), f->user))
			f->adopted = false;
		if (str_eq(json_str(of.wanted, "key"), f->resource))
			facts_add_location(f, resource_load(of.wanted));
	}
	json_free(resources);
	return f;
}

/* Ends a look: *out is f, or NULL and f is freed. */
static bool facts_end_look(struct rotation_facts *f, bool ok, struct rotation_facts **out,
			   struct err *err)
{
	size_t recorded = f && f->wanted ? f->locations_count : 0;

	if (ok) {
		if (!rotation_find_key(f, f->previous.id)) /* deleted by someone else */
			f->previous = (struct previous_key){ .state = PREVIOUS_NONE };
		facts_add_found(f);
	}
	/* What each location contains now: the old key, none, or one that stops it all. */
	for (size_t i = 0; ok && i < f->locations_count; i++) {
		struct rotation_location *l = &f->locations[i];
		struct key_location at = rotate_location(l->resource);
		struct access_key key = ACCESS_KEY_INIT;
		bool there;

		ok = location_read(&at, &key, &there, err);
		snprintf(l->holds, sizeof(l->holds), "%s", there ? key.id : "");
		access_key_free(&key);
		if (ok && !there && i < recorded)
			l->gone = access(at.file, F_OK) ?
				"the file does not exist any more" :
				"it does not contain an access key any more";
		l->skip = l->gone;
	}
	*out = ok ? f : NULL;
	if (!ok)
		rotation_facts_free(f);
	return ok;
}

bool rotate_look(const struct record *record, const struct json *wanted,
		 const struct rotation_caller *by, struct rotation_facts **out,
		 struct err *err)
{
	struct rotation_facts *f = facts_from_record(record, err);
	bool ok = f;

	if (ok) {
		rotate_put_supplied(f, wanted);
		rotate_read_previous(record, &f->previous);
		f->backups = backups_known(record);
		f->notes = json_copy(json_get(wanted, "renewal"));
		ok = facts_read_keys(f, by, err) && rotate_is_owner(by->aws, f, err);
	}
	return facts_end_look(f, ok, out, err);
}

/* --- a user's key -------------------------------------------------------------------- */

/* The profile's key is meant, if it has one, and the profile gets the new one. */
static bool facts_choose_profile(struct rotation_facts *f, const char *profile,
				 struct err *err)
{
	struct profile_file place = { .profile = profile };
	struct access_key key = ACCESS_KEY_INIT;
	char *file = profile_file_path(err), id[132];
	bool ok = file && profile_file_read(&place, &key, err);

	snprintf(id, sizeof(id), "%s", key.id);
	access_key_free(&key);
	if (ok && *id && !rotation_find_key(f, id)) {
		err_set(err, ERR_CHOICE,
			"profile '%s' contains key %s, which is not one of user '%s'",
			profile, id, f->user);
		ok = err_hint(err, "choose another profile, or the user it belongs to");
	}
	if (ok && *id)
		f->key_id = arena_str(&f->arena, id);
	if (ok && !profile_is_free(profile, id, err))
		ok = err->kind == ERR_CHOICE &&
			err_hint(
				err,
				"choose the profile of this key, or one that is not used yet");
	if (ok)
		facts_add_named(f, "profile", profile, file);
	free(file);
	return ok;
}

bool rotate_look_user(const struct record *record, const char *setup, const char *user,
		      const char *profile, const struct rotation_caller *by,
		      struct rotation_facts **out, struct err *err)
{
	struct rotation_facts *f = rotation_facts_new(setup, user, "key");
	struct json *recorded = record ? record_resources(record) : NULL;
	bool ok;

	f->key_id = arena_str(&f->arena, json_str(json_get(recorded, "key"), "key_id"));
	json_free(recorded);
	if (record) {
		rotate_read_previous(record, &f->previous);
		f->backups = backups_known(record);
	}
	ok = facts_read_keys(f, by, err);
	if (!rotation_find_key(f, f->key_id))
		f->key_id = "";
	if (ok && *profile)
		ok = facts_choose_profile(f, profile, err);
	if (ok && !*f->key_id && f->keys_count == 1)
		f->key_id = f->keys[0].key.id;
	if (ok && !*f->key_id) {
		/* Of several keys the one that a file here contains is the one to rotate. */
		const char *held = "";
		size_t n = 0;

		for (size_t i = 0; i < f->keys_count; i++)
			if (f->keys[i].found.locations_count >
			    rotate_in_environment(&f->keys[i])) {
				held = f->keys[i].key.id;
				n++;
			}
		if (n == 1)
			f->key_id = held;
	}
	return facts_end_look(f, ok, out, err);
}
