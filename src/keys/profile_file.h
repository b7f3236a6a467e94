/*
 * profile_file.h - an access key in a profile of AWS's shared credentials file, as
 * 'aws configure' writes it. Nothing else in the file changes. The text before a change is
 * kept in a backup next to it (base/edit_file.h: EDIT_FILE_BACKUP, mode 0600), which contains
 * the key that was replaced or removed until the next change.
 */
#ifndef ACCREDIT_KEYS_PROFILE_FILE_H
#define ACCREDIT_KEYS_PROFILE_FILE_H

#include <stdbool.h>

#include "base/err.h"

struct access_key;
struct buf;

struct profile_file {
	const char *file;	/* NULL or "": where the SDKs read it */
	const char *profile;	/* NULL or "": "default" */
	bool config;		/* the file is a config file, wherever it is */
	const char *state;	/* accredit's state folder, for the lock; NULL: no lock */
	struct buf *notices;	/* as in base/edit_file.h and format/ini_edit.h; or NULL */
};

/* The credentials file that the SDKs read; yours. NULL: ERR_FILE, no home folder. */
char *profile_file_path(struct err *err);

/*
 * Into key, which is freed first: ID "" if there is no file, no profile or no key in it;
 * the secret is closed if there is only an ID. False: ERR_FILE, ERR_INPUT.
 */
bool profile_file_read(const struct profile_file *f, struct access_key *key,
		       struct err *err);

/*
 * Sets both values and removes a session token. The profile must contain the key
 * expected_id ("": none) or this key already; else ERR_CHOICE, and nothing is changed. The
 * key must have the form of one (ERR_INPUT).
 */
bool profile_file_write(const struct profile_file *f, const struct access_key *key,
			const char *expected_id, struct err *err);

/*
 * Removes the key if the profile contains this one, and a section that is empty then.
 * *did (may be NULL): whether it was removed.
 */
bool profile_file_remove(const struct profile_file *f, const char *id, bool *did,
			 struct err *err);

/*
 * Sets the profile's region in the config file: f->file, or where the SDKs read it for
 * NULL or "". Another value is replaced; region NULL removes it.
 */
bool profile_file_region(const struct profile_file *f, const char *region,
			 struct err *err);

/*
 * Whether profile_file_write would succeed: the text can be parsed, and the folder takes a
 * synced file of that size. Changes nothing.
 */
bool profile_file_ready(const struct profile_file *f, struct err *err);

#endif
