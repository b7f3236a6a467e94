/* files.c - the files of a form; see handoff.h. */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "handoff/handoff.h"
#include "handoff/zip_write.h"

struct buf *handoff_file_add(struct handoff_files *files, const char *name, bool executable)
{
	struct handoff_file *file;

	files->items = xrealloc(files->items, (files->count + 1) * sizeof(*files->items));
	file = &files->items[files->count++];
	*file = (struct handoff_file){ .name = xstrdup(name),
				       .executable = executable,
				       .text = BUF(BUF_TEXT) };
	return &file->text;
}

const char *handoff_file_text(const struct handoff_files *files, const char *name)
{
	for (size_t i = 0; i < files->count; i++)
		if (str_eq(files->items[i].name, name))
			return files->items[i].text.s;
	return NULL;
}

void handoff_files_cut(struct handoff_files *files, size_t count)
{
	while (files->count > count) {
		struct handoff_file *last = &files->items[--files->count];

		free(last->name);
		buf_free(&last->text);
	}
}

void handoff_files_free(struct handoff_files *files)
{
	handoff_files_cut(files, 0);
	free(files->items);
	*files = (struct handoff_files){ .items = NULL };
}

/* --- on disk -------------------------------------------------------------------------- */

bool handoff_is_zip(const char *folder)
{
	return str_ends(folder, ".zip");
}

bool handoff_folder_is_free(const char *folder, struct err *err)
{
	DIR *open = handoff_is_zip(folder) ? NULL : opendir(folder);
	const struct dirent *entry = NULL;
	int why = open || handoff_is_zip(folder) ? 0 : errno;

	while (open && (entry = readdir(open)) &&
	       (str_eq(entry->d_name, ".") || str_eq(entry->d_name, "..")))
		;
	if (entry)
		err_set(err, ERR_INPUT, "the folder '%s' is not empty", folder);
	else if (why == ENOTDIR)
		err_set(err, ERR_INPUT, "'%s' is not a folder", folder);
	else if (why && why != ENOENT)
		err_set(err, ERR_INPUT, "'%s' cannot be read: %s", folder, strerror(why));
	if (open)
		closedir(open);
	return !err->kind || err_hint(err, "name a new or an empty folder: -o DIR");
}

/* What was created, in its order: texts, owned. */
struct files_created {
	char **paths;
	size_t count;
};

static void files_created_add(struct files_created *all, const char *path)
{
	all->paths = xrealloc(all->paths, (all->count + 1) * sizeof(*all->paths));
	all->paths[all->count++] = xstrdup(path);
}

/* The folders that lead to path; those that exist stay as they are. */
static bool files_create_folders(struct files_created *all, const char *path,
				 struct err *err)
{
	char *folder = xstrdup(path);
	bool ok = true;

	for (char *at = folder + 1; ok && *at; at++) {
		if (*at != '/')
			continue;
		*at = '\0';
		if (!mkdir(folder, 0700))
			files_created_add(all, folder);
		else if (errno != EEXIST)
			ok = err_set(err, ERR_FILE, "the folder '%s' cannot be created: %s",
				     folder, strerror(errno));
		*at = '/';
	}
	free(folder);
	return ok;
}

static bool files_write_one(struct files_created *all, const struct handoff_file *file,
			    const char *folder, struct err *err)
{
	char *path = xasprintf("%s/%s", folder, file->name);
	bool ok = files_create_folders(all, path, err) &&
		file_create(path, file->text.s, file->text.len, err);

	if (ok)
		files_created_add(all, path);
	if (ok && file->executable && chmod(path, 0700))
		ok = err_set(err, ERR_FILE, "'%s' cannot be made executable: %s", path,
			     strerror(errno));
	free(path);
	return ok;
}

bool handoff_write(const struct handoff_files *files, const char *folder, struct err *err)
{
	struct files_created all = { .paths = NULL };
	bool ok;

	if (handoff_is_zip(folder))
		return zip_write(files, folder, err);
	ok = handoff_folder_is_free(folder, err);
	for (size_t i = 0; ok && i < files->count; i++)
		ok = files_write_one(&all, &files->items[i], folder, err);
	while (all.count--) {
		if (!ok)
			remove(all.paths[all.count]);
		free(all.paths[all.count]);
	}
	free(all.paths);
	return ok;
}
