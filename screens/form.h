/*
 * form.h - fields to fill in, from a table or built from a pack at run time.
 *
 * A field is checked when the cursor leaves it, and from then on with each key. Its error
 * is shown in place of its help. The last field's Enter puts the cursor on the first wrong
 * field. A paste replaces a value that was not edited yet. The form scrolls when it does
 * not fit.
 */
#ifndef ACCREDIT_FORM_H
#define ACCREDIT_FORM_H

#include "base/err.h"
#include "base/secret.h"
#include "screens/screen.h"

enum field_kind { FIELD_TEXT, FIELD_SECRET, FIELD_PICK, FIELD_YESNO };

struct field {
	const char *name;	/* of the value: "ROLE_NAME" */
	const char *label;
	const char *help;	/* a line under the field, or NULL */
	const char *more;	/* the longer text for F1; NULL: help */
	const char *vendor;	/* the vendor's documented step, or NULL */
	enum field_kind kind;
	const char *value;	/* the initial one; NULL: "", the first choice, "no" */
	size_t max;		/* bytes of text; 0: 1024 */
	const char *const *choices;	/* of FIELD_PICK: NULL ends */
	const char *const *shown;	/* their texts, or NULL */

	/* Pure: false with err where the value is not valid. NULL: any is. */
	bool (*check)(const void *data, const struct field *f, const char *value,
		      struct err *err);
	const void *data;	/* for check */
};

struct form;

/* fields are borrowed until form_free; their values are copied. */
struct form *form_new(const struct field *fields, size_t count);
void form_free(struct form *f);			/* wipes secrets; NULL is fine */

/* "yes" or "no" for FIELD_YESNO, a choice for FIELD_PICK; "" for a secret. */
const char *form_value(const struct form *f, size_t i);
const char *form_named(const struct form *f, const char *name);	/* NULL: no such field */
void form_secret(const struct form *f, size_t i, struct secret *to);
void form_set(struct form *f, size_t i, const char *value);

/* Shows a field, or hides one that does not apply now: it is not checked then. */
void form_show(struct form *f, size_t i, bool shown);

/* Sets an error until the field changes, and puts the cursor there. */
void form_set_error(struct form *f, size_t i, const struct err *err);

size_t form_current(const struct form *f);	/* the field with the cursor */
void form_focus(struct form *f, size_t i);

enum form_result {
	FORM_PASS,	/* not a key of a form: Esc, F1, ... */
	FORM_MOVED,	/* used */
	FORM_CHANGED,	/* a value changed */
	FORM_DONE,	/* Enter on the last field, and every value is valid */
};

/*
 * Tab, Down and Enter go to the next field, Shift-Tab and Up to the one before. Left,
 * Right and Space choose.
 */
enum form_result form_key(struct form *f, struct key k);

/* Checks all fields; the cursor goes to the first wrong one. */
bool form_check(struct form *f);

void form_draw(const struct form *f, struct box at);

/* For struct screen: typing and help of the current field. */
bool form_typing(const struct form *f);
bool form_help(const struct form *f, struct help *out);

#endif
