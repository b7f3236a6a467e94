/*
 * marks.h - which values of a setup a form leaves open for its reader: names, the path, the
 * permissions boundary. The resources are rendered with a mark in place of each, so a form
 * finds where a value is used. Pure.
 */
#ifndef ACCREDIT_HANDOFF_MARKS_H
#define ACCREDIT_HANDOFF_MARKS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "kinds/resource.h"

struct handoff;
struct json;

struct marks {
	char open[24], close[24]; /* around a name; no answer contains them */
	struct json *names; /* NAME of a value -> NAME of the one that stands for it */
	struct json *texts; /* NAME -> its mark, as pack_wanted_marked takes it */
	struct resources resources; /* h's, marked, in their order */
};

/*
 * The values that name a resource whose row has chosen_name (form_rows.h), the path and the
 * boundary where they can be given, and ACCOUNT_ID. A value that a member's name or a
 * derived value uses is not open: only texts can be. False: err says why.
 */
bool marks_make(struct marks *m, const struct handoff *h, struct err *err);
void marks_free(struct marks *m); /* all zero is fine */

/*
 * The next mark in text: its value's name into name, the bytes before it into *before.
 * Returns what follows it; NULL: there is none.
 */
const char *marks_next(const struct marks *m, const char *text, size_t *before,
		       char name[128]);
/* Whether text is exactly the mark of this value. */
bool marks_is(const struct marks *m, const char *text, const char *name);

#endif
