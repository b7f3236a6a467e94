/* check.c - see check.h. */
#include "config.h"

#include "pack/check.h"
#include "pack/pack.h"

bool check_pack(const struct pack *p, const char *const *resource_kinds,
		struct buf *mistakes)
{
	(void)p;
	(void)resource_kinds;
	return !mistakes->len;
}

bool pack_check(const char *folder, const char *const *resource_kinds,
		struct buf *mistakes)
{
	struct pack *p = pack_read(folder, mistakes);

	if (p)
		check_pack(p, resource_kinds, mistakes);
	pack_free(p);
	return !mistakes->len;
}
