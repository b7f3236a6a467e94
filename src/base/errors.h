/* errors.h - several failures, where all of them are reported at once. */
#ifndef ACCREDIT_ERRORS_H
#define ACCREDIT_ERRORS_H

#include <stddef.h>

#include "base/err.h"

/* All zero: none. */
struct errors {
	struct err *rows;
	size_t count;
};

/*
 * Adds a copy of err and clears it; nothing where it is not set, or where a failure about
 * the same answer (err.field) is there already.
 */
void errors_add(struct errors *all, struct err *err);
void errors_free(struct errors *all); /* leaves none */

#endif
