/* key_files.c - see key_files.h. */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/cli_ini.h"
#include "keys/access_key.h"
#include "keys/key_files.h"

char *key_files_lock(const char *state)
{
	return state ? xasprintf("%s/files.lock", state) : NULL;
}

bool key_files_read(const char *path, struct buf *text, struct err *err)
{
	bool missing = false;

	if (file_read(path, text, &missing, err))
		return true;
	if (missing)
		*err = (struct err)ERR_INIT;
	return missing;
}

bool key_files_parse(struct json *tree, const struct buf *text, enum ini_file file,
		const char *path, struct err *err)
{
	struct err ignored = ERR_INIT;

	if (cli_ini_read(tree, text->s, text->len, file, path, err))
		return true;
	if (!ini_read(tree, text->s, text->len, file, path, &ignored))
		return false;
	*err = (struct err)ERR_INIT;
	return true;
}

size_t key_files_value(const char *value)
{
	size_t n = 0;

	while (value[n]) {
		size_t blanks = strspn(value + n, " \t");

		if (blanks && (value[n + blanks] == '#' || value[n + blanks] == ';'))
			break;
		n += blanks ? blanks : 1;
	}
	return n;
}

bool key_files_there(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

bool key_files_taken(const char *path, const char *what, struct err *err)
{
	err_set(err, ERR_CHOICE, "'%s' exists, and %s is never overwritten", path, what);
	return err_hint(err, "name another file, or move this one away");
}

bool key_files_holds(const struct access_key *has, const char *id, const char *path,
		struct err *err)
{
	if (*id && str_eq(has->id, id))
		return true;
	if (*has->id)
		err_set(err, ERR_CHOICE, "'%s' contains another key: %s", path, has->id);
	else
		err_set(err, ERR_CHOICE, "'%s' no longer contains the key %s", path, id);
	return err_hint(err,
			"someone changed the file: find out who, then name the file "
			"again");
}
