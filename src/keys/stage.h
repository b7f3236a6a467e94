/*
 * stage.h - keys that are on their way: a new one that stands in no file of
 * its own yet, and the old one to go back to. Each in a file of 0600 in the
 * folder $XDG_STATE_HOME/accredit/keys/SETUP (0700), and nowhere else.
 */
#ifndef ACCREDIT_KEYS_STAGE_H
#define ACCREDIT_KEYS_STAGE_H

#include <stdbool.h>

#include "base/err.h"

struct access_key;

enum stage { STAGE_NEW, STAGE_OLD };

/*
 * Proves that the folder takes a synced file of the size of a key; no key yet.
 * What a kill left of another is swept away, here and by stage_drop.
 */
bool stage_ready(const char *setup, const char *resource, struct err *err);

/* Written, synced, and replaced as a whole. resource: the id of the access key. */
bool stage_save(const char *setup, const char *resource, enum stage which,
		const struct access_key *key, struct err *err);

/*
 * Into key, which is freed first. *there false: none. One whose length or sum is
 * wrong (a kill in the midst, a full disk) counts as none and is removed.
 */
bool stage_load(const char *setup, const char *resource, enum stage which,
		struct access_key *key, bool *there, struct err *err);

/* Removes one (missing is fine), and the folder with its last. */
bool stage_drop(const char *setup, const char *resource, enum stage which,
		struct err *err);

#endif
