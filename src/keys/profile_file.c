/* profile_file.c - see profile_file.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/profile.h"
#include "base/edit_file.h"
#include "base/mem.h"
#include "base/notices.h"
#include "base/str.h"
#include "format/ini_edit.h"
#include "format/json.h"
#include "keys/access_key.h"
#include "keys/aws_files.h"
#include "keys/key_files.h"
#include "keys/profile_file.h"

#define ID "aws_access_key_id"
#define SECRET "aws_secret_access_key"
#define TOKEN "aws_session_token"

#define NEEDED 1024		/* bytes that a key takes in the file, at most */

/* An edit of the credentials file or the config file. */
struct job {
	const struct profile_file *f;
	char path[4096];
	bool own_folder;		/* it is ~/.aws */
	const char *profile;
	enum ini_file kind;
	const struct access_key *key;	/* to write */
	const char *id;			/* expected before, or to remove */
	const char *region;
};

char *profile_file_path(struct err *err)
{
	char path[4096];

	profile_files(path, NULL);
	if (!str_starts(path, "/.aws/"))
		return xstrdup(path);
	err_set(err, ERR_FILE, "the home folder is unknown");
	err_hint(err, "set HOME, or AWS_SHARED_CREDENTIALS_FILE");
	return NULL;
}

static bool profile_file_start(struct job *job, const struct profile_file *f,
			       enum ini_file kind, struct err *err)
{
	char *folder;

	*job = (struct job){ .f = f, .kind = kind };
	job->profile = f->profile && *f->profile ? f->profile : "default";
	if (f->file && *f->file)
		snprintf(job->path, sizeof(job->path), "%s", f->file);
	else if (kind == INI_CREDENTIALS)
		profile_files(job->path, NULL);
	else
		profile_files(NULL, job->path);
	if (!*job->path) {
		err_set(err, ERR_INPUT, "%s is set, but empty: there is no file for the profile "
			"'%.64s'", kind == INI_CREDENTIALS ? "AWS_SHARED_CREDENTIALS_FILE" :
			"AWS_CONFIG_FILE", job->profile);
		return err_hint(err, "unset it, or name a file");
	}
	if (f->config || aws_files_config(job->path))
		job->kind = INI_CONFIG;	/* its sections are "[profile NAME]" */
	folder = xasprintf("%s/.aws/", profile_home());
	job->own_folder =
		str_starts(job->path, folder) && !strchr(job->path + strlen(folder), '/');
	free(folder);
	return ini_profile_ok(job->profile, err);
}

static bool profile_file_edit(struct job *job, edit_file_with *edit, bool *changed,
			      struct err *err)
{
	char *lock = key_files_lock(job->f->state);
	struct edit_file s = { .path = job->path, .lock = lock, .max = KEYS_FILE_MAX,
			  .own_folder = job->own_folder, .backup = true,
			  .edit = edit, .ctx = job, .notices = job->f->notices };
	bool ok = edit_file_replace(&s, changed, err);

	free(lock);
	return ok;
}

/* --- the key of a profile ----------------------------------------------------- */

static bool profile_file_look(const struct job *job, const struct buf *text,
			      struct access_key *key, struct err *err)
{
	struct json *tree = json_object_new();
	bool ok = !text || key_files_parse(tree, text, job->kind, job->path, err);

	if (ok) {
		const struct json *values = json_get(json_get(tree, "profiles"),
						     job->profile);
		const char *secret = json_text(json_get(values, SECRET)),
			   *id = json_str(values, ID);

		access_key_free(key);
		snprintf(key->id, sizeof(key->id), "%.*s", (int)key_files_value(id), id);
		if (secret)
			secret_set(&key->secret, secret, key_files_value(secret));
	}
	json_free(tree);
	return ok;
}

bool profile_file_read(const struct profile_file *f, struct access_key *key,
		       struct err *err)
{
	struct buf text = BUF(KEYS_FILE_MAX);
	struct job job;
	bool ok;

	access_key_free(key);
	ok = profile_file_start(&job, f, INI_CREDENTIALS, err) &&
		key_files_read(job.path, &text, err) &&
		profile_file_look(&job, &text, key, err);
	buf_free(&text);
	return ok;
}

/* --- edits ---------------------------------------------------------------------- */

