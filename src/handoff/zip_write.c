/* zip_write.c - see zip_write.h. */
#include "config.h"

#include "handoff/zip_write.h"

#ifdef HAVE_LIBZIP

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include "base/file.h"
#include "base/mem.h"

/* With the Unix mode that it would have in a folder. */
static bool zip_write_add(zip_t *zip, const char *folder, const struct handoff_file *file)
{
	char *name = xasprintf("%s/%s", folder, file->name);
	zip_source_t *source = zip_source_buffer(zip, file->text.s, file->text.len, 0);
	zip_int64_t at = source ? zip_file_add(zip, name, source, ZIP_FL_ENC_UTF_8) : -1;
	mode_t mode = S_IFREG | (file->executable ? 0700 : 0600);

	if (source && at < 0)
		zip_source_free(source);
	free(name);
	return at >= 0 &&
		!zip_file_set_external_attributes(zip, (zip_uint64_t)at, 0, ZIP_OPSYS_UNIX,
						  (zip_uint32_t)mode << 16);
}

/* The whole archive as bytes; false: err says why not. */
static bool zip_write_bytes(const struct handoff_files *files, const char *folder,
			    struct buf *out, struct err *err)
{
	zip_error_t error;
	zip_source_t *bytes;
	zip_stat_t size;
	zip_t *zip = NULL;
	bool ok;

	zip_error_init(&error);
	bytes = zip_source_buffer_create(NULL, 0, 0, &error);
	zip = bytes ? zip_open_from_source(bytes, ZIP_TRUNCATE, &error) : NULL;
	ok = zip;
	for (size_t i = 0; ok && i < files->count; i++)
		ok = zip_write_add(zip, folder, &files->items[i]);
	if (zip)
		zip_source_keep(bytes); /* zip_close frees it otherwise */
	if (ok)
		ok = !zip_close(zip);
	else if (zip)
		zip_discard(zip);
	ok = ok && !zip_source_open(bytes) && !zip_source_stat(bytes, &size);
	if (ok) {
		char *text = xcalloc(1, size.size);

		ok = zip_source_read(bytes, text, size.size) == (zip_int64_t)size.size;
		buf_add(out, text, size.size);
		free(text);
	}
	if (bytes)
		zip_source_free(bytes);
	if (!ok)
		err_set(err, ERR_FILE, "the .zip file cannot be made: %s",
			zip_error_strerror(&error));
	zip_error_fini(&error);
	return ok;
}

bool zip_write(const struct handoff_files *files, const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/');
	char *folder = xstrdup(slash ? slash + 1 : path);
	struct buf bytes = BUF((size_t)64 << 20);
	struct stat st;
	bool ok = true;

	folder[strlen(folder) - strlen(".zip")] = '\0';
	if (!*folder) {
		ok = err_set(err, ERR_INPUT, "'%s' is not a file name", path);
		err_hint(err, "name a new file: -o NAME.zip");
	} else if (!lstat(path, &st) || errno != ENOENT) {
		ok = err_set(err, ERR_INPUT, "'%s' %s", path,
			     errno == ENOTDIR ? "is in no folder" : "exists");
		err_hint(err, "name a new file: -o NAME.zip");
	}
	ok = ok && zip_write_bytes(files, folder, &bytes, err) &&
		file_create(path, bytes.s, bytes.len, err);
	buf_free(&bytes);
	free(folder);
	return ok;
}

#else

bool zip_write(const struct handoff_files *files, const char *path, struct err *err)
{
	(void)files;
	err_set(err, ERR_INPUT, "'%s': this accredit was built without libzip", path);
	return err_hint(err, "name a folder, and pack it with 'zip -r'");
}

#endif
