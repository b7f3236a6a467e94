/*
 * pack.h - a platform as data: a folder with pack.json and documents/.
 *
 * The loaded pack is one JSON tree in the shape of CONTRACT's "Pack", checked
 * by pack_check's rules; see templates/README for every member.
 */
#ifndef ACCREDIT_PACK_H
#define ACCREDIT_PACK_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

struct json;
struct pack;

/*
 * The names of the two placeholders that stay in a document for a key: they are
 * filled when it is written, by none of the values. Ends in NULL.
 */
extern const char *const pack_key_marks[];

#define PACK_FILE_MAX (1u << 20)	/* bytes of one file of a pack */

/*
 * Says where the templates are: $ACCREDIT_TEMPLATES, else the source tree for
 * a program in its build tree, else the installed ones. Borrowed, absolute.
 */
const char *pack_templates(void);

/* The names of the packs there, sorted: a list of strings, yours. */
struct json *pack_names(struct err *err);

/* Loads templates/NAME. NULL: err names the file, its place and a remedy. */
struct pack *pack_load(const char *name, struct err *err);
/* The same from any folder. */
struct pack *pack_load_from(const char *folder, struct err *err);
void pack_free(struct pack *p);

const char *pack_name(const struct pack *p);
const char *pack_folder(const struct pack *p);
const struct json *pack_json(const struct pack *p);	/* the whole pack.json */
/* Rows by name; NULL: none, as for the name NULL. */
const struct json *pack_method(const struct pack *p, const char *name);
const struct json *pack_policy(const struct pack *p, const char *name);
const struct json *pack_value(const struct pack *p, const char *name);
/* A document as parsed JSON, as in the file: "trust.json". NULL: no such. */
const struct json *pack_document(const struct pack *p, const char *file);

/*
 * Every mistake of the pack in folder, one a line, each with its place
 * ("pack.json: resources[2].kind: 'rol' is none of role, role-policy ...").
 * True: none was found.
 */
bool pack_check(const char *folder, struct buf *mistakes);

#endif
