/*
 * session_rotated.c - signing in with the same user's new key where a rotation on this
 * computer deactivated the one that was found; see session.h.
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "aws/aws_error.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/resource_json.h"
#include "keys/access_key.h"
#include "keys/location.h"
#include "keys/stage.h"
#include "plan/record.h"
#include "policy/arn.h"
#include "resource/key_location.h"
#include "rotate/rotation.h"
#include "session/session.h"

/* The new key according to a record, and where its secret was found. */
struct known {
	struct access_key key;
	char setup[64], user[132], account[16], id[132], where[400];
};

static void session_rotated_take(struct known *k, const struct access_key *key,
				 const char *where)
{
	access_key_copy(&k->key, key);
	snprintf(k->where, sizeof(k->where), "%s", where);
}

static void session_rotated_from_stage(struct known *k, const char *resource,
				       enum stage which)
{
	struct access_key key = ACCESS_KEY_INIT;
	struct err ignored = ERR_INIT;
	bool there = false;

	if (stage_load(k->setup, resource, which, &key, &there, &ignored) && there &&
	    str_eq(key.id, k->id))
		session_rotated_take(k, &key, "accredit's temporary copy");
	access_key_free(&key);
}

/* Looks in its locations first; the temporary copy exists until --finish. */
static void session_rotated_find_secret(struct known *k, const struct json *resources,
					const char *of)
{
	json_each(row, resources)
		if (!*k->key.id && str_eq(json_str(json_get(row, "wanted"), "key"), of)) {
			const struct json *saved = json_get(row, "wanted");
			struct resource *resource = resource_load(saved);
			struct access_key key = ACCESS_KEY_INIT;
			struct err ignored = ERR_INIT;
			struct key_location place;
			bool there = false;
			char where[400];

			if (!key_location_of(resource, &place) ||
			    !location_read(&place, &key, &there, &ignored))
				there = false;
			if (place.kind == LOCATION_PROFILE)
				snprintf(where, sizeof(where),
					 "profile '%.100s' of '%.250s'", place.profile,
					 place.file);
			else
				snprintf(where, sizeof(where), "'%.300s'", place.file);
			if (there && key.secret.s && str_eq(key.id, k->id))
				session_rotated_take(k, &key, where);
			access_key_free(&key);
			resource_free(resource);
		}
	if (!*k->key.id)
		session_rotated_from_stage(k, of, STAGE_NEW);
	if (!*k->key.id)
		session_rotated_from_stage(k, of, STAGE_OLD);
}

/*
 * Whether this record deactivated or deleted the refused key; then finds its replacement.
 */
static bool session_rotated_look(struct known *k, const struct record *r,
				 const char *refused)
{
	struct json *resources;

	if (!rotate_deactivated(r, refused) || !record_answers(r))
		return false;
	resources = record_resources(r);
	snprintf(k->setup, sizeof(k->setup), "%s", record_name(r));
	snprintf(k->account, sizeof(k->account), "%s", record_answers(r)->account);
	json_each(row, resources) {
		const struct recorded one = recorded_read(row);

		if (!str_eq(one.kind, "access-key"))
			continue;
		snprintf(k->user, sizeof(k->user), "%s", json_str(one.wanted, "user"));
		snprintf(k->id, sizeof(k->id), "%s", one.key_id);
		if (*k->id && !str_eq(k->id, refused))
			session_rotated_find_secret(k, resources, one.id);
	}
	json_free(resources);
	return true;
}

static bool session_rotated_find(struct known *k, const char *refused)
{
	struct err ignored = ERR_INIT;
	struct json *names = record_names(&ignored);
	bool known = false;

	json_each(name, names) {
		struct record *r = known ? NULL : record_open(json_text(name), false, &ignored);

		known = known || (r && session_rotated_look(k, r, refused));
		record_close(r);
	}
	json_free(names);
	return known;
}

/* "this shell's environment", "profile 'x' of FILE" */
static const char *session_rotated_source_of(const char *from)
{
	return str_eq(from, "environment") ? "this shell's environment" : from;
}

static bool session_rotated_open_new(struct session *s, const struct known *k,
				     const char *refused, const char *from,
				     const char *region, struct stop *stop, struct err *err)
{
	const char *at;

	*err = (struct err)ERR_INIT;
	if (!session_open_key(s, &k->key, region, stop, err))
		return false;
	at = strstr(s->arn, ":user/");
	if (!at || !str_eq(arn_last_part(at), k->user) || !str_eq(s->account, k->account)) {
		err_set(err, ERR_LOGIN, "the key %s in %s is not one of user '%s'", k->id,
			k->where, k->user);
		err_hint(err, "find out whose it is, or use credentials of user '%s'",
			 k->user);
		session_close(s);
		return false;
	}
	snprintf(s->creds.source, sizeof(s->creds.source), "%.299s", k->where);
	snprintf(s->instead, sizeof(s->instead),
		 "the key %s of %.200s was deactivated by the "
		 "rotation of '%s': using the new key %s of user '%s' from %.250s",
		 refused, session_rotated_source_of(from), k->setup, k->id, k->user,
		 k->where);
	snprintf(s->creds.why, sizeof(s->creds.why), "%.399s", s->instead);
	return true;
}

bool session_use_rotated_key(struct session *s, const char *region, struct stop *stop,
			     struct err *err)
{
	struct known k = { .key = ACCESS_KEY_INIT };
	char refused[132], from[300];
	bool ok = false;

	snprintf(refused, sizeof(refused), "%s", s->refused);
	snprintf(from, sizeof(from), "%s", s->refused_from);
	if (*refused &&
	    (err->aws_error == AWS_ERROR_CREDENTIALS ||
	     err->aws_error == AWS_ERROR_NOT_READY) &&
	    session_rotated_find(&k, refused)) {
		const int aws_error = err->aws_error;

		if (*k.key.id) {
			ok = session_rotated_open_new(s, &k, refused, from, region, stop,
						      err);
		} else {
			err_set(err, ERR_LOGIN,
				"the key %s of %.200s was deactivated by the rotation of "
				"'%s', and the new key %s is no longer where accredit stored it",
				refused, session_rotated_source_of(from), k.setup, k.id);
			err->aws_error = aws_error;
			err_hint(err,
				 "use the new key (AWS_PROFILE, or export it), or "
				 "credentials of another user that can manage this one");
		}
	}
	access_key_free(&k.key);
	return ok;
}

bool session_open_or_use_rotated_key(struct session *s, const char *region,
				     struct stop *stop, struct err *err)
{
	return session_open(s, region, stop, err) ||
		session_use_rotated_key(s, region, stop, err);
}
