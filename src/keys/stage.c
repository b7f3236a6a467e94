/* stage.c - see stage.h. */
#include "config.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/state.h"
#include "base/str.h"
#include "keys/access_key.h"
#include "keys/stage.h"

#define KEY_FILE_MAX 1024
#define HEAD "accredit-key 1\n"
#define ROOM ".room"		/* written to test whether there is room */

static const char *const names[] = { [STAGE_NEW] = "new", [STAGE_OLD] = "old" };

static char *stage_folder_of(const char *setup)
{
	return xasprintf("%s/keys/%s", state_home(), setup);
}

static char *stage_path_of(const char *setup, const char *resource, enum stage which)
{
	return xasprintf("%s/keys/%s/%s.%s", state_home(), setup, resource, names[which]);
}

/* The next line, whose end becomes a NUL; NULL: there is none. */
static char *stage_line_of(char **at)
{
	char *line = *at, *end = line ? strchr(line, '\n') : NULL;

	if (!end)
		return NULL;
	*end = '\0';
	*at = end + 1;
	return line;
}

static bool stage_read_text(struct access_key *key, struct buf *text)
{
	char *at = text->s, sum[9], *id, *secret, *said;
	size_t body = text->len > 9 ? text->len - 9 : 0;

	if (!str_starts(text->s, HEAD) || !body)
		return false;
	str_sum(sum, text->s, body);
	stage_line_of(&at);
	id = stage_line_of(&at);
	secret = stage_line_of(&at);
	said = stage_line_of(&at);
	if (!said || *at || !str_eq(said, sum) || strlen(id) >= sizeof(key->id))
		return false;
	memcpy(key->id, id, strlen(id) + 1);
	secret_set(&key->secret, secret, strlen(secret));
	return true;
}

static bool stage_write_file(const char *setup, const char *path, const char *text,
			     size_t n, struct err *err)
{
	char *folder = stage_folder_of(setup);
	bool ok = file_folder(folder, err) && file_replace(path, text, n, err);

	free(folder);
	return ok;
}

/*
 * Removes the temporary files of a killed run, which can contain a secret. The caller has
 * the record's lock, and no key is being saved.
 */
static void stage_remove_temporary(const char *setup)
{
	char *folder = stage_folder_of(setup), *path;
	DIR *dir = opendir(folder);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		if (!str_ends(entry->d_name, ".tmp") && !str_ends(entry->d_name, ROOM))
			continue;
		path = xasprintf("%s/%s", folder, entry->d_name);
		unlink(path);
		free(path);
	}
	if (dir)
		closedir(dir);
	free(folder);
}

bool stage_ready(const char *setup, const char *resource, struct err *err)
{
	char blank[256], *path;
	bool ok;

	if (!state_needed(err))
		return false;
	stage_remove_temporary(setup);
	memset(blank, ' ', sizeof(blank));
	path = xasprintf("%s/keys/%s/%s" ROOM, state_home(), setup, resource);
	ok = stage_write_file(setup, path, blank, sizeof(blank), err);
	ok = file_remove(path, ok ? err : &(struct err)ERR_INIT) && ok;
	free(path);
	return ok;
}

bool stage_save(const char *setup, const char *resource, enum stage which,
		const struct access_key *key, struct err *err)
{
	struct buf text = BUF(KEY_FILE_MAX);
	char *path, sum[9];
	bool ok;

	if (!state_needed(err))
		return false;
	path = stage_path_of(setup, resource, which);
	/* HEAD, ID, SECRET and the checksum of all before it, a line each */
	buf_fmt(&text, HEAD "%s\n%s\n", key->id, key->secret.s ? key->secret.s : "");
	str_sum(sum, text.s, text.len);
	buf_fmt(&text, "%s\n", sum);
	ok = stage_write_file(setup, path, text.s, text.len, err);
	buf_free(&text);
	free(path);
	return ok;
}

bool stage_load(const char *setup, const char *resource, enum stage which,
		struct access_key *key, bool *there, struct err *err)
{
	struct buf text = BUF(KEY_FILE_MAX);
	bool missing = false, ok;
	char *path;

	*there = false;
	access_key_free(key);
	if (!state_needed(err))
		return false;
	path = stage_path_of(setup, resource, which);
	ok = file_read(path, &text, &missing, err);
	if (ok)
		*there = stage_read_text(key, &text);
	if (ok && !*there)
		ok = file_remove(path, err);
	if (missing) {
		*err = (struct err)ERR_INIT;
		ok = true;
	}
	buf_free(&text);
	free(path);
	return ok;
}

bool stage_drop(const char *setup, const char *resource, enum stage which,
		struct err *err)
{
	char *path, *folder;
	bool ok;

	if (!state_needed(err))
		return false;
	path = stage_path_of(setup, resource, which);
	folder = stage_folder_of(setup);
	ok = file_remove(path, err);
	stage_remove_temporary(setup);
	rmdir(folder);		/* fails unless it is empty */
	free(folder);
	free(path);
	return ok;
}
