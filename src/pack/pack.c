/* pack.c - see pack.h. */
#include "config.h"

#include <dirent.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "pack/check.h"
#include "pack/pack.h"
#include "pack/pack_rows.h"

/* --- where the templates are ---------------------------------------------- */

static bool pack_there(const char *folder, const char *name)
{
	char *path = xasprintf("%s/%s", folder, name);
	bool yes = access(path, F_OK) == 0;

	free(path);
	return yes;
}

/* Whether folder or one above it is a build tree (unit tests sit deep in it). */
static bool pack_in_build_tree(const char *folder)
{
	char *up = xstrdup(folder), *slash = up + strlen(up);
	bool yes = false;

	while (slash && slash != up && !yes) {
		*slash = '\0';
		yes = pack_there(up, "config.status");
		slash = strrchr(up, '/');
	}
	free(up);
	return yes;
}

/* The folder without detours; as it was given when it is not there. */
static char *pack_plain(const char *path)
{
	char real[PATH_MAX];

	return xstrdup(realpath(path, real) ? real : path);
}

static char *pack_find_templates(void)
{
	const char *set = getenv("ACCREDIT_TEMPLATES");
	char exe[PATH_MAX] = "", *beside, *found, *slash;

	if (set && *set)
		return pack_plain(set);
	if (readlink("/proc/self/exe", exe, sizeof(exe) - 1) < 0)
		return pack_plain(PKGDATADIR "/templates");
	slash = strrchr(exe, '/');
	if (slash)
		*slash = '\0';
	beside = xasprintf("%s/templates", exe);
	if (pack_there(beside, "pack.schema.json")) {
		found = pack_plain(beside);
	} else if (pack_in_build_tree(exe) &&
		   pack_there(TOP_SRCDIR, "templates/pack.schema.json")) {
		found = pack_plain(TOP_SRCDIR "/templates");
	} else {
		free(beside);
		beside = xasprintf("%s/../share/accredit/templates", exe);
		found = pack_plain(pack_there(beside, "") ? beside :
							    PKGDATADIR "/templates");
	}
	free(beside);
	return found;
}

static char templates[PATH_MAX];

static void pack_keep_templates(void)
{
	char *path = pack_find_templates();

	strncpy(templates, path, sizeof(templates) - 1);
	free(path);
}

const char *pack_templates(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, pack_keep_templates);
	return templates;
}

static bool pack_name_fits(const char *name)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");

	return n && n < 64 && !name[n] && *name != '-';
}

static int pack_is_pack(const struct dirent *entry)
{
	char *path = xasprintf("%s/pack.json", entry->d_name);
	bool yes = pack_name_fits(entry->d_name) && pack_there(pack_templates(), path);

	free(path);
	return yes;
}

struct json *pack_names(struct err *err)
{
	struct dirent **found;
	struct json *names;
	int n = scandir(pack_templates(), &found, pack_is_pack, alphasort);

	if (n < 0) {
		err_set(err, ERR_FILE, "there is no folder of templates at '%s'",
			pack_templates());
		err_hint(err, "set ACCREDIT_TEMPLATES to the folder that holds them");
		return NULL;
	}
	names = json_list_new();
	for (int i = 0; i < n; i++) {
		json_push(names, json_string_new(found[i]->d_name));
		free(found[i]);
	}
	free(found);
	return names;
}

/* --- reading one ---------------------------------------------------------- */

/* folder/name as a tree; NULL: the mistake is added, "place: what". */
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
		buf_fmt(mistakes, "%s: is no policy document: it must be an object\n",
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

struct pack *pack_load_from(const char *folder, struct err *err)
{
	struct buf mistakes = BUF(BUF_TEXT);
	struct pack *p = pack_read(folder, &mistakes);

	if (p)
		check_loaded(p, &mistakes);
	if (!mistakes.len)
		return p;
	err_set(err, ERR_INPUT, "the template in '%s' is broken: %.*s", folder,
		(int)strcspn(mistakes.s, "\n"), mistakes.s);
	err_hint(err, "run 'accredit templates check %s' and mend what it lists",
		 folder);
	buf_free(&mistakes);
	pack_free(p);
	return NULL;
}

static void pack_unknown(const char *name, struct err *err)
{
	struct err other = ERR_INIT;
	struct json *names = pack_names(&other);
	struct buf all = BUF(400);

	json_each(n, names)
		buf_fmt(&all, "%s%s", all.len ? ", " : "", json_text(n));
	err_set(err, ERR_INPUT, "there is no template '%s' in '%s'", name,
		pack_templates());
	if (all.len)
		err_hint(err, "choose one of: %s", all.s);
	else
		err_hint(err, "set ACCREDIT_TEMPLATES to the folder that holds the templates");
	buf_free(&all);
	json_free(names);
}

struct pack *pack_load(const char *name, struct err *err)
{
	char *folder = xasprintf("%s/%s", pack_templates(), name);
	struct pack *p = NULL;

	if (pack_name_fits(name) && pack_there(folder, "pack.json"))
		p = pack_load_from(folder, err);
	else
		pack_unknown(name, err);
	if (p && !str_eq(p->name, name)) {
		err_set(err, ERR_INPUT, "the template in '%s' calls itself '%s'", folder,
			p->name);
		err_hint(err, "give the folder and the name in its pack.json one name");
		pack_free(p);
		p = NULL;
	}
	free(folder);
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
