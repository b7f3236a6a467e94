/*
 * location.h - a place on this machine where a key is kept for whoever uses it:
 * a profile of a shared credentials file, a CSV file of its own, or a JSON
 * document with a place for it.
 */
#ifndef ACCREDIT_LOCATION_H
#define ACCREDIT_LOCATION_H

#include <stdbool.h>

#include "base/err.h"

struct access_key;
struct json;

enum location_kind { LOCATION_PROFILE, LOCATION_CSV, LOCATION_DOCUMENT };

struct key_location {
	enum location_kind kind;
	const char *file;	/* absolute */
	const char *profile;	/* LOCATION_PROFILE */
	bool config;		/* LOCATION_PROFILE: the file is a config file */
	const char *user;	/* LOCATION_CSV: the IAM user's name */
	const char *region;	/* LOCATION_PROFILE: for the config file; NULL: none */
	const struct json *form;	/* LOCATION_DOCUMENT: see document_file.h */
	const struct access_key *more;	/* LOCATION_DOCUMENT: likewise; NULL: none */
};

/* The key there into key (freed first). *there false: it holds none. */
bool location_read(const struct key_location *p, struct access_key *key, bool *there,
		struct err *err);

/*
 * Writes key where the place holds exactly the key expected ("" : none), or this
 * one already. Else ERR_CHOICE, and nothing is changed. Synced.
 */
bool location_write(const struct key_location *p, const struct access_key *key,
		 const char *expected, struct err *err);

/* Takes the key of that id out; another key, or none, is left: success. */
bool location_remove(const struct key_location *p, const char *id, struct err *err);

/* Whether a file can be there, by links, folders and owners; touches nothing. */
bool location_possible(const struct key_location *p, struct err *err);

/* Proves that location_write could write there, without changing it. */
bool location_ready(const struct key_location *p, const char *expected, struct err *err);

#endif
