/*
 * find_json.h - what keys/find.h found, as events and the journal have it.
 */
#ifndef ACCREDIT_KEYS_FIND_JSON_H
#define ACCREDIT_KEYS_FIND_JSON_H

#include "keys/find.h"

struct json;

/*
 * A list (yours) of {"kind": "profile", "file", "profile", "config": true or absent},
 * {"kind": "csv", "file"}, {"kind": "document", "file"} and {"kind": "environment"}.
 */
struct json *key_locations_save(const struct key_location *locations, size_t n);

/* A list (yours) of {"file", "line", "aws": true or absent, "why"}. */
struct json *key_lines_save(const struct key_line *lines, size_t n);

/* Such a list, into the arena; *n: how many. NULL where there are none. */
struct key_line *key_lines_load(struct arena *a, const struct json *list, size_t *n);

/* A list (yours) of {"file", "why"}. */
struct json *unread_files_save(const struct unread_file *files, size_t n);

#endif
