/*
 * progress.h - one line on a terminal's standard error that says how far a long
 * command is; the next one takes its place, and in the end none is left.
 */
#ifndef ACCREDIT_PROGRESS_H
#define ACCREDIT_PROGRESS_H

#include <stddef.h>

/* "[######..........] 37 of 100 name"; nothing where standard error is no terminal. */
void progress_show(size_t at, size_t all, const char *name);
void progress_wipe(void);	/* before anything else is said */

#endif
