/*
 * document_file.h - an access key in a JSON document, among other members: where its form
 * has ${ACCESS_KEY_ID} and ${SECRET_ACCESS_KEY}. JSON is also YAML. Changes that others
 * made to other members are kept.
 */
#ifndef ACCREDIT_KEYS_DOCUMENT_FILE_H
#define ACCREDIT_KEYS_DOCUMENT_FILE_H

#include <stdbool.h>

#include "base/err.h"

struct access_key;
struct json;

#define MARK_KEY_ID "${ACCESS_KEY_ID}"
#define MARK_SECRET "${SECRET_ACCESS_KEY}"
#define DOCUMENT_FILL_IN "FILL-IN"	/* for another secret that was not given */

struct document_file {
	const char *file;
	const char *state;		/* accredit's state folder, for the lock; NULL: no lock */
	const struct json *form;	/* the document with the two marks */
	/*
	 * Another secret; its ID is the NAME of its mark ${NAME} in the form. It is written
	 * when the file is created and not changed later. NULL: DOCUMENT_FILL_IN is written.
	 */
	const struct access_key *more;
};

/*
 * Into key, which is freed first: ID "" if there is no file. ERR_INPUT: it is not such a
 * document, or it contains no key any more.
 */
bool document_file_read(const struct document_file *f, struct access_key *key,
			struct err *err);

/*
 * Creates the file from its form, mode 0600. An existing one is never overwritten
 * (ERR_CHOICE); if it contains this key already, that is success.
 */
bool document_file_create(const struct document_file *f, const struct access_key *key,
			  struct err *err);

/* Replaces the key expected_id. If the file contains the new key already: success. */
bool document_file_replace(const struct document_file *f, const struct access_key *key,
			   const char *expected_id, struct err *err);

/* Removes the file if it contains this key. */
bool document_file_remove(const struct document_file *f, const char *id, struct err *err);

/* Whether create (expected_id "") or replace would succeed. Changes nothing. */
bool document_file_ready(const struct document_file *f, const char *expected_id,
			 struct err *err);

#endif
