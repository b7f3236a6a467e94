/* find.c - see find.h. */
#include "config.h"

#include <stdlib.h>

#include "aws/profile.h"
#include "base/buf.h"
#include "base/str.h"
#include "format/ini.h"
#include "format/json.h"
#include "keys/access_key.h"
#include "keys/csv_file.h"
#include "keys/document_file.h"
#include "keys/find.h"
#include "keys/keys.h"

static struct json *found(struct json *list, const char *kind, const char *file)
{
	struct json *j = json_push(list, json_object_new());

	json_put_str(j, "kind", kind);
	json_put_str(j, "file", file);
	return j;
}

static bool in_profiles(struct json *list, const char *id, const char *path,
			enum ini_file file, struct err *err)
{
	struct json *tree = json_object_new();
	struct buf text = BUF(KEYS_FILE_MAX);
	bool ok = keys_read(path, &text, err) &&
		  ini_read(tree, text.s, text.len, file, path, err);

	json_each(p, json_get(tree, "profiles"))
		if (ok && str_eq(json_str(p, "aws_access_key_id"), id))
			json_put_str(found(list, "profile", path), "profile", json_key(p));
	buf_free(&text);
	json_free(tree);
	return ok;
}

static bool in_csv(struct json *list, const char *id, const char *path, struct err *err)
{
	const struct csv_file f = { .file = path };
	struct access_key key = ACCESS_KEY_INIT;
	bool ok = csv_file_read(&f, &key, NULL, err);

	if (ok && str_eq(key.id, id))
		found(list, "csv", path);
	access_key_free(&key);
	return ok;
}

static bool in_document(struct json *list, const char *id, const struct json *resource,
			struct err *err)
{
	const struct document_file f = { .file = json_str(resource, "file"),
					 .form = json_get(resource, "document") };
	struct access_key key = ACCESS_KEY_INIT;
	bool ok = document_file_read(&f, &key, err);

	if (ok && str_eq(key.id, id))
		found(list, "document", f.file);
	access_key_free(&key);
	return ok;
}

struct json *keys_find(const char *id, const struct json *files, struct err *err)
{
	struct json *list = json_list_new();
	char credentials[4096], config[4096];
	bool ok;

	profile_files(credentials, config);
	ok = *id && in_profiles(list, id, credentials, INI_CREDENTIALS, err) &&
	     (str_eq(config, credentials) ||
	      in_profiles(list, id, config, INI_CONFIG, err));
	json_each(file, files)
		ok = ok && (json_text(file) ? in_csv(list, id, json_text(file), err) :
			    in_document(list, id, file, err));
	if (ok)
		return list;
	if (!*id)
		err_set(err, ERR_INPUT, "an access key ID is missing");
	json_free(list);
	return NULL;
}
