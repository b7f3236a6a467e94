/*
 * notices.h - what the work on files has to say besides success: notices for a person, and
 * the backups that were written. Gathered for the thread that does the work, so that the
 * layers between a file and the step that changes it need not carry them.
 */
#ifndef ACCREDIT_NOTICES_H
#define ACCREDIT_NOTICES_H

#include "base/buf.h"

struct notices {
	struct buf notices;	/* a line each */
	struct buf backups;	/* "SHA-256 PATH", a line each */
};

#define TOLD_INIT { .notices = BUF(BUF_TEXT), .backups = BUF(BUF_TEXT) }

/* From now on what this thread hears goes there; NULL: no one listens. Borrowed. */
void notices_into(struct notices *t);
void notices_free(struct notices *t);

/* The listener's notices, NULL: no one listens. */
struct buf *notices_list(void);
void notices_add(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* sum: lowercase hex of its SHA-256. A path with a line end is left out. */
void notices_backup(const char *path, const char *sum);

#endif
