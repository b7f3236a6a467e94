/* begin.c - whether a rotation may begin, and whether it may end; see rotate_internal.h. */
#include "config.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"
#include "format/json.h"
#include "keys/location.h"
#include "keys/profile_resolve.h"
#include "kinds/resource_json.h"
#include "resource/key_location.h"
#include "rotate/rotate_internal.h"
#include "rotate/rotation.h"

const struct json *rotate_key(const struct json *facts, const char *id)
{
	json_each(key, json_get(facts, "keys"))
		if (*id && str_eq(json_str(key, "id"), id))
			return key;
	return NULL;
}

/* The newer key of a reverted rotation, as AWS has it; NULL: there is none. */
static const struct json *begin_newer_key(const struct json *facts)
{
	const struct json *parked = json_get(facts, "parked");

	return json_true(json_get(parked, "left")) ?
	       rotate_key(facts, json_str(parked, "id")) : NULL;
}

const char *rotate_other_key(const struct json *facts, const struct rotate_wish *wish)
{
	const struct json *left = begin_newer_key(facts);

	if (wish->other_key && *wish->other_key)
		return wish->other_key;
	return left ? json_str(left, "id") : "";
}

/* What a rotation that was reverted left is no obstacle, unless something uses it. */
static bool begin_is_used_since(const struct json *left, const char *setup, struct err *err)
{
	if (!json_true(json_get(left, "in_use")))
		return false;
	err_set(err, ERR_CHOICE, "key %s, which the reverted rotation created, is in use: %s",
		json_str(left, "id"), json_str(left, "why"));
	err_hint(err, "find what uses it and give it the other key; then 'accredit rotate %s "
		 "--finish --now' deletes it", setup);
	return true;
}

static bool begin_unfinished(const struct json *facts, struct err *err)
{
	const struct json *parked = json_get(facts, "parked"),
			  *left = begin_newer_key(facts);
	const struct json *waiting = json_get(facts, "waiting");
	const char *setup = json_str(facts, "setup");

	if (!parked && !waiting)
		return false;
	if (waiting) {
		err_set(err, ERR_CHOICE, "key %s, which the rotation of %s replaced, is still "
			"active", json_str(waiting, "id"), json_str(waiting, "at"));
		err_hint(err, "'accredit rotate %s --finish' deactivates it once no file "
			 "contains it, 'accredit rotate %s --revert' goes back to it", setup,
			 setup);
		return true;
	}
	if (left)
		return begin_is_used_since(left, setup, err);
	err_set(err, ERR_CHOICE, "key %s was deactivated by the previous rotation on %s and "
		"is not deleted yet", json_str(parked, "id"), json_str(parked, "at"));
	err_hint(err, "'accredit rotate %s --finish' deletes it, 'accredit rotate %s --revert' "
		 "goes back to it", setup, setup);
	return true;
}

/* --- what no edit reaches ------------------------------------------------------------ */

#define LINES_SHOWN 3

void rotate_add_lines(struct buf *out, const struct json *rows)
{
	size_t n = 0, all = json_count(rows);

	json_each(row, rows) {
		if (n == LINES_SHOWN)
			break;
		buf_fmt(out, "%sline %.0f of '%s'", n ? ", " : "",
			json_number(json_get(row, "line")), json_str(row, "file"));
		n++;
	}
	if (all > n)
		buf_fmt(out, " and %zu more", all - n);
}

/* Those of the AWS files, or the others; yours. */
static struct json *begin_lines_of(const struct json *key, bool aws)
{
	struct json *list = json_list_new();

	json_each(row, json_get(key, "elsewhere"))
		if (json_true(json_get(row, "aws")) == aws)
			json_push(list, json_copy(row));
	return list;
}

/* What is in the AWS files, and cannot be updated there, is found by every program. */
static bool begin_is_reachable(const struct json *facts, struct err *err)
{
	const char *id = json_str(facts, "key_id");
	struct json *lines = begin_lines_of(rotate_key(facts, id), true);
	struct buf text = BUF(400);
	bool none = !json_count(lines);

	rotate_add_lines(&text, lines);
	if (!none) {
		err_set(err, ERR_CHOICE, "%s: the key %s is there where accredit cannot update "
			"it: %s", text.s, id, json_str(json_first(lines), "why"));
		err_hint(err, "remove that line, or make it the aws_access_key_id of a profile; "
			 "then run this again. Nothing was changed");
	}
	buf_free(&text);
	json_free(lines);
	return none;
}

