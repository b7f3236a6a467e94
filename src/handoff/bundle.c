/* bundle.c - all forms in one folder, with a letter for the administrator; see handoff.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "handoff/bundle_internal.h"
#include "handoff/permissions.h"

struct buf *bundle_add(const struct bundle *b, const char *name)
{
	char *path = xasprintf("%s%s", b->prefix, name);
	struct buf *text = handoff_file_add(b->files, path, false);

	free(path);
	return text;
}

/* What the administrator must be allowed; a file a document. */
static bool bundle_put_permissions(struct bundle *b, struct err *err)
{
	struct json *documents = permissions_documents(b->h->wanted, PERMISSIONS_HANDOFF, err);

	json_each(document, documents) {
		char name[40] = "permissions.json";

		b->policies++;
		if (json_count(documents) > 1)
			snprintf(name, sizeof(name), "permissions-%zu.json", b->policies);
		json_pretty(bundle_add(b, name), document);
	}
	json_free(documents);
	return !err->kind;
}

/* A form that cannot be written is left out, and the letter says why. */
static bool bundle_put_parts(struct bundle *b, struct err *err)
{
	struct err why = ERR_INIT;
	bool any = false;

	for (size_t i = 0; i < BUNDLE_FORMS; i++) {
		const struct handoff_form *form = handoff_form_find(bundle_forms[i].name);
		char *prefix = xasprintf("%s%s/", b->prefix, bundle_forms[i].name);

		why = (struct err)ERR_INIT;
		b->has[i] = form && form->write(b->h, prefix, b->files, &why);
		if (why.kind)
			b->why[i] = arena_str(&b->arena, why.text);
		any |= b->has[i];
		free(prefix);
	}
	if (!any)
		*err = why;
	return any;
}

bool handoff_bundle(const struct handoff *h, const char *prefix, struct handoff_files *files,
		    struct err *err)
{
	struct bundle b = { .h = h, .prefix = prefix, .files = files };
	size_t before = files->count;
	bool ok = bundle_put_parts(&b, err) && bundle_put_permissions(&b, err);

	if (ok)
		bundle_put_letters(&b);
	arena_free(&b.arena);
	handoff_files_cut(files, ok ? files->count : before);
	return ok;
}
