/*
 * fields.h - the state of a form. For form.c, for form_keys.c and form_list.c, which handle its
 * keys, and for fields.c and field_pane.c, which draw it.
 */
#ifndef ACCREDIT_FIELDS_H
#define ACCREDIT_FIELDS_H

#include "screens/edit.h"
#include "screens/form.h"

enum {
	CHECKS_MAX = 64,
	FIELD_ZONE = 0x2000,	/* of a click on field 0; below are the rows of a list */
};

struct slot {
	struct edit *edit;	/* of text and secret */
	size_t choice;		/* of pick: an index; of checks: the row with the cursor */
	bool yes;		/* of yes-no */
	bool checked[CHECKS_MAX];	/* of checks */
	char *joined;		/* of checks: the value */
	bool hidden;		/* does not apply: not drawn, not checked */
	bool edited;		/* by any key: a paste is inserted, not set */
	bool visited;		/* the cursor has left it: each key checks it */
	bool dirty;		/* changed since then */
	struct err err;		/* kind is ERR_NONE when the value is valid */
	char note[300];		/* below the field; "" none */
	enum role note_role;
};

struct form {
	const struct field *fields;	/* not owned */
	struct slot *slots;
	size_t count, at;		/* at == count: the button */
	const char *button;		/* not owned */
	bool more;			/* the rare fields are shown */
	bool picking;			/* the list of the current field is open */
	bool list_used;			/* by a key: its selected row stays */
	struct list list;
};

/* The text of choice i. */
const char *field_shown(const struct field *f, size_t i);
/* How many choices it has. */
size_t field_choices(const struct field *f);
/* How many rare fields a row of FIELD_MORE is about. */
size_t field_rare(const struct form *f);
/* Sets the value of a checklist after its boxes changed. */
void field_join(const struct field *f, struct slot *s);

/* Checks the value of a field: false, and its slot has the error. */
bool field_check(struct form *f, size_t i);

/* --- the list of a field: form_list.c --- */

/* Opens it at the row of the current value; false: the current field has none. */
bool form_list_open(struct form *f);
/* A key while it is open. */
enum form_result form_list_key(struct form *f, struct key k);
/* Draws it below a line with the field's label. */
void form_list_draw(const struct form *f, struct box at);

/* --- the pane below the fields: field_pane.c --- */

/* The rows that the help of field i needs at this width; least: without the vendor's step. */
int field_pane_rows(const struct form *f, size_t i, int w, bool least);
/* That of the current field, or its list. */
void field_pane_draw(const struct form *f, struct box at);

#endif
