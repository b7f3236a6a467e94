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

/* Whether a resource or document in force without an answer to it uses it, and it has no
 * default: nothing can be rendered without it. */
bool value_required(const struct pack *p, const struct pack_value *v,
		    const struct answers *a);

/* Checks text, already trimmed, against the value's kind and limits. Empty text
 * is no answer and passes. ERR_INPUT: one sentence for the operator, and a
 * hint that says what fits. */
bool value_check(const struct pack_value *v, const char *text, struct err *err);

/* Appends the first line of text that is not blank, without white space around it. */
void value_trim(struct buf *out, const char *text);

/* The members of a list answer ("a, b"), trimmed: a list of texts, yours. */
struct json *value_members(const char *text);

#endif
