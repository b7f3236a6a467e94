/* read_progress.c - see read_progress.h. */
#include "config.h"

#include <stdio.h>

#include "plan/read_progress.h"

static _Thread_local struct read_progress *here;

void read_progress_to(struct read_progress *p)
{
	here = p;
	if (!p)
		return;
	atomic_store(&p->all, 0);
	atomic_store(&p->done, 0);
}

struct read_progress *read_progress_here(void)
{
	return here;
}

const char *read_progress_words(const struct read_progress *p,
				char out[READ_PROGRESS_WORDS])
{
	size_t done = atomic_load(&p->done), all = atomic_load(&p->all);

	*out = '\0';
	if (all)
		snprintf(out, READ_PROGRESS_WORDS, "%zu of %zu resources read",
			 done < all ? done : all, all);
	return out;
}
