/*
 * document_file.h - an access key in a JSON document of its own, among other
 * members: where its form says ${ACCESS_KEY_ID} and ${SECRET_ACCESS_KEY}. JSON
 * is YAML too. What others changed elsewhere in the document stays.
 */
#ifndef ACCREDIT_KEYS_DOCUMENT_FILE_H
#define ACCREDIT_KEYS_DOCUMENT_FILE_H

#include <stdbool.h>

#include "base/err.h"

struct access_key;
struct json;

#define MARK_KEY_ID "${ACCESS_KEY_ID}"
#define MARK_SECRET "${SECRET_ACCESS_KEY}"
#define DOCUMENT_FILL_IN "FILL-IN"	/* where another secret was not given */

struct document_file {
	const char *file;
	const char *state;		/* our state folder, for the lock; NULL: no lock */
	const struct json *form;	/* the document, the two marks in it */
	/*
	 * Another secret, its id the NAME of its mark ${NAME} in the form. It is written when the
	 * file is created, and left alone later. NULL: DOCUMENT_FILL_IN is written there.
	 */
	const struct access_key *more;
};

/*
 * Into key, which is freed first: id "" when there is no file. ERR_INPUT: it is
 * no such document, or no key stands there any more.
 */
bool document_file_read(const struct document_file *f, struct access_key *key,
			struct err *err);

/*
 * Makes the file from its form, 0600. One that is there is never overwritten
 * (ERR_CHOICE), unless it holds this very key already, which is success.
 */
bool document_file_create(const struct document_file *f, const struct access_key *key,
			  struct err *err);

/* Another key in the place of expected_id. Success when it stands there already. */
bool document_file_replace(const struct document_file *f, const struct access_key *key,
			   const char *expected_id, struct err *err);

/* Removes the file if it holds this key. */
bool document_file_remove(const struct document_file *f, const char *id, struct err *err);

/* Whether create (expected_id "") or replace could do their work. Changes nothing. */
bool document_file_ready(const struct document_file *f, const char *expected_id,
			 struct err *err);

#endif
