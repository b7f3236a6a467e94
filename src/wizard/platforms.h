/*
 * platforms.h - the platforms to choose from, with those whose template is invalid.
 */
#ifndef ACCREDIT_PLATFORMS_H
#define ACCREDIT_PLATFORMS_H

#include <stddef.h>

#include "base/err.h"

struct platform_entry {
	char *name, *title;
	char *caution;		/* what to know before a setup; "": nothing */
	char *error;		/* what is wrong with its template; "": nothing */
};

struct platforms {
	size_t count;
	struct platform_entry *entries;
};

/* Reads all templates; platforms_free. NULL: there is no folder of templates. */
struct platforms *platforms_read(struct err *err);
struct platforms *platforms_copy(const struct platforms *p);
void platforms_free(struct platforms *p);	/* NULL is fine */

#endif