/* A profile that contains it again is one more file: the operator's to update. */
static void begin_add_profiles(struct buf *out, const struct json *key)
{
	json_each(place, json_get(key, "places"))
		if (*json_str(place, "file"))
			buf_fmt(out, "%s%s%s%s'%s'", out->len ? ", " : "",
				*json_str(place, "profile") ? "profile '" : "",
				json_str(place, "profile"),
				*json_str(place, "profile") ? "' of " : "",
				json_str(place, "file"));
}

bool rotate_is_updated(const struct json *facts, const struct json *waiting,
		       struct err *err)
{
	const struct json *key = rotate_key(facts, json_str(waiting, "id"));
	const char *setup = json_str(facts, "setup");
	struct buf text = BUF(400);
	bool none;

	rotate_add_lines(&text, json_get(key, "elsewhere"));
	begin_add_profiles(&text, key);
	none = !text.len;
	if (!none) {
		err_set(err, ERR_DENIED, "key %s is still in %s, so it stays active",
			json_str(waiting, "id"), text.s);
		err_hint(err, "put the new key %s there, or remove the old one; then run 'accredit "
			 "rotate %s --finish' again", json_str(facts, "key_id"), setup);
	}
	buf_free(&text);
	return none;
}

static void begin_say_key(struct buf *out, const struct json *key)
{
	const struct json *used = json_get(key, "last_used");

	buf_fmt(out, "%s%s (%s, ", out->len ? ", " : "", json_str(key, "id"),
		json_str(key, "status"));
	if (used)
		buf_fmt(out, "last used %.10s by %s in %s)", json_str(used, "date"),
			json_str(used, "service"), json_str(used, "region"));
	else
		buf_str(out, json_true(json_get(key, "unknown")) ? "last use not known)" :
			"never used)");
}

static bool begin_two_keys(const struct json *facts, struct err *err)
{
	struct buf all = BUF(400);

	json_each(key, json_get(facts, "keys"))
		begin_say_key(&all, key);
	err_set(err, ERR_CHOICE, "user '%s' has two keys: %s", json_str(facts, "user"), all.s);
	buf_free(&all);
	return err_hint(err, "AWS allows two: name the one to delete first with --delete-key KEY_ID");
}

/* The key to give up is there, is not the one renewed, and nobody uses it. */
static bool begin_may_delete(const struct json *facts, const char *id, struct err *err)
{
	const struct json *key = rotate_key(facts, id);

	if (!key) {
		err_set(err, ERR_CHOICE, "user '%s' has no key %s", json_str(facts, "user"),
			id);
		return err_hint(err, "'accredit rotate --user %s --plan' shows the keys",
				json_str(facts, "user"));
	}
	if (json_true(json_get(key, "current"))) {
		err_set(err, ERR_CHOICE, "key %s is the one that is renewed", id);
		return err_hint(err, "name the other one, if nothing uses it");
	}
	if (!json_true(json_get(key, "in_use")))
		return true;
	err_set(err, ERR_CHOICE, "key %s is in use: %s", id, json_str(key, "why"));
	return err_hint(err, "a key in use is never deleted: find what uses it, or make it "
			"inactive yourself first");
}

/* The key of the operator's own is gone: another one of theirs takes its place. */
static bool begin_own_is_gone(const struct json *facts, struct err *err)
{
	err_set(err, ERR_CHOICE, "user '%s' has no access key %s, which the record says",
		json_str(facts, "user"), json_str(facts, "key_id"));
	return err_hint(err, "it was deleted: run the setup again with another key: --set "
			"ACCESS_KEY_ID=ID --secret SECRET_ACCESS_KEY=@FILE");
}

/* Of a setup: no key of its own is left that another could take the place of. */
static bool begin_setup_key_is_gone(const struct json *facts, struct err *err)
{
	const char *setup = json_str(facts, "setup"), *user = json_str(facts, "user");
	const struct json *keys = json_get(facts, "keys");
	struct buf others = BUF(400);

	json_each(key, keys)
		begin_say_key(&others, key);
	err_set(err, ERR_CHOICE, "the access key %s of user '%s' was deleted%s%s",
		json_str(facts, "key_id"), user, others.len ? "; what is there is unknown to "
		"accredit: " : "", others.len ? others.s : "");
	buf_free(&others);
	if (!json_count(keys))
		return err_hint(err, "'accredit repair %s' creates a new one", setup);
	return err_hint(err, "'accredit repair %s --plan' says what can be done", setup);
}

