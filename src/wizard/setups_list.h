/*
 * setups_list.h - what a task reads from the disk for a face: the setups that have a record.
 */
#ifndef ACCREDIT_SETUPS_LIST_H
#define ACCREDIT_SETUPS_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "pack/answers.h"
#include "plan/waiting.h"
#include "rotate/rotation.h"
#include "wizard/verified.h"

struct json;
struct record;

/* One setup, as its record has it. */
struct setup_row {
	struct answers answers; /* platform "": the rotations of a user's key */
	char state[176]; /* see journey_state */
	bool interrupted; /* its run can be resumed */
	bool probe_alone; /* that run was of checks alone */
	char price[600];  /* what its test costs and starts, where a resume runs one; or ""
			   */
	bool running; /* another process is carrying it out */
	size_t done, all; /* its steps */
	bool exists; /* something of the setup is in the account, by the record */
	bool removed; /* that is what a removal left */
	bool waits;   /* for an administrator */
	struct waiting waiting; /* where it does */
	bool has_key; /* an access key is part of it */
	time_t key_created; /* 0: no key, or the record does not say (an adopted one) */
	time_t changed; /* the last run that was more than checks; 0: none */
	struct previous_key previous; /* the key that the last rotation replaced */
	struct verified verified;
};

/* All zero is an empty list. */
struct setups {
	struct setup_row *rows;
	size_t count;
};

/* r has answers. The row is yours: setup_row_free. */
struct setup_row setup_row_read(const struct record *r);
void setup_row_free(struct setup_row *row);

/* All whose record can be read, by name; yours: setups_free. */
struct setups wizard_read_setups(void);
void setups_add(struct setups *all, struct setup_row row); /* takes row's answers */
void setups_free(struct setups *all); /* leaves an empty list */
/* The one of this name, borrowed; NULL: none. */
const struct setup_row *setups_find(const struct setups *all, const char *name);

#endif
