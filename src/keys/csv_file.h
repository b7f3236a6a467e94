/*
 * csv_file.h - an access key in a CSV file of its own: a header of the columns
 * "User Name,Access Key Id,Secret Access Key" and one line of three values. Read
 * are also the forms AWS gives to download: other columns beside these, another
 * case, no user name, a byte order mark.
 *
 * No backup is kept: the file is its key, and a rotation has its own way back.
 */
#ifndef ACCREDIT_KEYS_CSV_FILE_H
#define ACCREDIT_KEYS_CSV_FILE_H

#include <stdbool.h>

#include "base/err.h"

struct access_key;
struct buf;

struct csv_file {
	const char *file;
	const char *state;	/* our state folder, for the lock; NULL: no lock */
	struct buf *notices;	/* as in base/edit_file.h; or NULL */
};

/*
 * Into key, which is freed first: id "" when there is no file or no line of
 * values in it. The user's name, where the file has one, into user (may be
 * NULL). ERR_INPUT: not such a file, or one with more than one key.
 */
bool csv_file_read(const struct csv_file *f, struct access_key *key, struct buf *user,
		   struct err *err);

/*
 * Makes the file, 0600. One that is there is never overwritten (ERR_CHOICE),
 * unless it holds this very key already, which is success.
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
