/* check_links.c - see check.h. Here: names that must lead somewhere. */
#include "config.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/fill.h"
#include "format/json.h"
#include "kinds/value_kind.h"
#include "pack/check.h"
#include "pack/pack.h"

static const struct json *check_links_rows(const struct check *c, const char *name)
{
	return json_get(c->p->tree, name);
}

/* --- names that occur twice -------------------------------------------------- */

/* Whether one choice can satisfy both lists; none given is any. */
static bool check_links_meet(const struct json *a, const struct json *b)
{
	if (!a || !b)
		return true;
	json_each(word, a)
		if (json_text(word) && json_has(b, json_text(word)))
			return true;
	return false;
}

/* Whether "with" requires a value that "unless" rules out. */
static bool check_links_excludes(const struct json *with, const struct json *unless)
{
	if (json_text(unless))
		return json_text(with) && str_eq(json_text(with), json_text(unless));
	json_each(word, unless)
		if (!str_eq(json_str(with, json_key(word)), json_text(word)))
			return false;
	return json_count(unless);
}

/* Whether both rows can be in force. Any set of parts can be chosen, so parts never exclude. */
static bool check_links_together(const struct json *a, const struct json *b)
{
	const struct json *with = json_get(a, "with"), *other = json_get(b, "with");

	if (check_links_excludes(with, json_get(b, "unless")) ||
	    check_links_excludes(other, json_get(a, "unless")))
		return false;
	/* Both may require a value, with different words. */
	json_each(word, json_text(with) ? NULL : with)
		if (*json_str(other, json_key(word)) &&
		    !str_eq(json_str(other, json_key(word)), json_text(word)))
			return false;
	return check_links_meet(json_path(a, "when.method"), json_path(b, "when.method")) &&
		check_links_meet(json_path(a, "when.policy"), json_path(b, "when.policy"));
}

static void check_links_twice(struct check *c, const char *name, const char *key,
			      bool apart)
{
	size_t i = 0;

	json_each(row, check_links_rows(c, name)) {
		size_t k = 0;

		json_each(other, check_links_rows(c, name)) {
			char place[128];

			if (k++ >= i || !*json_str(row, key) ||
			    !str_eq(json_str(row, key), json_str(other, key)) ||
			    (apart && !check_links_together(row, other)))
				continue;
			snprintf(place, sizeof(place), "pack.json: %s[%zu].%s", name, i,
				 key);
			check_say(c, place, "'%s' is in %s[%zu], too%s", json_str(row, key),
				  name, k - 1, apart ? ", and both can apply at once" : "");
		}
		i++;
	}
}

/* --- needs ---------------------------------------------------------------- */

static bool check_links_is_resource(const struct check *c, const char *id)
{
	for (const struct pack_resource *r = c->p->resources; r->id; r++)
		if (str_eq(r->id, id))
			return true;
	return false;
}

/* Ids that do not need themselves in the end, found by taking away leaf after leaf. */
static struct json *check_links_find_settled(const struct check *c)
{
	const struct pack_resource *r;
	struct json *known = json_list_new();
	size_t before;

	/* an unknown id is a mistake of its own, and no circle */
	for (r = c->p->resources; r->id; r++)
		for (const char *const *need = r->needs; need && *need; need++)
			if (!check_links_is_resource(c, *need))
				json_push(known, json_string_new(*need));
	do {
		before = json_count(known);
		for (r = c->p->resources; r->id; r++) {
			bool settled = !json_has(known, r->id);

			for (const char *const *need = r->needs; settled && need && *need;
			     need++)
				settled = json_has(known, *need);
			if (settled)
				json_push(known, json_string_new(r->id));
		}
	} while (json_count(known) > before);
	return known;
}

static void check_links_needs(struct check *c)
{
	struct json *known = check_links_find_settled(c);

	for (const struct pack_resource *r = c->p->resources; r->id; r++) {
		char place[128];

		snprintf(place, sizeof(place), "pack.json: resources[%zu].needs",
			 (size_t)(r - c->p->resources));
		for (const char *const *need = r->needs; need && *need; need++)
			if (!check_links_is_resource(c, *need))
				check_say(c, place, "there is no resource '%s'", *need);
		if (!json_has(known, r->id)) {
			check_say(c, place, "'%s' depends on itself", r->id);
			c->circle = true;
		}
	}
	json_free(known);
}

/* --- placeholders --------------------------------------------------------- */

