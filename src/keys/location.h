/*
 * location.h - where a key is kept on this computer for the programs that use it: a
 * profile of a shared credentials file, a CSV file of its own, or a JSON document with
 * members for it.
 */
#ifndef ACCREDIT_LOCATION_H
#define ACCREDIT_LOCATION_H

#include <stdbool.h>

#include "base/err.h"

struct access_key;
struct json;

enum location_kind {
	LOCATION_PROFILE,
	LOCATION_CSV,
	LOCATION_DOCUMENT,
	LOCATION_ENVIRONMENT, /* this shell's: found (keys/find.h), never read or written */
};

struct key_location {
	enum location_kind kind;
	const char *file; /* absolute; NULL: LOCATION_ENVIRONMENT */
	const char *profile;	/* LOCATION_PROFILE */
	bool config;		/* LOCATION_PROFILE: the file is a config file */
	const char *user; /* LOCATION_CSV: the IAM user's name */
	const char *region; /* LOCATION_PROFILE: for the config file; NULL: none */
	const struct json *form;	/* LOCATION_DOCUMENT: see document_file.h */
	const struct access_key *more;	/* LOCATION_DOCUMENT: likewise; NULL: none */
};

/* The location's key into key (freed first). *there false: it contains none. */
bool location_read(const struct key_location *p, struct access_key *key, bool *there,
		struct err *err);

/*
 * Writes key if the location contains the key ID expected ("": none) or this key already.
 * Else ERR_CHOICE, and nothing is changed. Synced.
 */
bool location_write(const struct key_location *p, const struct access_key *key,
		 const char *expected, struct err *err);

/* Removes the key of that ID. If there is another key, or none, nothing is changed: success. */
bool location_remove(const struct key_location *p, const char *id, struct err *err);

/* Whether the file can be created there, by links, folders and owners; changes nothing. */
bool location_possible(const struct key_location *p, struct err *err);

/* Tests that location_write could write there, without changing anything. */
bool location_ready(const struct key_location *p, const char *expected, struct err *err);

#endif
