/*
 * key_location.c - a place on this machine that holds a key of ours: a profile of
 * the shared credentials file, as 'aws configure' would write it, a CSV file of
 * three columns, or a JSON document with the key in it. A profile's file is the
 * operator's: one section of it is changed, and only while it holds the key that
 * the plan saw there.
 *
 * Wanted: {"name": the profile or the file, "key": id of the access key's
 * resource, "user", "file", "config": true of a profile in a config file, "region" (may
 * be missing), "key_id": which key it is to contain, "" for the new one, "expects": which it
 * contains before, "" for none, "resolve": true of a profile that is to be this key and
 * nothing else, "resolves_to": there only while it is something else}. Found: {"name",
 * "file","key_id"}.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "keys/access_key.h"
#include "keys/profile_file.h"
#include "keys/profile_resolve.h"
#include "keys/stage.h"
#include "kinds/resource.h"
#include "resource/key_location.h"
#include "resource/kind.h"

#define PROFILE "credentials-profile"
#define CSV "credentials-csv"
#define DOCUMENT "credentials-document"

bool key_location_of(const struct resource *resource, struct key_location *place)
{
	const char *kind = resource->kind;
	const char *region = resource_str(resource, "region");

	*place = (struct key_location){
		.kind = str_eq(kind, CSV)      ? LOCATION_CSV :
			str_eq(kind, DOCUMENT) ? LOCATION_DOCUMENT :
						 LOCATION_PROFILE,
		.file = resource_str(resource, "file"),
		.profile = resource->name,
		.config = json_true(resource_get(resource, "config")),
		.user = resource_str(resource, "user"),
		.region = *region ? region : NULL,
		.form = resource_get(resource, "document"),
	};
	return str_eq(kind, CSV) || str_eq(kind, PROFILE) || str_eq(kind, DOCUMENT);
}

static bool key_location_profile_fill(struct resource *wanted, struct err *err)
{
	char *file;

	if (*resource_str(wanted, "file"))
		return true;
	file = profile_file_path(err);
	if (!file)
		return false;
	resource_put_str(wanted, "file", file);
	resource_put(wanted, "resolve", json_bool_new(true));
	free(file);
	return true;
}

bool key_location_resolves(const struct resource *resource)
{
	struct err ignored = ERR_INIT;
	char *file = profile_file_path(&ignored);
	bool is = str_eq(resource->kind, PROFILE) &&
		json_true(resource_get(resource, "resolve")) &&
		str_eq(resource_str(resource, "file"), file);

	free(file);
	return is;
}

static bool key_location_other_profile(struct err *err)
{
	if (err->kind != ERR_CHOICE)
		return false;
	err_field(err, "PROFILE");
	return err_hint(err,
			"where will the key be used? On this computer: choose another "
			"profile, --set PROFILE=NAME. On another computer: write a file to "
			"copy there, --set CARRY_FILE=FILE");
}

/*
 * A role in either file comes before the key that is written: then the profile is not
 * this key, whatever its section contains. Told as a member that differs.
 */
static bool key_location_profile_settle(struct aws *a, struct resource *wanted,
					struct err *err)
{
	struct buf what = BUF(1000);
	bool ok;

	(void)a;
	if (!key_location_resolves(wanted))
		return true;
	ok = profile_resolves(wanted->name, "(this key)", &what, err);
	if (ok && what.len)
		resource_put_str(wanted, "resolves_to", "this access key");
	buf_free(&what);
	return ok;
}

/* Asked where the section contains no key: whether the name means anything else. */
static bool key_location_profile_free(struct aws *a, const struct resource *wanted,
				      struct err *err)
{
	(void)a;
	return !key_location_resolves(wanted) || profile_is_free(wanted->name, "", err) ||
		key_location_other_profile(err);
}

bool path_fill(struct resource *wanted, struct err *err)
{
	const char *name = wanted->name, *home = getenv("HOME");
	char *here, *file;

	if (*resource_str(wanted, "file"))
		return true;
	if (*name == '/') {
		resource_put_str(wanted, "file", name);
		return true;
	}
	here = str_starts(name, "~/") && home ? xstrdup(home) : getcwd(NULL, 0);
	if (!here)
		return err_set(err, ERR_FILE, "the working directory no longer exists");
	file = xasprintf("%s/%s", here, str_starts(name, "~/") ? name + 2 : name);
	resource_put_str(wanted, "file", file);
	free(file);
	free(here);
	return true;
}

