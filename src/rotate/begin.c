/* begin.c - whether a rotation can begin, and whether it can be finished; see rotate_internal.h. */
#include "config.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/when.h"
#include "keys/profile_resolve.h"
#include "kinds/resource.h"
#include "resource/key_location.h"
#include "rotate/rotate_internal.h"
#include "rotate/rotation.h"

/* The newer key of a reverted rotation; NULL: there is none. */
static const struct rotation_key *begin_newer_key(const struct rotation_facts *f)
{
	return f->previous.state == PREVIOUS_REVERTED ? rotation_find_key(f, f->previous.id) :
							NULL;
}

const char *rotate_other_key(const struct rotation_facts *f, const struct rotate_wish *wish)
{
	const struct rotation_key *newer = begin_newer_key(f);

	if (wish->other_key && *wish->other_key)
		return wish->other_key;
	return newer ? newer->key.id : "";
}

/* An earlier rotation that is not finished; a reverted one only if its newer key is used. */
static bool begin_unfinished(const struct rotation_facts *f, struct err *err)
{
	const struct previous_key *previous = &f->previous;
	const struct rotation_key *newer = begin_newer_key(f);
	time_t now = clock_read_iso(f->now);
	char at[WHEN_SIZE];

	if (previous->state == PREVIOUS_NONE || (newer && !newer->in_use))
		return false;
	if (newer) {
		err_set(err, ERR_CHOICE,
			"key %s, which the reverted rotation created, is in use: %s",
			newer->key.id, newer->in_use);
		err_hint(err,
			 "find what uses it and update it to the other key; then "
			 "'accredit rotate %s --finish --now' deletes it",
			 f->setup);
	} else if (previous->state == PREVIOUS_WAITING) {
		err_set(err, ERR_CHOICE,
			"the old key %s, replaced by the rotation of %s, is "
			"still active",
			previous->id, when_at_iso(at, previous->at, now));
		err_hint(err,
			 "'accredit rotate %s --finish' deactivates it once no file "
			 "contains it, 'accredit rotate %s --revert' switches back to it",
			 f->setup, f->setup);
	} else {
		err_set(err, ERR_CHOICE,
			"the previous rotation is not finished: it deactivated "
			"key %s on %s, which is not deleted yet",
			previous->id, when_at_iso(at, previous->at, now));
		err_hint(err,
			 "'accredit rotate %s --finish' deletes it, 'accredit rotate %s "
			 "--revert' switches back to it",
			 f->setup, f->setup);
	}
	return true;
}

/* --- lines that are not edited -------------------------------------------------------- */

#define LINES_SHOWN 3

void rotate_add_lines(struct buf *out, const struct key_line *lines, size_t n)
{
	for (size_t i = 0; i < n && i < LINES_SHOWN; i++)
		buf_fmt(out, "%sline %zu of '%s'", i ? ", " : "", lines[i].number,
			lines[i].file);
	if (n > LINES_SHOWN)
		buf_fmt(out, " and %zu more", n - LINES_SHOWN);
}

/* Every program reads the AWS files, so a line there that cannot be updated is an error. */
static bool begin_is_reachable(const struct rotation_facts *f, struct err *err)
{
	const struct rotation_key *key = rotation_find_key(f, f->key_id);
	struct key_line *lines = xcalloc(key->found.lines_count + 1, sizeof(*lines));
	struct buf text = BUF(400);
	size_t n = 0;

	for (size_t i = 0; i < key->found.lines_count; i++)
		if (key->found.lines[i].aws)
			lines[n++] = key->found.lines[i];
	rotate_add_lines(&text, lines, n);
	if (n) {
		err_set(err, ERR_CHOICE,
			"%s contains the key %s where accredit cannot update "
			"it: %s",
			text.s, f->key_id, lines[0].why);
		err_hint(err,
			 "remove that line, or make it the aws_access_key_id of a profile, "
			 "then try again. Nothing was changed");
	}
	buf_free(&text);
	free(lines);
	return !n;
}

