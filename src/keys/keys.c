/* keys.c - see keys.h. */
#include "config.h"

#include <errno.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "keys/keys.h"

char *keys_lock(const char *state)
{
	return state ? xasprintf("%s/files.lock", state) : NULL;
}

bool keys_read(const char *path, struct buf *text, struct err *err)
{
	bool missing = false;

	if (file_read(path, text, &missing, err))
		return true;
	if (missing)
		*err = (struct err)ERR_INIT;
	return missing;
}

bool keys_there(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 || (errno != ENOENT && errno != ENOTDIR);
}
