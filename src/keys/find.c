/* find.c - see find.h. */
#include "config.h"

#include <string.h>

#include "aws/profile.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/ini.h"
#include "format/ini_edit.h"
#include "format/json.h"
#include "keys/access_key.h"
#include "keys/aws_files.h"
#include "keys/find.h"
#include "keys/key_files.h"

static void find_add(struct key_search *s, const struct key_location *where)
{
	s->locations = arena_more(s->arena, s->locations, s->locations_count,
				  sizeof(*s->locations));
	s->locations[s->locations_count++] = (struct key_location){
		.kind = where->kind,
		.file = arena_str(s->arena, where->file),
		.profile = where->kind == LOCATION_PROFILE ?
			arena_str(s->arena, where->profile) :
			NULL,
		.config = where->config,
	};
}

static bool find_in_profiles(struct key_search *s, const char *id,
			     const struct aws_file *file, struct err *err)
{
	struct json *tree = json_object_new();
	struct buf text = BUF(KEYS_FILE_MAX);
	bool ok = key_files_read(file->path, &text, err), parsed;

	parsed = ok && key_files_parse(tree, &text, file->kind, file->path, err);
	json_each(p, parsed ? json_get(tree, "profiles") : NULL) {
		const char *has = json_str(p, "aws_access_key_id");
		struct err ignored = ERR_INIT;

		/* a name that no edit takes is for keys_search */
		if (key_files_value(has) == strlen(id) && str_starts(has, id) &&
		    ini_profile_ok(json_key(p), &ignored))
			find_add(s,
				 &(struct key_location){ .kind = LOCATION_PROFILE,
							 .file = file->path,
							 .profile = json_key(p),
							 .config = file->kind ==
								 INI_CONFIG });
	}
	buf_free(&text);
	json_free(tree);
	if (ok && !parsed && !file->configured) {
		*err = (struct err)ERR_INIT;
		return true;
	}
	return ok && parsed;
}

bool keys_find(struct key_search *s, const char *id, const struct key_location *files,
	       size_t n, struct err *err)
{
	struct aws_file shared[AWS_FILES];
	size_t shared_count = aws_files(shared);
	bool ok = *id;

	if (!ok)
		err_set(err, ERR_INPUT, "an access key ID is missing");
	for (size_t i = 0; ok && i < shared_count; i++)
		ok = find_in_profiles(s, id, &shared[i], err);
	for (size_t i = 0; ok && i < n; i++) {
		struct access_key key = ACCESS_KEY_INIT;
		bool there;

		ok = location_read(&files[i], &key, &there, err);
		if (ok && there && str_eq(key.id, id))
			find_add(s, &files[i]);
		access_key_free(&key);
	}
	if (ok && str_eq(profile_env("AWS_ACCESS_KEY_ID"), id))
		find_add(s, &(struct key_location){ .kind = LOCATION_ENVIRONMENT });
	return ok;
}
