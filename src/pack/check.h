/*
 * check.h - the inside of pack_check: reading a pack that may be broken, and
 * finding what is wrong with it. For pack.c and check*.c.
 */
#ifndef ACCREDIT_CHECK_H
#define ACCREDIT_CHECK_H

#include <stdbool.h>

#include "base/buf.h"

struct json;
struct pack;

/* Reads what can be read, a mistake a line. NULL: no pack.json to speak of. */
struct pack *pack_read(const char *folder, struct buf *mistakes);

/* All that can be wrong with a pack that was read. True: nothing was added. */
bool check_pack(const struct pack *p, const char *const *resource_kinds,
		struct buf *mistakes);

/* What a document is for decides what must stand in it. */
enum document { DOCUMENT_IDENTITY, DOCUMENT_TRUST };

/* A policy document, its placeholders unfilled. file is said in mistakes. */
void check_document(const struct json *j, enum document what, const char *file,
		    struct buf *mistakes);

#endif
