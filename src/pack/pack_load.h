/*
 * pack_load.h - a pack read and checked.
 */
#ifndef ACCREDIT_PACK_LOAD_H
#define ACCREDIT_PACK_LOAD_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

struct pack;

/* Loads templates/NAME; pack_free it. NULL: err names the file, the member and a remedy. */
struct pack *pack_load(const char *name, struct err *err);
/* The same from any folder. */
struct pack *pack_load_from(const char *folder, struct err *err);

/*
 * Every mistake of the pack in folder, one a line, each with its place
 * ("pack.json: resources[2].kind: 'rol' is none of role, role-policy ...").
 * True: none was found.
 */
bool pack_check(const char *folder, struct buf *mistakes);

#endif
