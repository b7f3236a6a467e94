/*
 * fields.h - the state of a form. For form.c, which handles its keys, and fields.c, which
 * draws it.
 */
#ifndef ACCREDIT_FIELDS_H
#define ACCREDIT_FIELDS_H

#include "screens/edit.h"
#include "screens/form.h"

struct slot {
	struct edit *edit;	/* of text and secret */
	size_t choice;		/* of pick: an index */
	bool yes;		/* of yes-no */
	bool hidden;		/* not drawn, not checked */
	bool edited;		/* by any key: a paste is inserted, not set */
	bool visited;		/* the cursor has left it: each key checks it */
	struct err err;		/* kind is ERR_NONE when the value is valid */
};

struct form {
	const struct field *fields;	/* not owned */
	struct slot *slots;
	size_t count, at;
};

/* The text of choice i. */
const char *field_shown(const struct field *f, size_t i);
/* How many choices it has. */
size_t field_choices(const struct field *f);

#endif
