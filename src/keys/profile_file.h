/*
 * profile_file.h - an access key in a profile of AWS's shared credentials file,
 * as 'aws configure' puts it there. All else in the file stays as it is; the
 * text before a change is kept beside it (base/edit_file.h: SWAP_BACKUP, 0600), so
 * until the next change the key that was replaced or removed is in there.
 */
#ifndef ACCREDIT_KEYS_PROFILE_FILE_H
#define ACCREDIT_KEYS_PROFILE_FILE_H

#include <stdbool.h>

#include "base/err.h"

struct access_key;
struct buf;

struct profile_file {
	const char *file;	/* NULL or "": where the SDKs look for it */
	const char *profile;	/* NULL or "": "default" */
	bool config;		/* the file is a config file, wherever it is */
	const char *state;	/* our state folder, for the lock; NULL: no lock */
	struct buf *notices;	/* as in base/edit_file.h and format/ini_edit.h; or NULL */
};

/* Where the SDKs look for the credentials file, yours; NULL: ERR_FILE, no home. */
char *profile_file_path(struct err *err);

/*
 * Into key, which is freed first: id "" when there is no file, no profile or no
 * key in it; secret closed when only an id is there. False: ERR_FILE, ERR_INPUT.
 */
bool profile_file_read(const struct profile_file *f, struct access_key *key,
		       struct err *err);

/*
 * Sets both values and takes a session token away. The profile must hold the
 * key expected_id ("": none), or key itself already; else ERR_CHOICE and
 * nothing is changed. The key must have the shape of one (ERR_INPUT).
 */
bool profile_file_write(const struct profile_file *f, const struct access_key *key,
			const char *expected_id, struct err *err);

/*
 * Takes the key out, if the profile holds this very one; a section left empty
 * goes with it. *did (may be NULL): whether it was there.
 */
bool profile_file_remove(const struct profile_file *f, const char *id, bool *did,
			 struct err *err);

/*
 * The profile's region in the config file: f->file is that one here, NULL or "":
 * where the SDKs look. region NULL takes it out. Another value is replaced.
 */
bool profile_file_region(const struct profile_file *f, const char *region,
			 struct err *err);

/*
 * Whether profile_file_write could do its work: the text can be read, the
 * folder takes a synced file of that size. Changes nothing.
 */
bool profile_file_ready(const struct profile_file *f, struct err *err);

#endif