/* The value a placeholder stands for; *ours: one of the program's own. */
static const struct pack_value *check_links_value_of(const struct check *c,
						     const char *name, bool *ours)
{
	static const char *const own[] = { "PARTITION", "DNS_SUFFIX", "SETUP",
					   "UNIQUE", "ACCOUNT_ID", "REGION", NULL };

	*ours = str_in(name, own);
	for (const struct pack_value *v = c->p->values; v->name; v++)
		if (str_eq(v->name, name) || str_eq(v->fills, name))
			return v;
	for (const struct pack_derived *d = c->p->derived; d->name; d++)
		if (str_eq(d->name, name))
			return pack_value(c->p, d->of);
	return NULL;
}

static void check_links_name(struct check *c, const char *name, enum document document,
			     const char *place)
{
	const size_t before = c->mistakes->len;
	const char one[] = { (char)('a' + document), '\0' };
	const struct pack_value *v;
	bool ours,
		policy = document == DOCUMENT_IDENTITY || document == DOCUMENT_TRUST ||
		document == DOCUMENT_RESOURCE;
	char good[16];

	if (strstr(json_str(c->good, name), one)) /* most are used in many documents */
		return;
	v = check_links_value_of(c, name, &ours);
	/* the name of another secret must be its resource's "secret": rendering checks that */
	if (document == DOCUMENT_KEY &&
	    (str_in(name, pack_key_marks) || (v && v->kind == VALUE_SECRET)))
		return;
	if (!v && !ours)
		check_say(c, place, "${%s} is not a value of this template", name);
	else if (v && v->kind == VALUE_SECRET)
		check_say(c, place, "${%s} is a secret and cannot be used in a text", name);
	else if (policy && v && value_kinds[v->kind].loose && !v->pattern)
		check_say(c, place,
			  "${%s} is of kind %s, which can contain wildcards: choose a "
			  "narrower kind, or add a pattern",
			  name, v->kind_name);
	if (c->mistakes->len == before) {
		snprintf(good, sizeof(good), "%.14s%s", json_str(c->good, name), one);
		json_put_str(c->good, name, good);
	}
}

/* The path of a text: the steps from the outermost value down to it. */
struct step {
	const struct step *up; /* NULL: text is the path itself */
	const char *text;	/* a member's name; NULL: the index counts */
	size_t index;
};

static void check_links_write_place(struct buf *b, const struct step *at)
{
	if (!at->up) {
		buf_fmt(b, "%s", at->text);
		return;
	}
	check_links_write_place(b, at->up);
	if (at->text)
		buf_fmt(b, "%s%s", strchr(b->s, ' ') ? "." : ": ", at->text);
	else
		buf_fmt(b, "[%zu]", at->index);
}

static void check_links_text(struct check *c, const char *text, enum document document,
			     const struct step *at)
{
	struct json *names;
	struct buf place = BUF(BUF_TEXT);

	if (!text || !strchr(text, '$'))	/* most texts: nothing to allocate */
		return;
	names = json_list_new();
	fill_text_names(text, names);
	check_links_write_place(&place, at);
	json_each(name, names)
		check_links_name(c, json_text(name), document, place.s);
	buf_free(&place);
	json_free(names);
}

/* Every text and member name below j. */
static void check_links_below(struct check *c, const struct json *j, enum document document,
			      const struct step *at)
{
	size_t i = 0;

	check_links_text(c, json_key(j), document, at);
	check_links_text(c, json_text(j), document, at);
	if (json_type(j) != JSON_LIST && json_type(j) != JSON_OBJECT)
		return;
	json_each(child, j) {
		struct step below = { .up = at, .text = json_key(child), .index = i++ };

		check_links_below(c, child, document, &below);
	}
}

static void check_links_marks(struct check *c, const struct json *j, enum document document,
			      const char *place)
{
	struct step at = { .text = place };

	check_links_below(c, j, document, &at);
}

/* --- documents ------------------------------------------------------------ */

static void check_links_files(struct check *c, const char *name, bool policies)
{
	size_t i = 0;
	const char *file;

	json_each(row, check_links_rows(c, name)) {
		char place[128];

		snprintf(place, sizeof(place), "pack.json: %s[%zu].document", name, i++);
		/* A document is a file in the folder, or $policy where there are policies. */
		file = json_str(row, "document");
		if (str_eq(file, "$policy") && policies) {
			if (!json_count(check_links_rows(c, "policies")))
				check_say(c, place, "there are no policies to choose from");
		} else if (strchr(file, '/') || *file == '.') {
			check_say(c, place, "'%s' must be the name of a file in documents",
				  file);
		} else if (*file == '$') {
			check_say(c, place, "'%s' must be a file%s", file,
				  policies ? " or $policy" : "");
		}
	}
}

