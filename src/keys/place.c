/* place.c - see place.h. */
#include "config.h"

#include "base/state.h"
#include "base/str.h"
#include "keys/access_key.h"
#include "keys/csv_file.h"
#include "keys/place.h"
#include "keys/profile_file.h"

static struct csv_file csv_of(const struct key_place *p)
{
	return (struct csv_file){ .file = p->file, .state = state_home() };
}

static struct profile_file profile_of(const struct key_place *p)
{
	return (struct profile_file){ .file = p->file, .profile = p->profile,
				      .state = state_home() };
}

bool place_read(const struct key_place *p, struct access_key *key, bool *there,
		struct err *err)
{
	struct profile_file profile = profile_of(p);
	struct csv_file csv = csv_of(p);
	bool ok = p->kind == PLACE_CSV ? csv_file_read(&csv, key, NULL, err) :
		  profile_file_read(&profile, key, err);

	*there = ok && *key->id;
	return ok;
}

/* As 'aws configure' does, the region goes with the key; one that is there stays. */
static bool write_profile(const struct key_place *p, const struct access_key *key,
			  const char *expected, struct err *err)
{
	struct profile_file profile = profile_of(p);
	bool ok = profile_file_write(&profile, key, expected, err);

	profile.file = NULL;
	return ok && (!p->region || *expected ||
		      profile_file_region(&profile, p->region, err));
}

bool place_write(const struct key_place *p, const struct access_key *key,
		 const char *expected, struct err *err)
{
	struct csv_file csv = csv_of(p);

	if (p->kind == PLACE_PROFILE)
		return write_profile(p, key, expected, err);
	return *expected ? csv_file_replace(&csv, key, expected, err) :
	       csv_file_create(&csv, p->user, key, err);
}

bool place_remove(const struct key_place *p, const char *id, struct err *err)
{
	struct profile_file profile = profile_of(p);
	struct csv_file csv = csv_of(p);

	return p->kind == PLACE_CSV ? csv_file_remove(&csv, id, NULL, err) :
	       profile_file_remove(&profile, id, NULL, err);
}

bool place_ready(const struct key_place *p, const char *expected, struct err *err)
{
	struct profile_file profile = profile_of(p);
	struct csv_file csv = csv_of(p);

	return p->kind == PLACE_CSV ? csv_file_ready(&csv, expected, err) :
	       profile_file_ready(&profile, err);
}
