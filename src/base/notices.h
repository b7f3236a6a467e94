/*
 * notices.h - notices for the operator about changed files, and the backups that were
 * written. Collected per thread, so that the layers between a file and the step that
 * changes it do not pass them along.
 */
#ifndef ACCREDIT_NOTICES_H
#define ACCREDIT_NOTICES_H

#include "base/buf.h"

struct notices {
	struct buf notices;	/* a line each */
	struct buf backups;	/* "SHA-256 PATH", a line each */
};

#define TOLD_INIT { .notices = BUF(BUF_TEXT), .backups = BUF(BUF_TEXT) }

/* Where notices of this thread go from now on; borrowed. NULL: they are dropped. */
void notices_into(struct notices *t);
void notices_free(struct notices *t);

/* This thread's notices; NULL: they are dropped. */
struct buf *notices_list(void);
void notices_add(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* sum: lowercase hex of its SHA-256. A path with a line end is left out. */
void notices_backup(const char *path, const char *sum);

#endif
