/* location.c - see location.h. */
#include "config.h"

#include "base/edit_file.h"
#include "base/state.h"
#include "keys/access_key.h"
#include "keys/csv_file.h"
#include "keys/document_file.h"
#include "keys/key_files.h"
#include "keys/location.h"
#include "keys/profile_file.h"

static struct csv_file location_csv_of(const struct key_location *p)
{
	return (struct csv_file){ .file = p->file, .state = state_home() };
}

static struct profile_file location_profile_of(const struct key_location *p)
{
	return (struct profile_file){ .file = p->file, .profile = p->profile,
				      .config = p->config, .state = state_home() };
}

static struct document_file location_document_of(const struct key_location *p)
{
	return (struct document_file){ .file = p->file, .form = p->form,
				       .more = p->more, .state = state_home() };
}

/* The functions of each kind of location. */
struct location_io {
	bool (*read)(const struct key_location *p, struct access_key *key, struct err *err);
	bool (*write)(const struct key_location *p, const struct access_key *key,
		      const char *expected, struct err *err);
	bool (*remove)(const struct key_location *p, const char *id, struct err *err);
	bool (*ready)(const struct key_location *p, const char *expected, struct err *err);
};

/* --- a profile -------------------------------------------------------------------- */

static bool location_profile_read(const struct key_location *p, struct access_key *key,
				  struct err *err)
{
	struct profile_file profile = location_profile_of(p);

	return profile_file_read(&profile, key, err);
}

/* Like 'aws configure', the region is written with a key where there was none. */
static bool location_profile_write(const struct key_location *p,
				   const struct access_key *key, const char *expected,
				   struct err *err)
{
	struct profile_file profile = location_profile_of(p);
	bool ok = profile_file_write(&profile, key, expected, err);

	profile.file = NULL;
	profile.config = false;
	return ok && (!p->region || *expected ||
		      profile_file_region(&profile, p->region, err));
}

static bool location_profile_remove(const struct key_location *p, const char *id,
				    struct err *err)
{
	struct profile_file profile = location_profile_of(p);

	return profile_file_remove(&profile, id, NULL, err);
}

static bool location_profile_ready(const struct key_location *p, const char *expected,
				   struct err *err)
{
	struct profile_file profile = location_profile_of(p);

	(void)expected;
	return profile_file_ready(&profile, err);
}

/* --- a CSV file ------------------------------------------------------------------- */

static bool location_csv_read(const struct key_location *p, struct access_key *key,
			      struct err *err)
{
	struct csv_file csv = location_csv_of(p);

	return csv_file_read(&csv, key, NULL, err);
}

static bool location_csv_write(const struct key_location *p, const struct access_key *key,
			       const char *expected, struct err *err)
{
	struct csv_file csv = location_csv_of(p);

	return *expected ? csv_file_replace(&csv, key, expected, err) :
	       csv_file_create(&csv, p->user, key, err);
}

static bool location_csv_remove(const struct key_location *p, const char *id,
				struct err *err)
{
	struct csv_file csv = location_csv_of(p);

	return csv_file_remove(&csv, id, NULL, err);
}

static bool location_csv_ready(const struct key_location *p, const char *expected,
			       struct err *err)
{
	struct csv_file csv = location_csv_of(p);

	return csv_file_ready(&csv, expected, err);
}

/* --- a document ------------------------------------------------------------------- */

static bool location_document_read(const struct key_location *p, struct access_key *key,
				   struct err *err)
{
	struct document_file document = location_document_of(p);

	return document_file_read(&document, key, err);
}

static bool location_document_write(const struct key_location *p,
				    const struct access_key *key, const char *expected,
				    struct err *err)
{
	struct document_file document = location_document_of(p);

	return *expected ? document_file_replace(&document, key, expected, err) :
	       document_file_create(&document, key, err);
}

static bool location_document_remove(const struct key_location *p, const char *id,
				     struct err *err)
{
	struct document_file document = location_document_of(p);

	return document_file_remove(&document, id, err);
}

static bool location_document_ready(const struct key_location *p, const char *expected,
				    struct err *err)
{
	struct document_file document = location_document_of(p);

	return document_file_ready(&document, expected, err);
}

/* --- any kind ---------------------------------------------------------------------------- */

static const struct location_io io[] = {
	[LOCATION_PROFILE] = { location_profile_read, location_profile_write,
			       location_profile_remove, location_profile_ready },
	[LOCATION_CSV] = { location_csv_read, location_csv_write, location_csv_remove,
			   location_csv_ready },
	[LOCATION_DOCUMENT] = { location_document_read, location_document_write,
				location_document_remove, location_document_ready },
};

bool location_read(const struct key_location *p, struct access_key *key, bool *there,
		struct err *err)
{
	bool ok = io[p->kind].read(p, key, err);

	*there = ok && *key->id;
	return ok;
}

bool location_write(const struct key_location *p, const struct access_key *key,
		 const char *expected, struct err *err)
{
	return io[p->kind].write(p, key, expected, err);
}

bool location_remove(const struct key_location *p, const char *id, struct err *err)
{
	return io[p->kind].remove(p, id, err);
}

bool location_possible(const struct key_location *p, struct err *err)
{
	const struct edit_file s = { .path = p->file, .max = KEYS_FILE_MAX,
				.own_folder = p->kind == LOCATION_PROFILE };

	return edit_file_possible(&s, err);
}

bool location_ready(const struct key_location *p, const char *expected, struct err *err)
{
	return io[p->kind].ready(p, expected, err);
}
