/* document_file.c - see document_file.h. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/edit_file.h"
#include "base/str.h"
#include "format/json.h"
#include "keys/access_key.h"
#include "keys/document_file.h"
#include "keys/key_files.h"

/* --- where the key is ------------------------------------------------------ */

static struct json *document_file_item(const struct json *list, size_t n)
{
	json_each(child, list)
		if (n-- == 0)
			return child;
	return NULL;
}

/*
 * The object of tree at the path where form has the mark; *name: the mark's member. NULL:
 * tree has no such object.
 */
static struct json *document_file_holder(const struct json *form, struct json *tree,
					 const char *mark, const char **name)
{
	size_t n = 0;

	json_each(child, form) {
		const char *key = json_key(child);
		struct json *below = key ? json_get(tree, key) :
					   document_file_item(tree, n++),
			    *found;

		if (key && str_eq(json_text(child), mark)) {
			*name = key;
			return tree;
		}
		found = below ? document_file_holder(child, below, mark, name) : NULL;
		if (found)
			return found;
	}
	return NULL;
}

static const char *document_file_at_mark(const struct document_file *f, struct json *tree,
					 const char *mark)
{
	const char *name;
	struct json *in = document_file_holder(f->form, tree, mark, &name);

	return in ? json_str(in, name) : "";
}

static void document_file_put_key(const struct document_file *f, struct json *tree,
			      const struct access_key *key)
{
	const char *name;
	struct json *in = document_file_holder(f->form, tree, MARK_KEY_ID, &name);

	if (in)
		json_put_str(in, name, key->id);
	in = document_file_holder(f->form, tree, MARK_SECRET, &name);
	if (in)
		json_put_str(in, name, key->secret.s);
}

/* In tree, a copy of form: the other secret, or DOCUMENT_FILL_IN. */
static void document_file_put_secret(const struct json *form, struct json *tree,
				   const struct access_key *more)
{
	size_t n = 0, len = more ? strlen(more->id) : 0;

	json_each(child, form) {
		const char *key = json_key(child), *text = json_text(child);
		struct json *below = key ? json_get(tree, key) :
					   document_file_item(tree, n++);

		if (!text) {
			document_file_put_secret(child, below, more);
		} else if (key && str_starts(text, "${") && str_ends(text, "}") &&
			   !str_eq(text, MARK_KEY_ID) && !str_eq(text, MARK_SECRET)) {
			bool given = more && !strncmp(text + 2, more->id, len) &&
				str_eq(text + 2 + len, "}");

			json_put_str(tree, key, given ? more->secret.s : DOCUMENT_FILL_IN);
		}
	}
}

/* The tree is yours, its key goes into key. NULL: err, it is not such a document. */
static struct json *document_file_parse(const struct document_file *f,
					const struct buf *text, struct access_key *key,
					struct err *err)
{
	struct err broken = ERR_INIT;
	struct json *tree = json_parse(text->s, text->len, f->file, &broken);
	const char *id = tree ? document_file_at_mark(f, tree, MARK_KEY_ID) : "";
	const char *secret = tree ? document_file_at_mark(f, tree, MARK_SECRET) : "";

	if (!*id || !*secret) {
		err_set(err, ERR_INPUT,
			"'%s' is not the document that accredit writes there: %s", f->file,
			tree ? "it has no access key" : "it is not JSON");
		err_hint(err, "name another file, or move this one away");
		json_free(tree);
		return NULL;
	}
	access_key_set(key, id, secret, strlen(secret));
	return tree;
}

bool document_file_read(const struct document_file *f, struct access_key *key,
			struct err *err)
{
	struct buf text = BUF(KEYS_FILE_MAX);
	struct json *tree = NULL;
	bool there = key_files_there(f->file), ok;

	access_key_free(key);
	ok = key_files_read(f->file, &text, err);
	if (ok && there) {
		tree = document_file_parse(f, &text, key, err);
		ok = tree;
	}
	json_free(tree);
	buf_free(&text);
	return ok;
}

#define WHAT "a file that accredit did not create"

/* --- edits ----------------------------------------------------------------------- */

struct job {
	const struct document_file *f;
	const struct access_key *key;
	const char *id;
};

