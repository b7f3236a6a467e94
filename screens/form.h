/*
 * form.h - fields to fill in, from a table or built from a pack at run time; below them a
 * button, and a pane with the help of the field that has the focus.
 *
 * A field is checked when the cursor leaves it, and from then on with each key. Its error,
 * or a note that the caller set, is below it. Enter on the last field or on the button ends
 * the form, or puts the cursor on the first wrong field. A paste replaces a value that was
 * not edited yet. The fields scroll when they do not fit; the help is never cut.
 */
#ifndef ACCREDIT_FORM_H
#define ACCREDIT_FORM_H

#include "base/err.h"
#include "base/secret.h"
#include "screens/list.h"
#include "screens/screen.h"

enum field_kind {
	FIELD_TEXT,
	FIELD_SECRET,
	FIELD_PICK,	/* one of its choices */
	FIELD_YESNO,
	FIELD_CHECKS,	/* any of its choices: a checklist */
	FIELD_MORE,	/* a row that shows and hides the rare fields */
};

/* What a text can be picked from: rows whose text is the value. They may come later. */
struct field_list {
	/* Asks for the rows: called each time the list is opened. */
	void (*open)(const void *data);
	/* The rows so far. note: why there are no more, "" where they are complete. */
	struct list_source (*rows)(const void *data, char note[200]);
	const void *data;
};

struct field {
	const char *name;	/* of the value: "ROLE_NAME" */
	const char *label;
	const char *help;	/* for the pane, or NULL */
	const char *vendor;	/* the vendor's documented step, or NULL */
	enum field_kind kind;
	bool required;		/* it must not be empty: said in the label */
	bool optional;		/* it may be empty: said in the pane */
	bool rare;		/* shown only after FIELD_MORE was opened */
	const char *value;	/* the initial one; NULL: "", the first choice, "no" */
	const char *placeholder;	/* what an empty text stands for, or NULL */
	size_t max;		/* bytes of text; 0: 1024 */
	const char *const *choices;	/* of FIELD_PICK and FIELD_CHECKS: NULL ends */
	const char *const *shown;	/* their texts, or NULL */
	const char *const *notes;	/* of FIELD_CHECKS: the help of each, "" none; or NULL */
	const struct field_list *list;	/* of FIELD_TEXT, or NULL */
	bool many;		/* the text has comma-separated members: a pick is added */

	/* Pure: false with err where the value is not valid. NULL: any is. */
	bool (*check)(const void *data, const struct field *f, const char *value,
		      struct err *err);
	const void *data;	/* for check */
};

struct form;

/* fields are borrowed until form_free; their values are copied. button: "Continue". */
struct form *form_new(const struct field *fields, size_t count, const char *button);
void form_free(struct form *f);			/* wipes secrets; NULL is fine */

/*
 * "yes" or "no" for FIELD_YESNO, a choice for FIELD_PICK, comma-separated choices for
 * FIELD_CHECKS; "" for a secret. Borrowed until the field changes.
 */
const char *form_value(const struct form *f, size_t i);
const char *form_named(const struct form *f, const char *name);	/* NULL: no such field */
void form_secret(const struct form *f, size_t i, struct secret *to);
void form_set(struct form *f, size_t i, const char *value);

/* Shows a field, or hides one that does not apply now: it is not checked then. */
void form_show(struct form *f, size_t i, bool shown);
/* Whether it is on the form now: it applies, and is not behind a closed FIELD_MORE. */
bool form_is_shown(const struct form *f, size_t i);

/* Sets an error until the field changes, and puts the cursor there. */
void form_set_error(struct form *f, size_t i, const struct err *err);
/* Sets a line below the field until it changes; "": none. Its error comes before it. */
void form_note(struct form *f, size_t i, enum role role, const char *text);
/* Whether the cursor has left the field and its value is valid: the caller may look it up. */
bool form_is_left(const struct form *f, size_t i);

size_t form_current(const struct form *f);	/* with the cursor; the count: the button */
void form_focus(struct form *f, size_t i);

enum form_result {
	FORM_PASS,	/* not a key of a form: Esc, F1, ... */
	FORM_MOVED,	/* used */
	FORM_CHANGED,	/* the value of the current field changed */
	FORM_DONE,	/* ended by Enter, and every value is valid */
};

/*
 * Tab, Down and Enter go to the next field, Shift-Tab and Up to the one before. Left,
 * Right and Space choose. Where a field has a list, Down opens it, and Enter on an empty
 * required field does: then typing filters, Enter takes the row, Esc closes the list.
 */
enum form_result form_key(struct form *f, struct key k);

/* Checks all fields; the cursor goes to the first wrong one. */
bool form_check(struct form *f);

void form_draw(const struct form *f, struct box at);

/* For struct screen: typing and help of the current field. */
bool form_typing(const struct form *f);
bool form_help(const struct form *f, struct help *out);
/* After news, while a list is open: selects the row of the value, once it has come. */
void form_list_news(struct form *f);
/* The hints that hold now: of a list that is open, of a checklist, of a field. */
const struct hint *form_hints(const struct form *f);

#endif
