/*
 * csv_file.h - an access key in a CSV file of its own: a header with the columns
 * "User Name,Access Key Id,Secret Access Key" and one line with three values. The files
 * that AWS offers for download are read as well: with more columns, in another case,
 * without a user name, with a byte order mark.
 *
 * No backup is kept: the file contains nothing but its key, and a rotation stages the old
 * one (keys/stage.h).
 */
#ifndef ACCREDIT_KEYS_CSV_FILE_H
#define ACCREDIT_KEYS_CSV_FILE_H

#include <stdbool.h>

#include "base/err.h"

struct access_key;
struct buf;

struct csv_file {
	const char *file;
	const char *state;	/* accredit's state folder, for the lock; NULL: no lock */
	struct buf *notices;	/* as in base/edit_file.h; or NULL */
};

/*
 * Into key, which is freed first: ID "" if there is no file or no line of values in it.
 * user (may be NULL) gets the user's name if the file has one. ERR_INPUT: no such file
 * format, or more than one key.
 */
bool csv_file_read(const struct csv_file *f, struct access_key *key, struct buf *user,
		   struct err *err);

/*
 * Creates the file, mode 0600. An existing one is never overwritten (ERR_CHOICE); if it
 * contains this key already, that is success.
 */
bool csv_file_create(const struct csv_file *f, const char *user,
		     const struct access_key *key, struct err *err);

/*
 * Another key in the place of expected_id; form and user name stay. Success
 * without a change when the file holds key already; else ERR_CHOICE.
 */
bool csv_file_replace(const struct csv_file *f, const struct access_key *key,
		      const char *expected_id, struct err *err);

/* Removes the file if it holds this key. *did (may be NULL): whether it did. */
bool csv_file_remove(const struct csv_file *f, const char *id, bool *did,
		     struct err *err);

/*
 * Whether csv_file_create (expected_id "") or csv_file_replace could do their
 * work: the file is not there, or holds that key, and the folder takes a synced
 * file. Changes nothing.
 */
bool csv_file_ready(const struct csv_file *f, const char *expected_id, struct err *err);

#endif
