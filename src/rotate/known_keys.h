/*
 * known_keys.h - keys that accredit itself deactivated or deleted, as the records on this
 * computer say.
 */
#ifndef ACCREDIT_KNOWN_KEYS_H
#define ACCREDIT_KNOWN_KEYS_H

#include <stdbool.h>

struct known_key {
	char setup[64];		/* of the record that says so */
	char at[24];		/* when, ISO 8601 */
	char new_id[132];	/* of the key that replaced it; "": not known */
	char where[300];	/* the first location of that key; "": none */
	bool deleted;		/* else it is deactivated and can be reactivated */
};

/* False: no record on this computer says that this key was deactivated or deleted. */
bool known_key(const char *id, struct known_key *k);

#endif
