/*
 * json.h - JSON texts in, trees out, and back. The only door to cJSON.
 *
 * Stricter than cJSON: UTF-8 checked, control bytes, NUL, duplicate keys and
 * text after the value refused, depth at most 64. Keys are case-sensitive.
 * Numbers are doubles: account numbers and counts are strings in our files.
 * A tree is freed with wiping. Ownership: *_new and json_parse give a tree that
 * is yours (json_free); a child belongs to its tree; json_put and json_push
 * take what they are given.
 */
#ifndef ACCREDIT_JSON_H
#define ACCREDIT_JSON_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

struct json;

enum json_type { JSON_NONE, JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING,
		 JSON_LIST, JSON_OBJECT };

/* NULL: err (ERR_INPUT) says what is wrong at which line and column of "name". */
struct json *json_parse(const char *text, size_t n, const char *name,
			struct err *err);
void json_free(struct json *j);			/* NULL is fine */
struct json *json_copy(const struct json *j);	/* NULL gives NULL */

enum json_type json_type(const struct json *j);	/* NULL: JSON_NONE */

/* Borrowed views. All take NULL and answer NULL, 0 or false for it. */
struct json *json_get(const struct json *object, const char *key);
struct json *json_path(const struct json *j, const char *dotted); /* "a.b.0.c" */
struct json *json_first(const struct json *list_or_object);
struct json *json_next(const struct json *child);
size_t json_count(const struct json *list_or_object);
const char *json_key(const struct json *child);	/* NULL in a list */
const char *json_text(const struct json *j);	/* NULL unless a string */
const char *json_str(const struct json *object, const char *key); /* "" if none */
double json_number(const struct json *j);	/* 0 unless a number */
bool json_true(const struct json *j);		/* the value true */
bool json_has(const struct json *list, const char *text); /* a string member */

struct json *json_object_new(void);
struct json *json_list_new(void);
struct json *json_string_new(const char *s);
struct json *json_number_new(double n);
struct json *json_bool_new(bool b);
struct json *json_null_new(void);

/* Adds or replaces; value NULL is put as null. Return the value, borrowed. */
struct json *json_put(struct json *object, const char *key, struct json *value);
struct json *json_push(struct json *list, struct json *value);
struct json *json_put_str(struct json *object, const char *key, const char *s);
/* Puts it; a key that is there already becomes a list of all its values. */
void json_add(struct json *object, const char *key, struct json *value);
void json_drop(struct json *object, const char *key);
struct json *json_shift(struct json *list);	/* takes the first out; yours, NULL: empty */

/* Same type, members in any order, list items in order. NULL equals NULL. */
bool json_equal(const struct json *a, const struct json *b);

void json_print(struct buf *out, const struct json *j);		/* one line */
void json_pretty(struct buf *out, const struct json *j);	/* 2 blanks a level */

/* The quoted form of s, as a JSON string. */
void json_quote(struct buf *out, const char *s);

/* cJSON allocators that wipe on free. Once, before the first tree. */
void json_start(void);

#define json_each(child, of) \
	for (struct json *child = json_first(of); child; child = json_next(child))

#endif
