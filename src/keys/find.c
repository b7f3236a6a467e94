/* find.c - see find.h. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "aws/profile.h"
#include "base/buf.h"
#include "base/str.h"
#include "format/ini.h"
#include "format/ini_edit.h"
#include "format/json.h"
#include "keys/access_key.h"
#include "keys/aws_files.h"
#include "keys/csv_file.h"
#include "keys/document_file.h"
#include "keys/find.h"
#include "keys/key_files.h"

static struct json *find_found(struct json *list, const char *kind, const char *file)
{
	struct json *j = json_push(list, json_object_new());

	json_put_str(j, "kind", kind);
	if (file)
		json_put_str(j, "file", file);
	return j;
}

/* A name that no edit takes is for keys_search. */
static void find_add_profile(struct json *list, const struct aws_file *file,
			     const char *name)
{
	struct err ignored = ERR_INIT;
	struct json *j;

	if (!ini_profile_ok(name, &ignored))
		return;
	j = find_found(list, "profile", file->path);
	json_put_str(j, "profile", name);
	if (file->kind == INI_CONFIG)
		json_put(j, "config", json_bool_new(true));
}

static bool find_in_profiles(struct json *list, const char *id, const struct aws_file *file,
			     struct err *err)
{
	struct json *tree = json_object_new();
	struct buf text = BUF(KEYS_FILE_MAX);
	bool ok = key_files_read(file->path, &text, err), parsed;

	parsed = ok && key_files_parse(tree, &text, file->kind, file->path, err);
	json_each(p, parsed ? json_get(tree, "profiles") : NULL) {
		const char *has = json_str(p, "aws_access_key_id");

		if (key_files_value(has) == strlen(id) && str_starts(has, id))
			find_add_profile(list, file, json_key(p));
	}
	buf_free(&text);
	json_free(tree);
	if (ok && !parsed && !file->configured) {
		*err = (struct err)ERR_INIT;
		return true;
	}
	return ok && parsed;
}

static bool find_in_csv(struct json *list, const char *id, const char *path,
			struct err *err)
{
	const struct csv_file f = { .file = path };
	struct access_key key = ACCESS_KEY_INIT;
	bool ok = csv_file_read(&f, &key, NULL, err);

	if (ok && str_eq(key.id, id))
		find_found(list, "csv", path);
	access_key_free(&key);
	return ok;
}

static bool find_in_document(struct json *list, const char *id, const struct json *resource,
			     struct err *err)
{
	const struct document_file f = { .file = json_str(resource, "file"),
					 .form = json_get(resource, "document") };
	struct access_key key = ACCESS_KEY_INIT;
	bool ok = document_file_read(&f, &key, err);

	if (ok && str_eq(key.id, id))
		find_found(list, "document", f.file);
	access_key_free(&key);
	return ok;
}

struct json *keys_find(const char *id, const struct json *files, struct err *err)
{
	struct json *list = json_list_new();
	struct aws_file shared[AWS_FILES];
	size_t n = aws_files(shared);
	bool ok = *id;

	for (size_t i = 0; ok && i < n; i++)
		ok = find_in_profiles(list, id, &shared[i], err);
	json_each(file, files)
		ok = ok &&
			(json_text(file) ? find_in_csv(list, id, json_text(file), err) :
					   find_in_document(list, id, file, err));
	if (ok && str_eq(profile_env("AWS_ACCESS_KEY_ID"), id))
		find_found(list, "environment", NULL);
	if (ok)
		return list;
	if (!*id)
		err_set(err, ERR_INPUT, "an access key ID is missing");
	json_free(list);
	return NULL;
}