static bool document_file_edit(struct job *job, edit_file_with *edit, struct err *err)
{
	char *lock = key_files_lock(job->f->state);
	struct edit_file s = { .path = job->f->file, .lock = lock, .max = KEYS_FILE_MAX,
			  .edit = edit, .ctx = job };
	bool ok = edit_file_replace(&s, NULL, err);

	free(lock);
	return ok;
}

static void document_file_print(struct buf *made, const struct json *tree)
{
	json_pretty(made, tree);
	buf_char(made, '\n');
}

static enum edit_file_act document_file_create_edit(void *ctx, const struct buf *old,
						    struct buf *made, struct err *err)
{
	const struct job *job = ctx;
	struct access_key has = ACCESS_KEY_INIT;
	struct err unused = ERR_INIT;
	struct json *tree;
	bool same;

	if (!old) {
		tree = json_copy(job->f->form);
		document_file_put_key(job->f, tree, job->key);
		document_file_put_secret(job->f->form, tree, job->f->more);
		document_file_print(made, tree);
		json_free(tree);
		return EDIT_WRITE;
	}
	tree = document_file_parse(job->f, old, &has, &unused);
	same = tree && access_key_same(&has, job->key);
	access_key_free(&has);
	json_free(tree);
	if (same)
		return EDIT_SAME;
	key_files_taken(job->f->file, WHAT, err);
	return EDIT_FAIL;
}

bool document_file_create(const struct document_file *f, const struct access_key *key,
			  struct err *err)
{
	struct job job = { .f = f, .key = key };

	return access_key_check(key->id, key->secret.s ? key->secret.s : "", err) &&
		document_file_edit(&job, document_file_create_edit, err);
}

static enum edit_file_act document_file_replace_edit(void *ctx, const struct buf *old,
						     struct buf *made, struct err *err)
{
	const struct job *job = ctx;
	struct access_key has = ACCESS_KEY_INIT;
	struct json *tree = old ? document_file_parse(job->f, old, &has, err) : NULL;
	enum edit_file_act act = EDIT_FAIL;

	if (!old) {
		key_files_holds(&has, job->id, job->f->file, err);
	} else if (tree && access_key_same(&has, job->key)) {
		act = EDIT_SAME;
	} else if (tree && (str_eq(has.id, job->key->id) ||
			    key_files_holds(&has, job->id, job->f->file, err))) {
		document_file_put_key(job->f, tree, job->key);
		document_file_print(made, tree);
		act = EDIT_WRITE;
	}
	access_key_free(&has);
	json_free(tree);
	return act;
}

bool document_file_replace(const struct document_file *f, const struct access_key *key,
			   const char *expected_id, struct err *err)
{
	struct job job = { .f = f, .key = key, .id = expected_id };

	return access_key_check(key->id, key->secret.s ? key->secret.s : "", err) &&
		document_file_edit(&job, document_file_replace_edit, err);
}

static enum edit_file_act document_file_remove_edit(void *ctx, const struct buf *old,
						    struct buf *made, struct err *err)
{
	const struct job *job = ctx;
	struct access_key has = ACCESS_KEY_INIT;
	struct err unused = ERR_INIT;
	struct json *tree = old ? document_file_parse(job->f, old, &has, &unused) : NULL;
	bool is = tree && str_eq(has.id, job->id);

	(void)made;
	(void)err;
	access_key_free(&has);
	json_free(tree);
	return is ? EDIT_REMOVE : EDIT_SAME;
}

bool document_file_remove(const struct document_file *f, const char *id, struct err *err)
{
	struct job job = { .f = f, .id = id };

	return !key_files_there(f->file) ||
		document_file_edit(&job, document_file_remove_edit, err);
}

bool document_file_ready(const struct document_file *f, const char *expected_id,
			 struct err *err)
{
	char *lock = key_files_lock(f->state);
	struct edit_file s = { .path = f->file, .lock = lock, .max = KEYS_FILE_MAX };
	struct access_key has = ACCESS_KEY_INIT;
	struct buf form = BUF(KEYS_FILE_MAX);
	bool ok;

	if (!*expected_id)
		ok = !key_files_there(f->file) || key_files_taken(f->file, WHAT, err);
	else
		ok = document_file_read(f, &has, err) &&
		     key_files_holds(&has, expected_id, f->file, err);
	document_file_print(&form, f->form);
	ok = ok && edit_file_ready(&s, form.len + sizeof(has.id), err);
	buf_free(&form);
	access_key_free(&has);
	free(lock);
	return ok;
}
