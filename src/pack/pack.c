/* pack.c - see pack.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "pack/pack.h"
#include "pack/pack_rows.h"

/* folder/name as a tree. NULL: adds the mistake as "place: what". */
static struct json *pack_read_json(const char *folder, const char *name, const char *place,
				   struct buf *mistakes)
{
	struct err err = ERR_INIT;
	struct buf text = BUF(PACK_FILE_MAX);
	struct json *j = NULL;

	if (file_read_inside(folder, name, &text, &err)) {
		j = json_parse(text.s, text.len, place, &err);
		if (!j)
			buf_fmt(mistakes, "%s\n", err.text);
	} else {
		buf_fmt(mistakes, "%s: %s\n", place, err.text);
	}
	buf_free(&text);
	return j;
}

static void pack_read_document(struct pack *p, const char *file, struct buf *mistakes)
{
	char named[300], place[300], *folder;
	struct json *j;

	if (!*file || *file == '$' || strchr(file, '/') || json_get(p->documents, file))
		return;
	snprintf(named, sizeof(named), "documents/%.280s", file);
	str_clean(place, sizeof(place), named);
	folder = xasprintf("%s/documents", p->folder);
	j = pack_read_json(folder, file, place, mistakes);
	free(folder);
	if (json_type(j) == JSON_NULL) /* it would look like one that could not be read */
		buf_fmt(mistakes, "%s: is not a policy document: it must be an object\n",
			place);
	json_put(p->documents, file, j); /* null: could not be read */
}

struct pack *pack_read(const char *folder, struct buf *mistakes)
{
	struct pack *p = xcalloc(1, sizeof(*p));
	char *slash;

	p->folder = xstrdup(folder);
	slash = p->folder + strlen(p->folder);
	while (slash > p->folder + 1 && slash[-1] == '/')
		*--slash = '\0';
	p->documents = json_object_new();
	p->tree = pack_read_json(folder, "pack.json", "pack.json", mistakes);
	if (!p->tree) {
		pack_free(p);
		return NULL;
	}
	pack_rows_read(p);
	for (const struct pack_policy *policy = p->policies; policy->name; policy++)
		pack_read_document(p, policy->document, mistakes);
	for (const struct pack_resource *r = p->resources; r->id; r++)
		pack_read_document(p, r->document, mistakes);
	return p;
}

void pack_free(struct pack *p)
{
	if (!p)
		return;
	arena_free(&p->rows);
	json_free(p->tree);
	json_free(p->documents);
	free(p->folder);
	free(p);
}

/* --- rows ------------------------------------------------------------------- */

const struct pack_method *pack_method(const struct pack *p, const char *name)
{
	for (const struct pack_method *m = p->methods; name && *name && m->name; m++)
		if (str_eq(m->name, name))
			return m;
	return NULL;
}

const struct pack_policy *pack_policy(const struct pack *p, const char *name)
{
	for (const struct pack_policy *policy = p->policies; name && *name && policy->name;
	     policy++)
		if (str_eq(policy->name, name))
			return policy;
	return NULL;
}

const struct pack_value *pack_value(const struct pack *p, const char *name)
{
	for (const struct pack_value *v = p->values; name && *name && v->name; v++)
		if (str_eq(v->name, name))
			return v;
	return NULL;
}

const char *pack_title(const struct pack_value *v, const char *choice)
{
	for (const struct pack_answer_text *t = v->titles; t->answer; t++)
		if (str_eq(t->answer, choice))
			return t->text;
	return choice;
}

const char *pack_policy_refused(const struct pack_policy *policy, const char *method)
{
	for (const struct pack_refusal *r = policy ? policy->refused : NULL; r && r->method;
	     r++)
		if (str_eq(r->method, method))
			return r->why;
	return "";
}

const char *pack_document_of(const struct pack *p, const struct pack_resource *r,
			     const char *policy)
{
	const struct pack_policy *chosen = pack_policy(p, policy);

	if (!str_eq(r->document, "$policy"))
		return r->document;
	return chosen ? chosen->document : "";
}

const struct json *pack_document(const struct pack *p, const char *file)
{
	const struct json *j = json_get(p->documents, file);

	return json_type(j) == JSON_NULL ? NULL : j;
}