static bool profile_file_may_write(const struct job *job, const struct access_key *has,
				   struct err *err)
{
	if (*has->id && (str_eq(has->id, job->key->id) || str_eq(has->id, job->id)))
		return true;
	if (!*has->id && !*job->id && !has->secret.s)
		return true;
	if (!*has->id && has->secret.s) {
		err_set(err, ERR_CHOICE,
			"profile '%s' of '%s' contains a secret access "
			"key without its ID",
			job->profile, job->path);
		return err_hint(err, "remove it from the file, or choose another profile");
	}
	if (!*has->id) {
		err_set(err, ERR_CHOICE,
			"profile '%s' of '%s' no longer contains the "
			"key %s",
			job->profile, job->path, job->id);
		return err_hint(err,
				"someone removed it: find out who, then choose the "
				"profile again");
	}
	err_set(err, ERR_CHOICE, "profile '%s' of '%s' contains another key: %s",
		job->profile, job->path, has->id);
	return err_hint(err,
			"choose another profile, or remove that key from the file "
			"first; it is never overwritten");
}

static enum edit_file_act profile_file_change(const struct job *job, const struct buf *old,
					      struct buf *made,
					      const struct ini_change *changes,
					      struct err *err)
{
	const char *text = old ? old->s : "";
	size_t n = old ? old->len : 0;
	struct buf notices = BUF(BUF_TEXT);
	struct buf *to = job->f->notices ? job->f->notices : notices_list();
	enum edit_file_act act = EDIT_FAIL;

	if (ini_edit(made, text, n, job->kind, job->profile, changes, job->path, &notices,
		     err))
		act = made->len == n && !memcmp(made->s, text, n) ? EDIT_SAME : EDIT_WRITE;
	if (act == EDIT_WRITE && to && !strstr(to->s, notices.s))
		buf_str(to, notices.s);		/* once, even if the file is edited again */
	buf_free(&notices);
	return act;
}

static enum edit_file_act profile_file_write_edit(void *ctx, const struct buf *old,
						  struct buf *made, struct err *err)
{
	const struct job *job = ctx;
	const struct ini_change changes[] = {
		{ ID, job->key->id }, { SECRET, job->key->secret.s }, { TOKEN, NULL }, { 0 } };
	struct access_key has = ACCESS_KEY_INIT;
	bool ok = profile_file_look(job, old, &has, err) &&
		profile_file_may_write(job, &has, err);

	access_key_free(&has);
	return ok ? profile_file_change(job, old, made, changes, err) : EDIT_FAIL;
}

bool profile_file_write(const struct profile_file *f, const struct access_key *key,
			const char *expected_id, struct err *err)
{
	struct job job;

	if (!profile_file_start(&job, f, INI_CREDENTIALS, err) ||
	    !access_key_check(key->id, key->secret.s ? key->secret.s : "", err))
		return false;
	job.key = key;
	job.id = expected_id;
	return profile_file_edit(&job, profile_file_write_edit, NULL, err);
}

static enum edit_file_act profile_file_remove_edit(void *ctx, const struct buf *old,
						   struct buf *made, struct err *err)
{
	static const struct ini_change changes[] = {
		{ ID, NULL }, { SECRET, NULL }, { TOKEN, NULL }, { 0 } };
	const struct job *job = ctx;
	struct access_key has = ACCESS_KEY_INIT;
	bool ok = profile_file_look(job, old, &has, err),
	     is = *has.id && str_eq(has.id, job->id);

	access_key_free(&has);
	if (!ok)
		return EDIT_FAIL;
	return is ? profile_file_change(job, old, made, changes, err) : EDIT_SAME;
}

bool profile_file_remove(const struct profile_file *f, const char *id, bool *did,
			 struct err *err)
{
	struct job job;

	if (did)
		*did = false;
	if (!profile_file_start(&job, f, INI_CREDENTIALS, err))
		return false;
	job.id = id;
	/* an edit would create the folder of a missing file */
	return !key_files_there(job.path) ||
		profile_file_edit(&job, profile_file_remove_edit, did, err);
}

static enum edit_file_act profile_file_region_edit(void *ctx, const struct buf *old,
						   struct buf *made, struct err *err)
{
	const struct job *job = ctx;
	const struct ini_change changes[] = { { "region", job->region }, { 0 } };

	return profile_file_change(job, old, made, changes, err);
}

bool profile_file_region(const struct profile_file *f, const char *region,
			 struct err *err)
{
	struct job job;

	if (!profile_file_start(&job, f, INI_CONFIG, err))
		return false;
	job.region = region;
	return (!region && !key_files_there(job.path)) ||
		profile_file_edit(&job, profile_file_region_edit, NULL, err);
}

bool profile_file_ready(const struct profile_file *f, struct err *err)
{
	char *lock = key_files_lock(f->state);
	struct access_key has = ACCESS_KEY_INIT;
	struct edit_file s = { .lock = lock, .max = KEYS_FILE_MAX, .backup = true };
	struct job job;
	bool ok = profile_file_start(&job, f, INI_CREDENTIALS, err);

	s.path = job.path;
	s.own_folder = job.own_folder;
	ok = ok && profile_file_read(f, &has, err) && edit_file_ready(&s, NEEDED, err);
	access_key_free(&has);
	free(lock);
	return ok;
}