static bool key_location_read(struct aws *a, const struct resource *wanted,
			      struct resource **found, struct err *err)
{
	static const char *const copied[] = { "file",	"user",	  "key",
					      "region", "tags",	  "document",
					      "config", "secret", NULL };
	const char *by = resource_str(wanted, "named_by");
	struct access_key key = ACCESS_KEY_INIT;
	struct key_location place;
	bool there, ok;

	(void)a;
	*found = NULL;
	key_location_of(wanted, &place);
	ok = location_read(&place, &key, &there, err);
	if (ok && there) {
		struct buf what = BUF(1000);
		struct err ignored = ERR_INIT;

		*found = resource_new(wanted->id, wanted->kind, wanted->name);
		for (int i = 0; copied[i]; i++)
			if (resource_get(wanted, copied[i]))
				resource_put(*found, copied[i],
					     json_copy(resource_get(wanted, copied[i])));
		resource_put_str(*found, "key_id", key.id);
		if (resource_get(wanted, "resolves_to") &&
		    profile_resolves(wanted->name, "(this key)", &what, &ignored) &&
		    what.len)
			resource_put_str(*found, "resolves_to", what.s);
		buf_free(&what);
	}
	access_key_free(&key);
	/* what is in the way is named with the value that avoids it; a profile's is no file's */
	if (!ok && err->kind == ERR_INPUT && *by && !str_eq(wanted->kind, PROFILE)) {
		err_field(err, by);
		err_hint(err,
			 "existing files are never overwritten: set another file with "
			 "--set %s=FILE, or move this one",
			 by);
	}
	return ok;
}

static const char *key_location_setup_of(const struct resource *resource)
{
	const char *setup = json_text(resource_path(resource, "tags." SETUP_TAG));

	return setup ? setup : "";
}

static bool key_location_staged(const struct resource *wanted, enum stage which,
				struct access_key *key, bool *there, struct err *err)
{
	return stage_load(key_location_setup_of(wanted), resource_str(wanted, "key"), which,
			  key, there, err);
}

/* The key to write: the one to go back to where it is asked for, else the new one. */
static bool key_location_for(const struct resource *wanted, struct access_key *key,
			     struct err *err)
{
	const char *id = resource_str(wanted, "key_id");
	bool there = false;

	if (!key_location_staged(wanted, STAGE_OLD, key, &there, err))
		return false;
	if (there && *id && str_eq(key->id, id))
		return true;
	if (!key_location_staged(wanted, STAGE_NEW, key, &there, err))
		return false;
	if (there && (!*id || str_eq(key->id, id)))
		return true;
	access_key_free(key);
	err_set(err, ERR_CHOICE,
		"the secret of the access key of '%s' is not on this computer, and AWS "
		"shows the secret only once",
		resource_str(wanted, "user"));
	return err_hint(err, "'accredit rotate %s' creates a new key and stores it there",
			key_location_setup_of(wanted));
}

/*
 * What is about to be replaced can be had back until --finish or --revert; where another
 * key of the operator's takes its place ("keeps"), until the run is over.
 */
static bool key_location_keep_old(const struct resource *wanted,
				  const struct key_location *place, struct err *err)
{
	const char *expects = resource_str(wanted, "expects"),
		   *id = resource_str(wanted, "key_id");
	struct access_key old = ACCESS_KEY_INIT;
	bool there, ok;

	if (!*expects || (*id && !json_true(resource_get(wanted, "keeps"))))
		return true;
	ok = location_read(place, &old, &there, err);
	if (ok && there && str_eq(old.id, expects))
		ok = stage_save(key_location_setup_of(wanted), resource_str(wanted, "key"),
				STAGE_OLD, &old, err);
	access_key_free(&old);
	return ok;
}

/* It stands in its document now, or is not to be written any more. */
static bool key_location_drop_more(const struct resource *resource, struct err *err)
{
	return !*resource_str(resource, "secret") ||
		stage_drop(key_location_setup_of(resource), resource->id, STAGE_NEW, err);
}

static bool key_location_make(struct aws *a, const struct resource *wanted,
			      const struct resource *found, char *request_id,
			      struct err *err)
{
	struct access_key key = ACCESS_KEY_INIT, more = ACCESS_KEY_INIT;
	struct key_location place;
	const char *expects = resource_str(wanted, "expects");
	bool ok, has_more = false;

