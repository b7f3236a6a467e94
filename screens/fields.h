/*
 * fields.h - the inside of a form, shared by form.c, which knows its keys, and
 * fields.c, which draws it.
 */
#ifndef ACCREDIT_FIELDS_H
#define ACCREDIT_FIELDS_H

#include "screens/edit.h"
#include "screens/form.h"

struct slot {
	struct edit *edit;	/* text and secret */
	size_t choice;		/* of pick */
	bool yes;
	bool hidden; /* not shown, not checked */
	bool edited; /* by any key, so a paste is put in, not over */
	bool visited; /* was left once: checked from now on */
	struct err err;		/* kind is ERR_NONE when the value is right */
};

struct form {
	const struct field *fields;
	struct slot *slots;
	size_t count, at;
};

const char *field_shown(const struct field *f, size_t i);	/* a choice in words */
size_t field_choices(const struct field *f);

#endif
