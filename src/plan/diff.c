/* diff.c - see diff.h. */
#include "config.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "kinds/resource.h"
#include "plan/diff.h"
#include "resource/document.h"
#include "resource/kind.h"
#include "resource/meaning.h"

static void diff_add(struct json *list, const char *path, const struct json *found,
		     const struct json *wanted)
{
	struct json *row = json_push(list, json_object_new());

	json_put_str(row, "path", path);
	json_put(row, "found", json_copy(found));
	json_put(row, "wanted", json_copy(wanted));
}

/* Two trees, a row for each member that differs; extras of others may stay. */
static void diff_tree(struct json *list, const char *path, const struct json *found,
		      const struct json *wanted, bool extras_stay)
{
	if (json_type(found) != JSON_OBJECT || json_type(wanted) != JSON_OBJECT) {
		if (!json_equal(found, wanted))
			diff_add(list, path, found, wanted);
		return;
	}
	json_each(w, wanted) {
		char *below = xasprintf("%s.%s", path, json_key(w));

		diff_tree(list, below, json_get(found, json_key(w)), w, extras_stay);
		free(below);
	}
	json_each(f, extras_stay ? NULL : found) {
		char *below = xasprintf("%s.%s", path, json_key(f));

		if (!json_get(wanted, json_key(f)))
			diff_add(list, below, f, NULL);
		free(below);
	}
}

/* What means the same, or, of others, allows all that is wanted, does not differ. */
static void diff_document(struct json *list, const struct json *f, const struct json *w,
			  bool ours)
{
	struct json *rows = json_list_new();

	document_diff(rows, "document", f, w, !ours);
	if (f && json_count(rows) && (ours ? meaning_same(f, w) : meaning_covers(f, w))) {
		json_free(rows);
		return;
	}
	json_each(row, rows)
		json_push(list, json_copy(row));
	json_free(rows);
}

/* Other people's tags are never ours to judge. */
void diff_tags(struct json *list, const struct resource *wanted,
	       const struct resource *found)
{
	struct json *missing = tags_unread(found) ? json_object_new() :
						    tags_missing(wanted, found);

	json_each(tag, missing) {
		char *path = xasprintf("tags.%s", json_key(tag));

		diff_add(list, path, json_get(resource_get(found, "tags"), json_key(tag)),
			 tag);
		free(path);
	}
	json_free(missing);
}

struct json *diff_resource(const struct kind *kind, const struct resource *wanted,
			   const struct resource *found, bool ours)
{
	struct json *list = json_list_new();

	for (const char *const *member = kind->compares; *member; member++) {
		struct json *w = resource_member(wanted, *member);
		struct json *f = resource_member(found, *member);
		/* a description that is not there or not told; a path that others chose */
		bool skipped = found &&
			((!f && str_eq(*member, "description")) ||
			 (!ours && str_eq(*member, "path")));
		bool compared = w && !skipped;

		if (compared && str_eq(*member, "document") && kind->plain)
			diff_tree(list, *member, f, w, !ours);
		else if (compared && str_eq(*member, "document"))
			diff_document(list, f, w, ours);
		else if (compared && !json_equal(w, f))
			diff_add(list, *member, f, w);
		json_free(w);
		json_free(f);
	}
	if (kind->tagged && (ours || !found))
		diff_tags(list, wanted, found);
	return list;
}

bool diff_is_tagged(const struct resource *found, const char *setup)
{
	return str_eq(json_str(resource_get(found, "tags"), SETUP_TAG), setup);
}