bool rotate_is_updated(const struct rotation_facts *f, struct err *err)
{
	const struct rotation_key *key = rotation_find_key(f, f->previous.id);
	struct buf text = BUF(400);
	bool none;

	rotate_add_lines(&text, key->found.lines, key->found.lines_count);
	/* A profile that contains the key again is one more file for the operator to update. */
	for (size_t i = 0; i < key->found.locations_count; i++) {
		const struct key_location *at = &key->found.locations[i];

		if (at->file)
			buf_fmt(&text, "%s%s%s%s'%s'", text.len ? ", " : "",
				at->profile ? "profile '" : "",
				at->profile ? at->profile : "", at->profile ? "' of " : "",
				at->file);
	}
	none = !text.len;
	if (!none) {
		err_set(err, ERR_DENIED, "key %s is still in %s, so it stays active",
			key->key.id, text.s);
		err_hint(err,
			 "put the new key %s there, or remove the old one; then run "
			 "'accredit rotate %s --finish' again",
			 f->key_id, f->setup);
	}
	buf_free(&text);
	return none;
}

/* --- which key ------------------------------------------------------------------------ */

/* "AKIA... (Active, last used 21 Nov 10:00 UTC by s3 in us-east-1)", of each key. */
static void begin_add_keys(struct buf *out, const struct rotation_facts *f)
{
	char at[WHEN_SIZE];

	for (size_t i = 0; i < f->keys_count; i++) {
		const struct user_key *key = &f->keys[i].key;

		buf_fmt(out, "%s%s (%s, ", i ? ", " : "", key->id, key->status);
		if (*key->last_used.date)
			buf_fmt(out, "last used %s by %s in %s)",
				when_at_iso(at, key->last_used.date,
					    clock_read_iso(f->now)),
				key->last_used.service, key->last_used.region);
		else
			buf_str(out,
				key->last_used.unseen ? "last use unknown: no permission)" :
							"never used)");
	}
}

static bool begin_two_keys(const struct rotation_facts *f, struct err *err)
{
	struct buf all = BUF(400);

	begin_add_keys(&all, f);
	err_set(err, ERR_CHOICE, "user '%s' has two keys: %s", f->user, all.s);
	buf_free(&all);
	return err_hint(
		err,
		"a user can have two keys at most: delete the other one first, with "
		"--delete-key KEY_ID");
}

static bool begin_which_key(const struct rotation_facts *f, struct err *err)
{
	if (rotation_find_key(f, f->key_id))
		return true;
	if (*f->supplied_id) {
		/* The operator's own key was deleted: another one of theirs can replace it. */
		err_set(err, ERR_CHOICE, "the access key %s of user '%s' was deleted",
			f->key_id, f->user);
		return err_hint(err, OTHER_KEY_HINT);
	}
	if (f->wanted) {
		struct buf others = BUF(400);

		begin_add_keys(&others, f);
		err_set(err, ERR_CHOICE, "the access key %s of user '%s' was deleted%s%s",
			f->key_id, f->user,
			others.len ? "; accredit has no record of: " : "",
			others.len ? others.s : "");
		buf_free(&others);
		if (!f->keys_count)
			return err_hint(err, "'accredit repair %s' creates a new one",
					f->setup);
		return err_hint(err, "'accredit repair %s --plan' shows what can be done",
				f->setup);
	}
	if (!f->keys_count) {
		err_set(err, ERR_CHOICE, "user '%s' has no access key", f->user);
		return err_hint(err,
				"nothing to rotate; 'accredit setup' creates a key where a "
				"platform needs one");
	}
	if (f->keys_count == 2)
		return begin_two_keys(f, err) ||
			err_hint(
				err,
				"choose the key to rotate with --profile PROFILE (the profile "
				"that contains it), and the one to delete first with "
				"--delete-key KEY_ID");
	err_set(err, ERR_CHOICE, "user '%s' has key %s, but key %s is recorded", f->user,
		f->keys[0].key.id, f->key_id);
	return err_hint(err,
			"it was rotated outside accredit: check which key your files "
			"contain, then 'accredit rotate --user %s'",
			f->user);
}

