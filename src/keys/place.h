/*
 * place.h - a place on this machine where a key is kept for whoever uses it:
 * a profile of a shared credentials file, a CSV file of its own, or a JSON
 * document with a place for it.
 */
#ifndef ACCREDIT_KEYS_PLACE_H
#define ACCREDIT_KEYS_PLACE_H

#include <stdbool.h>

#include "base/err.h"

struct access_key;
struct json;

enum place_kind { PLACE_PROFILE, PLACE_CSV, PLACE_DOCUMENT };

struct key_place {
	enum place_kind kind;
	const char *file;	/* absolute */
	const char *profile;	/* PLACE_PROFILE */
	bool config;		/* PLACE_PROFILE: the file is a config file */
	const char *user;	/* PLACE_CSV: the IAM user's name */
	const char *region;	/* PLACE_PROFILE: for the config file; NULL: none */
	const struct json *form;	/* PLACE_DOCUMENT: see document_file.h */
	const struct access_key *more;	/* PLACE_DOCUMENT: likewise; NULL: none */
};

/* The key there into key (freed first). *there false: it holds none. */
bool place_read(const struct key_place *p, struct access_key *key, bool *there,
		struct err *err);

/*
 * Writes key where the place holds exactly the key expected ("" : none), or this
 * one already. Else ERR_CHOICE, and nothing is changed. Synced.
 */
bool place_write(const struct key_place *p, const struct access_key *key,
		 const char *expected, struct err *err);

/* Takes the key of that id out; another key, or none, is left: success. */
bool place_remove(const struct key_place *p, const char *id, struct err *err);

/* Whether a file can be there, by links, folders and owners; touches nothing. */
bool place_possible(const struct key_place *p, struct err *err);

/* Proves that place_write could write there, without changing it. */
bool place_ready(const struct key_place *p, const char *expected, struct err *err);

#endif
