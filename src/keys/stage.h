/*
 * stage.h - staged keys: a new key that is not in its locations yet, and the old one for a
 * revert. Each is in a file of mode 0600 in the folder
 * $XDG_STATE_HOME/accredit/keys/SETUP (0700), and nowhere else.
 */
#ifndef ACCREDIT_KEYS_STAGE_H
#define ACCREDIT_KEYS_STAGE_H

#include <stdbool.h>

#include "base/err.h"

struct access_key;

enum stage { STAGE_NEW, STAGE_OLD };

/*
 * Tests that the folder takes a synced file of the size of a key, before there is a key.
 * Temporary files of a killed run are removed, here and by stage_drop.
 */
bool stage_ready(const char *setup, const char *resource, struct err *err);

/* Written, synced and replaced atomically. resource: the ID of the access key. */
bool stage_save(const char *setup, const char *resource, enum stage which,
		const struct access_key *key, struct err *err);

/*
 * Into key, which is freed first. *there false: none. A file whose length or checksum is
 * wrong (a killed run, a full disk) counts as none and is removed.
 */
bool stage_load(const char *setup, const char *resource, enum stage which,
		struct access_key *key, bool *there, struct err *err);

/* Removes one (a missing one is success), and the folder after its last. */
bool stage_drop(const char *setup, const char *resource, enum stage which,
		struct err *err);

#endif