static bool begin_which_key(const struct json *facts, struct err *err)
{
	const char *user = json_str(facts, "user"), *id = json_str(facts, "key_id");

	if (rotate_key(facts, id))
		return true;
	if (*json_str(facts, "given_id"))
		return begin_own_is_gone(facts, err);
	if (json_get(facts, "wanted"))
		return begin_setup_key_is_gone(facts, err);
	if (!json_count(json_get(facts, "keys"))) {
		err_set(err, ERR_CHOICE, "user '%s' has no access key", user);
		return err_hint(err, "there is nothing to renew; 'accredit setup' makes one where "
				"a platform needs it");
	}
	if (json_count(json_get(facts, "keys")) == 2)
		return begin_two_keys(facts, err) ||
			err_hint(err,
				 "say which is renewed with --profile PROFILE, the profile "
				 "that holds it, and which goes with --delete-key KEY_ID");
	err_set(err, ERR_CHOICE, "user '%s' has the key %s, but not %s, which the record "
		"says", user, json_str(json_first(json_get(facts, "keys")), "id"), id);
	return err_hint(err, "somebody renewed it by hand: look which of the two your files "
			"hold, then accredit rotate --user %s", user);
}

bool rotate_may_begin(const struct json *facts, const struct rotate_wish *wish,
		      struct err *err)
{
	const char *other_key = rotate_other_key(facts, wish);

	if (begin_unfinished(facts, err) || !begin_which_key(facts, err) ||
	    !begin_is_reachable(facts, err))
		return false;
	if (!json_count(json_get(facts, "places")) && !wish->store) {
		err_set(err, ERR_CHOICE, "no file on this machine holds the key %s",
			json_str(facts, "key_id"));
		return err_hint(err, "say where the new one goes: --profile PROFILE, or --store "
				"COMMAND, which reads it on standard input");
	}
	if (*other_key)
		return begin_may_delete(facts, other_key, err);
	return json_count(json_get(facts, "keys")) < 2 || begin_two_keys(facts, err);
}

/* A profile that is to be this key must not be a role, or the like, by now. */
static bool begin_resolves(const struct resource *location, struct err *err)
{
	return !key_location_resolves(location) ||
		profile_is_free(location->name, resource_str(location, "holds"), err) ||
		(err->kind == ERR_CHOICE &&
		 err_hint(err,
			  "take that out of the file, then run "
			  "this again"));
}

/* Every place can be written before AWS is asked for a key. */
bool rotate_locations_ready(const struct json *facts, struct err *err)
{
	const char *old = json_str(facts, "key_id");

	json_each(row, json_get(facts, "places")) {
		const char *holds = json_str(row, "holds");
		struct key_location place;
		struct resource *location;
		bool ok;

		if (*holds && !str_eq(holds, old)) {
			err_set(err, ERR_CHOICE, "'%s' of '%s' holds another key (%s) than %s",
				json_str(row, "name"), json_str(row, "file"), holds, old);
			return err_hint(err, "look whose it is; put the right key there, or name "
					"another profile");
		}
		location = resource_load(row);
		ok = begin_resolves(location, err) &&
			(!key_location_of(location, &place) ||
			 location_ready(&place, holds, err));
		resource_free(location);
		if (!ok)
			return false;
	}
	return true;
}

const struct json *rotate_previous_key(const struct json *facts, struct err *err)
{
	const struct json *parked = json_get(facts, "parked");
	const struct json *waiting = json_get(facts, "waiting");

	if (parked || waiting)
		return parked ? parked : waiting;
	err_set(err, ERR_CHOICE, "no key of user '%s' is parked", json_str(facts, "user"));
	err_hint(err, "'accredit rotate %s' renews the key first", json_str(facts, "setup"));
	return NULL;
}

bool rotate_is_quiet(const struct json *facts, const struct json *parked, struct err *err)
{
	const struct json *key = rotate_key(facts, json_str(parked, "id"));
	time_t at = clock_read_any(json_str(parked, "at"));
	time_t used = clock_read_any(json_str(json_get(key, "last_used"), "date"));
	time_t now = clock_read_iso(json_str(facts, "now"));
	bool left = json_true(json_get(parked, "left"));
	const char *setup = json_str(facts, "setup");

	if (used > at) {
		err_set(err, ERR_DENIED, "key %s was used after %s, on %s by %s",
			json_str(parked, "id"), left ? "the old key was put back" :
			"it was deactivated",
			json_str(json_get(key, "last_used"), "date"),
			json_str(json_get(key, "last_used"), "service"));
		return err_hint(err, "something still has it: give it the new key, or go back "
				"with 'accredit rotate %s --revert'", setup);
	}
	if (now - at >= QUIET_HOURS * 3600)
		return true;
	err_set(err, ERR_DENIED, "key %s was %s on %s: AWS can show a use up to %d hours later",
		json_str(parked, "id"), left ? "replaced by the old key" : "deactivated",
		json_str(parked, "at"), QUIET_HOURS);
	return err_hint(err, "run this again tomorrow, or add --now to delete it at once");
}