bool rotate_may_begin(const struct rotation_facts *f, const struct rotate_wish *wish,
		      struct err *err)
{
	const char *other = rotate_other_key(f, wish);

	if (begin_unfinished(f, err) || !begin_which_key(f, err) ||
	    !begin_is_reachable(f, err))
		return false;
	if (!f->locations_count && !wish->store) {
		err_set(err, ERR_CHOICE, "no file on this computer contains the key %s",
			f->key_id);
		return err_hint(err,
				"choose where to store the new key: --profile PROFILE, or "
				"--store COMMAND, which receives it on standard input");
	}
	if (*other) {
		/* The other key exists, is not the one to rotate, and is not in use. */
		const struct rotation_key *key = rotation_find_key(f, other);

		if (!key) {
			err_set(err, ERR_CHOICE, "user '%s' has no key %s", f->user, other);
			return err_hint(err,
					"'accredit rotate --user %s --plan' shows the keys",
					f->user);
		}
		if (str_eq(other, f->key_id)) {
			err_set(err, ERR_CHOICE, "key %s is the one to rotate", other);
			return err_hint(err, "choose the other key, if it is unused");
		}
		if (!key->in_use)
			return true;
		err_set(err, ERR_CHOICE, "key %s is in use: %s", other, key->in_use);
		return err_hint(
			err,
			"a key in use is never deleted: find what uses it, or deactivate "
			"it yourself first");
	}
	return f->keys_count < 2 || begin_two_keys(f, err);
}

bool rotate_locations_ready(const struct rotation_facts *f, struct err *err)
{
	for (size_t i = 0; i < f->locations_count; i++) {
		const struct rotation_location *l = &f->locations[i];
		const struct key_location at = rotate_location(l->resource);

		if (*l->holds && !str_eq(l->holds, f->key_id)) {
			err_set(err, ERR_CHOICE,
				"'%s' of '%s' contains another key (%s), not %s",
				l->resource->name, at.file, l->holds, f->key_id);
			return err_hint(err,
					"find out whose it is; put the right key there, or "
					"choose another profile");
		}
		/* A profile that must be this key can have become a role, or the like. */
		if (key_location_resolves(l->resource) &&
		    !profile_is_free(l->resource->name, l->holds, err))
			return err->kind == ERR_CHOICE &&
				err_hint(err, "remove that from the file, then try again");
		if (!location_ready(&at, l->holds, err))
			return false;
	}
	return true;
}

/* --- the end of a rotation ------------------------------------------------------------ */

bool rotate_has_previous(const struct rotation_facts *f, struct err *err)
{
	if (f->previous.state != PREVIOUS_NONE)
		return true;
	err_set(err, ERR_CHOICE, "user '%s' has no deactivated key of a rotation", f->user);
	return err_hint(err, "'accredit rotate %s' rotates the key first", f->setup);
}

bool rotate_is_quiet(const struct rotation_facts *f, struct err *err)
{
	const struct previous_key *previous = &f->previous;
	const struct key_use *use = &rotation_find_key(f, previous->id)->key.last_used;
	bool reverted = previous->state == PREVIOUS_REVERTED;
	time_t at = clock_read_any(previous->at), now = clock_read_iso(f->now);
	char text[WHEN_SIZE];

	if (clock_read_any(use->date) > at) {
		err_set(err, ERR_DENIED, "key %s was used after %s: %s by %s", previous->id,
			reverted ? "the switch back to the old key" : "it was deactivated",
			when_at_iso(text, use->date, now), use->service);
		return err_hint(err,
				"something still uses it: update that to the new key, or "
				"switch back with 'accredit rotate %s --revert'",
				f->setup);
	}
	if (now - at >= QUIET_HOURS * 3600)
		return true;
	err_set(err, ERR_DENIED,
		"key %s was %s less than %d hours ago (%s). AWS reports the use of "
		"a key up to %d hours late",
		previous->id, reverted ? "replaced by the old key" : "deactivated",
		QUIET_HOURS, when_at(text, at, now), QUIET_HOURS);
	return err_hint(err, "come back after %s, or delete it now (--now)",
			when_at(text, at + QUIET_HOURS * 3600, now));
}
