/*
 * text_file.c - a file on this machine that a platform reads: a document of the
 * template, filled, as JSON, which is YAML too. Mode 0600. A file that others
 * made is never written over, and one they changed is never removed.
 *
 * Wanted: {"name": the path, "file": absolute, "document"}. Found: {"name",
 * "file", "document": null where it is no JSON, "same": it matches what is wanted}.
 */
#include "config.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/edit_file.h"
#include "base/file.h"
#include "base/state.h"
#include "base/str.h"
#include "format/json.h"
#include "keys/key_files.h"
#include "kinds/resource.h"
#include "resource/key_location.h"
#include "resource/kind.h"
#include "resource/uses.h"

/* NULL for what is no JSON: others may write what they like. Yours. */
static struct json *text_file_parsed(const struct buf *text, const char *path)
{
	struct err unused = ERR_INIT;

	return json_parse(text->s, text->len, path, &unused);
}

static bool text_file_found(struct aws *a, const struct resource *wanted,
			    struct resource **found, struct err *err)
{
	const char *path = resource_str(wanted, "file");
	struct buf text = BUF(KEYS_FILE_MAX);
	struct json *tree;
	bool missing = false, ok = file_read(path, &text, &missing, err);

	(void)a;
	*found = NULL;
	if (ok) {
		tree = text_file_parsed(&text, path);
		*found = resource_new("", "file", wanted->name);
		resource_put_str(*found, "file", path);
		resource_put(*found, "same",
			     json_bool_new(
				     json_equal(tree, resource_get(wanted, "document"))));
		resource_put(*found, "document", tree);
	}
	if (missing)
		*err = (struct err)ERR_INIT;
	buf_free(&text);
	return ok || missing;
}

struct writing {
	const struct resource *wanted, *found; /* found NULL: there was none */
};

static enum edit_file_act text_file_write_edit(void *ctx, const struct buf *old,
					       struct buf *made, struct err *err)
{
	const struct writing *w = ctx;
	const struct json *document = resource_get(w->wanted, "document");
	struct json *tree = old ? text_file_parsed(old, resource_str(w->wanted, "file")) :
				  NULL;
	bool same = tree && json_equal(tree, document), as_seen;

	as_seen = !old ||
		(w->found &&
		 (tree ? json_equal(tree, resource_get(w->found, "document")) :
			 json_type(resource_get(w->found, "document")) == JSON_NULL));
	json_free(tree);
	if (same)
		return EDIT_SAME;
	if (!as_seen) {
		err_set(err, ERR_CHOICE, "file '%s' %s in the meantime",
			resource_str(w->wanted, "file"),
			w->found ? "was changed" : "appeared");
		err_hint(err,
			 "check what is in it, then start again, with another name or "
			 "without the file");
		return EDIT_FAIL;
	}
	json_pretty(made, document);
	buf_char(made, '\n');
	return EDIT_WRITE;
}

static bool text_file_swap(const char *path, edit_file_with *edit, void *ctx,
			   struct err *err)
{
	char *lock = key_files_lock(state_home());
	struct edit_file s = { .path = path, .lock = lock, .max = KEYS_FILE_MAX, .edit = edit,
			  .ctx = ctx };
	bool ok = edit_file_replace(&s, NULL, err);

	free(lock);
	return ok;
}

static bool text_file_make(struct aws *a, const struct resource *wanted,
			   const struct resource *found, char *request_id, struct err *err)
{
	struct writing w = { .wanted = wanted, .found = found };

	(void)a;
	(void)request_id;
	return text_file_swap(resource_str(wanted, "file"), text_file_write_edit, &w, err);
}

static enum edit_file_act text_file_remove_edit(void *ctx, const struct buf *old,
						struct buf *made, struct err *err)
{
	const struct writing *w = ctx;
	struct json *tree = old ? text_file_parsed(old, resource_str(w->found, "file")) :
				  NULL;
	bool same = tree && json_equal(tree, resource_get(w->found, "document"));

	(void)made;
	(void)err;
	json_free(tree);
	return same ? EDIT_REMOVE : EDIT_SAME;
}

/* What is not as it was written is another's by now: left. */
static bool text_file_gone(struct aws *a, const struct resource *found, char *request_id,
			   struct err *err)
{
	struct writing w = { .found = found };

	(void)a;
	(void)request_id;
	return !json_true(resource_get(found, "same")) ||
		!key_files_there(resource_str(found, "file")) ||
		text_file_swap(resource_str(found, "file"), text_file_remove_edit, &w, err);
}

static bool text_file_users(struct aws *a, const struct resource *found,
			    struct resource_uses *uses, struct err *err)
{
	(void)a;
	(void)err;
	if (!json_true(resource_get(found, "same")))
		uses_add(uses, "someone who changed it since", NULL)->taken = true;
	return true;
}

const struct resource_kind kind_file = {
	.name = "file",
	.read = text_file_found,
	.make = text_file_make,
	.remove = text_file_gone,
	.fill = path_fill,
	.users = text_file_users,
};
