/* uses.c - see uses.h. */
#include "config.h"

#include <stdlib.h>

#include "base/mem.h"
#include "kinds/resource.h"
#include "resource/uses.h"

struct resource_use *uses_add(struct resource_uses *all, const char *says,
			      struct resource *as)
{
	struct resource_use *use;

	all->items = xrealloc(all->items, (all->count + 1) * sizeof(*all->items));
	use = &all->items[all->count++];
	*use = (struct resource_use){ .says = xstrdup(says), .as = as };
	return use;
}

void uses_free(struct resource_uses *all)
{
	for (size_t i = 0; i < all->count; i++) {
		free(all->items[i].says);
		resource_free(all->items[i].as);
	}
	free(all->items);
	*all = (struct resource_uses){ NULL, 0 };
}