/* Editors' own files begin with a dot or end in a tilde. */
static int check_links_is_document(const struct dirent *entry)
{
	return *entry->d_name != '.' && !str_ends(entry->d_name, "~");
}

static bool check_links_used_before(const struct check *c, const char *file,
				    const char *name, const struct json *row)
{
	json_each(other, check_links_rows(c, "policies")) {
		if (other == row)
			return false;
		if (str_eq(json_str(other, "document"), file))
			return true;
	}
	if (str_eq(name, "policies"))
		return false;
	json_each(other, check_links_rows(c, name)) {
		if (other == row)
			return false;
		if (str_eq(json_str(other, "document"), file))
			return true;
	}
	return false;
}

/* Each document once for each use. */
static void check_links_section(struct check *c, const char *name)
{
	json_each(row, check_links_rows(c, name)) {
		const char *file = json_str(row, "document");
		const struct json *j = pack_document(c->p, file);
		const struct kind *k = kind_find(json_str(row, "kind"));
		enum document what = str_eq(name, "policies") ? DOCUMENT_IDENTITY :
			k				      ? k->document :
								DOCUMENT_NONE;
		char place[300];

		if (!j || check_links_used_before(c, file, name, row))
			continue;
		snprintf(place, sizeof(place), "documents/%s", file);
		check_links_marks(c, j, k || what ? what : DOCUMENT_IDENTITY, place);
		if (what != DOCUMENT_NONE)
			check_document(c, j, what, place);
	}
}

void check_documents(struct check *c)
{
	static const char *const users[] = { "policies", "resources", NULL };
	char *folder;
	struct dirent **found;
	int n;

	check_links_section(c, "policies");
	check_links_section(c, "resources");
	folder = xasprintf("%s/documents", c->p->folder);
	n = scandir(folder, &found, check_links_is_document, alphasort);
	for (int i = 0; i < n; i++) {
		char place[512];
		bool used = false;

		snprintf(place, sizeof(place), "documents/%s", found[i]->d_name);
		for (int k = 0; users[k]; k++)
			json_each(row, check_links_rows(c, users[k]))
				used |= str_eq(json_str(row, "document"), found[i]->d_name);
		if (!used)
			check_say(c, place, "nothing in pack.json uses it");
		free(found[i]);
	}
	if (n >= 0)
		free(found);
	free(folder);
}

void check_links(struct check *c)
{
	static const char *const filled[] = { "resources", "probes", "notes", "vendor",
					      NULL };
	char place[128];
	size_t k = 0;

	check_links_twice(c, "methods", "name", false);
	check_links_twice(c, "policies", "name", false);
	check_links_twice(c, "values", "name", false);
	check_links_twice(c, "values", "fills", false);
	check_links_twice(c, "derived", "name", false);
	check_links_twice(c, "resources", "id", true);
	check_links_twice(c, "probes", "id", true);
	/* A list's other name, and one that is derived, must not be one that is taken. */
	for (const struct pack_value *v = c->p->values; v->name; v++) {
		snprintf(place, sizeof(place), "pack.json: values[%zu].fills",
			 (size_t)(v - c->p->values));
		if (pack_value(c->p, v->fills))
			check_say(c, place, "'%s' is a value itself", v->fills);
	}
	for (const struct pack_derived *d = c->p->derived; d->name; d++) {
		snprintf(place, sizeof(place), "pack.json: derived[%zu].name",
			 (size_t)(d - c->p->derived));
		if (pack_value(c->p, d->name))
			check_say(c, place, "'%s' is a value itself", d->name);
	}
	check_links_needs(c);
	for (int i = 0; filled[i]; i++) {
		snprintf(place, sizeof(place), "pack.json: %s", filled[i]);
		check_links_marks(c, check_links_rows(c, filled[i]), DOCUMENT_NONE, place);
	}
	json_each(row, check_links_rows(c, "values")) {
		snprintf(place, sizeof(place), "pack.json: values[%zu].default", k++);
		check_links_marks(c, json_get(row, "default"), DOCUMENT_NONE, place);
	}
	check_links_files(c, "policies", false);
	check_links_files(c, "resources", true);
}
