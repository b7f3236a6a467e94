/*
 * form.h - fields to fill in, from a table or built from a pack at run time.
 *
 * Leaving a field checks it; from then on it is checked as it is typed. Help
 * and complaint share the line under the field. Next puts the cursor on the
 * first wrong field. A paste takes the place of a value that nobody has touched
 * yet. The form scrolls when it has more fields than rows.
 */
#ifndef ACCREDIT_FORM_H
#define ACCREDIT_FORM_H

#include "base/err.h"
#include "base/secret.h"
#include "screens/screen.h"

enum field_kind { FIELD_TEXT, FIELD_SECRET, FIELD_PICK, FIELD_YESNO };

struct field {
	const char *name;	/* the value's name: "ROLE_NAME" */
	const char *label;
	const char *help;	/* one line under the field */
	const char *more;	/* the longer text of F1; NULL: help */
	const char *vendor;	/* the vendor's documented step, or NULL */
	enum field_kind kind;
	const char *value;	/* what it starts with; NULL: empty, first, "no" */
	size_t max;		/* most bytes of text; 0: 1024 */
	const char *const *choices;	/* FIELD_PICK: NULL ends */
	const char *const *shown;	/* the same in words, or NULL */

	/* Pure, an engine function behind it; NULL: anything goes. */
	bool (*check)(const void *data, const struct field *f, const char *value,
		      struct err *err);
	const void *data;	/* for check */
};

struct form;

/* fields are borrowed and outlive the form; their values are copied. */
struct form *form_new(const struct field *fields, size_t count);
void form_free(struct form *f);			/* NULL is fine; secrets wiped */

/* "yes" or "no" for FIELD_YESNO, a choice for FIELD_PICK; "" for a secret. */
const char *form_value(const struct form *f, size_t i);
const char *form_named(const struct form *f, const char *name);	/* NULL: no such field */
void form_secret(const struct form *f, size_t i, struct secret *to);
void form_set(struct form *f, size_t i, const char *value);

/* A field that does not apply now (by what another says) is not shown or checked. */
void form_show(struct form *f, size_t i, bool shown);

/* A complaint from elsewhere, until the field changes; the cursor goes there. */
void form_set_error(struct form *f, size_t i, const struct err *err);

size_t form_current(const struct form *f); /* the field with the cursor */
void form_focus(struct form *f, size_t i);

enum form_result {
	FORM_PASS, /* not a key of a form: Esc, F1, ... */
	FORM_MOVED, /* used */
	FORM_CHANGED, /* a value changed */
	FORM_DONE, /* Enter on the last field, and every check is happy */
};

/*
 * Tab, Down and Enter go to the next field, Shift-Tab and Up to the one
 * before; Enter on the last one is Next. Left, Right and Space choose.
 */
enum form_result form_key(struct form *f, struct key k);

/* Checks all; the cursor goes to the first wrong one. */
bool form_check(struct form *f);

void form_draw(const struct form *f, struct box at);

/* For struct screen: typing and help of the present field. */
bool form_typing(const struct form *f);
bool form_help(const struct form *f, struct help *out);

#endif