	(void)a;
	(void)request_id;
	key_location_of(wanted, &place);
	if (key_location_resolves(wanted) &&
	    !profile_is_free(place.profile, *expects ? expects : "(this key)", err))
		return key_location_other_profile(err);
	/* taking back: whatever of ours stands there gives way */
	if (found && *resource_str(wanted, "key_id"))
		expects = resource_str(found, "key_id");
	/* The document's other secret, where one was given; see wizard/secret_answers.h. */
	has_more = false;
	ok = !*resource_str(wanted, "secret") ||
		stage_load(key_location_setup_of(wanted), wanted->id, STAGE_NEW, &more,
			   &has_more, err);
	place.more = has_more ? &more : NULL;
	ok = ok && key_location_for(wanted, &key, err) &&
		key_location_keep_old(wanted, &place, err) &&
		location_write(&place, &key, expects, err) &&
		key_location_drop_more(wanted, err);
	access_key_free(&more);
	access_key_free(&key);
	return ok;
}

static void key_location_tell(const struct resource *wanted, struct json *outputs)
{
	struct access_key key = ACCESS_KEY_INIT;
	struct err ignored = ERR_INIT;
	struct key_location place;
	bool there = false;

	key_location_of(wanted, &place);
	if (location_read(&place, &key, &there, &ignored) && there)
		json_put_str(outputs, "key_id", key.id);
	access_key_free(&key);
}

static bool key_location_remove(struct aws *a, const struct resource *found,
				char *request_id, struct err *err)
{
	struct key_location place;

	(void)a;
	(void)request_id;
	key_location_of(found, &place);
	return location_remove(&place, resource_str(found, "key_id"), err) &&
		key_location_drop_more(found, err);
}

static bool key_location_is_staged(const struct resource *wanted, enum stage which,
				   const char *id)
{
	struct access_key key = ACCESS_KEY_INIT;
	struct err ignored = ERR_INIT;
	bool there = false, is;

	is = key_location_staged(wanted, which, &key, &there, &ignored) && there &&
		str_eq(key.id, id);
	access_key_free(&key);
	return is;
}

/* A place that holds another key is never replaced (doc/contract.md, "Rules"). */
static bool key_location_refuse(const struct resource *wanted, const struct resource *found,
				struct err *err)
{
	const char *id = resource_str(found, "key_id"),
		   *by = resource_str(wanted, "named_by");
	bool file = !str_eq(wanted->kind, PROFILE);

	if (*resource_str(found, "resolves_to")) {
		err_set(err, ERR_CHOICE, "profile '%s' is already something else: %s",
			wanted->name, resource_str(found, "resolves_to"));
		return key_location_other_profile(err);
	}
	if ((*id &&
	     (str_eq(id, resource_str(wanted, "expects")) ||
	      str_eq(id, resource_str(wanted, "key_id")))) ||
	    key_location_is_staged(wanted, STAGE_NEW, id) ||
	    key_location_is_staged(wanted, STAGE_OLD, id))
		return true;
	err_set(err, ERR_CHOICE, "%s '%s'%s%s%s already contains another key (%s)",
		file ? "file" : "profile", wanted->name, file ? "" : " of '",
		file ? "" : resource_str(wanted, "file"), file ? "" : "'", id);
	err_field(err, *by ? by : "KEY_FILE");
	if (file)
		return err_hint(err, "choose another file with --set %s=FILE",
				*by ? by : "KEY_FILE");
	return key_location_other_profile(err);
}

#define KEY_LOCATION(kind, filler, ...)                                                    \
	{                                                                                  \
		.name = kind, .read = key_location_read, .make = key_location_make,        \
		.remove = key_location_remove, .tell = key_location_tell, .fill = filler,  \
		.refuse = key_location_refuse, __VA_ARGS__                                 \
	}

const struct resource_kind kind_credentials_profile =
	KEY_LOCATION(PROFILE, key_location_profile_fill,
		     .settle = key_location_profile_settle,
		     .is_free = key_location_profile_free);
const struct resource_kind kind_credentials_csv = KEY_LOCATION(CSV, path_fill,
							       .settle = NULL);
const struct resource_kind kind_credentials_document = KEY_LOCATION(DOCUMENT, path_fill,
								    .settle = NULL);
