/*
 * value_kind.h - the kinds of values: what may stand in a role name, a bucket name,
 * a list of address ranges ... Pure.
 */
#ifndef ACCREDIT_VALUE_KIND_H
#define ACCREDIT_VALUE_KIND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct value_kind {
	const char *name;	/* as in pack.json */
	const char *example;	/* passes the kind's own check */
	bool list;		/* comma-separated members */
	bool loose;		/* may hold what IAM takes for a wildcard or variable */
	const char *chars;	/* what may stand in it; NULL: any but control */
	size_t min, max;	/* characters; of one member for a list */
	bool (*more)(const char *s);	/* what else must hold; NULL: nothing */
	/* Instead of all above, where no sentence may quote the text. */
	bool (*own)(const char *s, struct err *err);
	const char *what;	/* "a role name" */
	const char *hint;	/* what a good one looks like; NULL: nothing to say */
};

extern const struct value_kind value_kinds[];	/* ends in a row without name */
const struct value_kind *value_kind_find(const char *name);		/* NULL: no such kind */

/*
 * Checks one text, or one member of a list, against its kind alone. label is
 * the question's, for the sentence. ERR_INPUT with a hint that mends it.
 */
bool value_kind_check(const struct value_kind *k, const char *label, const char *text,
		struct err *err);

size_t value_kind_characters(const char *s);		/* of UTF-8, not bytes */

#endif
