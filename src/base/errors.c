/* errors.c - see errors.h. */
#include "config.h"

#include <stdlib.h>

#include "base/errors.h"
#include "base/mem.h"
#include "base/str.h"

void errors_add(struct errors *all, struct err *err)
{
	bool known = !err->kind;

	for (size_t i = 0; i < all->count; i++)
		known |= *err->field && str_eq(all->rows[i].field, err->field);
	if (!known) {
		all->rows = xrealloc(all->rows, (all->count + 1) * sizeof(*all->rows));
		all->rows[all->count++] = *err;
	}
	*err = (struct err)ERR_INIT;
}

void errors_free(struct errors *all)
{
	free(all->rows);
	*all = (struct errors){ NULL };
}
