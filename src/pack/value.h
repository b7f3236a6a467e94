/*
 * value.h - the questions of a pack and the checks of their answers. The same
 * checks serve the form, the text front end, --set and the answers file.
 */
#ifndef ACCREDIT_VALUE_H
#define ACCREDIT_VALUE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

struct answers;
struct json;
struct pack;
struct pack_value;

/* Whether what is wanted cannot be rendered without it: a resource or document
 * in force uses it and it has no default. */
bool value_required(const struct pack *p, const struct pack_value *v,
		    const struct answers *a);

/* Checks text, already trimmed, against the value's kind and limits. Empty text
 * is no answer and passes. ERR_INPUT: one sentence for the operator, and a
 * hint that says what fits. */
bool value_check(const struct pack_value *v, const char *text, struct err *err);

/* Drops blanks, tabs and newlines around text; takes the first line only. */
void value_trim(struct buf *out, const char *text);

/* The members of a list answer ("a, b"), trimmed: a list of texts, yours. */
struct json *value_members(const char *text);

#endif
