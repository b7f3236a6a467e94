/*
 * fill.h - placeholders of a parsed document, filled.
 *
 * ${NAME}, NAME being [A-Z][A-Z0-9_]*, is replaced inside member names and
 * strings of a tree, so no value can break out of its string. What is filled in
 * is not looked at again. ${aws:username}, {{...}} and $NAME are left alone.
 *
 * values is an object of NAME -> text or list of texts. "" and the empty list
 * count as no value. The innermost list element that holds a list value is
 * repeated once a member; elsewhere a list value of one member is that member.
 */
#ifndef ACCREDIT_FILL_H
#define ACCREDIT_FILL_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

struct json;

/*
 * The filled tree, yours. NULL: a hole is left, or two members got one name;
 * err (ERR_INPUT) says "WHERE: Statement[0].Resource: ${X} has no value".
 */
struct json *fill_tree(const struct json *j, const struct json *values,
		       const char *where, struct err *err);

/* The same, but what has no value stays as it is. Never NULL for a tree. */
struct json *fill_known(const struct json *j, const struct json *values);

/* One text onto out. False: a hole is left (it is copied as it is). */
bool fill_text(struct buf *out, const char *text, const struct json *values);

/* Adds the names of all placeholders in j to the list names, each once. */
void fill_names(const struct json *j, struct json *names);
/* The same of one text; NULL: none. */
void fill_text_names(const char *text, struct json *names);

enum { FILL_NAME_MAX = 128 };
/* The bytes of a placeholder that begins at s, its name copied; 0: none begins there. */
size_t fill_hole(const char *s, char name[FILL_NAME_MAX]);

#endif
