/*
 * value.h - the questions of a pack and the checks of their answers. The same
 * checks serve the form, the text front end, --set and the answers file.
 */
#ifndef ACCREDIT_VALUE_H
#define ACCREDIT_VALUE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

struct json;
struct pack;
struct answers;

/* Whether this row is asked at all with these answers (its "when"). */
bool value_asked(const struct json *row, const struct answers *a);
/* Its default, where that counts ("default-when"); else "". Belongs to the row. */
const char *value_default(const struct json *row, const struct answers *a);
/* Whether what is wanted cannot be rendered without it: a resource or document
 * in force uses it and it has no default. */
bool value_required(const struct pack *p, const struct json *row,
		    const struct answers *a);

/* Checks text, already trimmed, against the row's kind and limits. Empty text
 * is no answer and passes. ERR_INPUT: one sentence for the operator, and a
 * hint that mends it. */
bool value_check(const struct json *row, const char *text, struct err *err);

/* Drops blanks, tabs and newlines around text; takes the first line only. */
void value_trim(struct buf *out, const char *text);

/* Membership of method, policy and PARTS: the only conditions there are.
 * when may be NULL: true. The answers are such as answers_start left. */
bool when_holds(const struct json *when, const struct answers *a);

/* when_holds, and "unless" and "with": left out when that value was given, or was
 * not; or when values have these words, or have not. values: the answers in
 * force, NAME -> text. */
bool row_holds(const struct json *row, const struct answers *a,
	       const struct json *values);

/* Whether text (NULL: no) is "${NAME}" and nothing more; name: "" where it is not. */
bool value_named(const char *text, char name[64]);

/* What a word of "with" or "unless" stands for: of "${NAME}" that value; borrowed. */
const char *value_word(const struct json *values, const char *word);

/* The members of a list answer ("a, b"), trimmed: a list of texts, yours. */
struct json *value_members(const char *text);

#endif
