/*
 * read_progress.h - how many of a plan's resources have been read, for a face that waits.
 */
#ifndef ACCREDIT_READ_PROGRESS_H
#define ACCREDIT_READ_PROGRESS_H

#include <stdatomic.h>
#include <stddef.h>

/* Written by the threads that read, and read by any. */
struct read_progress {
	atomic_size_t done, all; /* all 0: nothing is read now */
};

/* What the plans of this thread read is counted here from now on, from 0. NULL: nowhere. */
void read_progress_to(struct read_progress *p);
/* Where this thread's are counted; NULL: nowhere. */
struct read_progress *read_progress_here(void);

#define READ_PROGRESS_WORDS 80
#define READ_PROGRESS_AFTER_MS 2000 /* what is quicker is not counted aloud */

/* "7 of 13 resources read"; "" where nothing is read. Returns out. */
const char *read_progress_words(const struct read_progress *p,
				char out[READ_PROGRESS_WORDS]);

#endif
