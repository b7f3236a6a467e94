/*
 * progress.h - one line on a terminal's standard error that says how far a long
 * command is. Each replaces the one before, and the last is wiped.
 */
#ifndef ACCREDIT_PROGRESS_H
#define ACCREDIT_PROGRESS_H

#include <stddef.h>

/* "[######..........] 37 of 100 name"; nothing where standard error is no terminal. */
void progress_show(size_t at, size_t all, const char *name);
void progress_wipe(void);	/* before anything else is said */

/*
 * From begin to end (which may be called twice), standard error says that AWS does not
 * answer: on a terminal in that line, else in a line of its own, at first and then every
 * 30 s.
 */
void progress_watch_begin(void);
void progress_watch_end(void);

#endif
