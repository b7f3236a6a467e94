/* fill.c - see fill.h. Trees are at most as deep as json.c lets them be. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "format/fill.h"
#include "format/json.h"

#define NAME_CHARS "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"

struct fill {
	struct json *values;	/* ours: a list is bound to one member for a while */
	const char *where;
	struct err *err;	/* NULL: holes stay */
	struct buf path;
	bool failed;
};

static struct json *fill_one(struct fill *f, const struct json *j);

size_t fill_hole(const char *s, char name[FILL_NAME_MAX])
{
	size_t n;

	if (s[0] != '$' || s[1] != '{')
		return 0;
	n = strspn(s + 2, NAME_CHARS);
	if (!n || s[2] < 'A' || s[2] > 'Z' || s[2 + n] != '}')
		return 0;
	snprintf(name, FILL_NAME_MAX, "%.*s",
		 (int)(n < FILL_NAME_MAX ? n : FILL_NAME_MAX - 1), s + 2);
	return n + 3;
}

static bool fill_is_many(const struct json *values, const char *name)
{
	const struct json *v = json_get(values, name);

	return json_type(v) == JSON_LIST && json_count(v) > 0;
}

/* Copies text to out, filled; returns false and the first hole's name. */
static bool fill_put_text(struct buf *out, const char *text, const struct json *values,
			  char hole[FILL_NAME_MAX])
{
	bool whole = true;
	char name[FILL_NAME_MAX];

	while (*text) {
		size_t n = fill_hole(text, name);
		const struct json *v = n ? json_get(values, name) : NULL;
		const char *s;

		if (json_type(v) == JSON_LIST) /* one of several members is no text */
			v = json_count(v) == 1 ? json_first(v) : NULL;
		s = json_text(v);
		if (s && !*s)
			s = NULL;
		if (n && !s && whole) {
			memcpy(hole, name, FILL_NAME_MAX);
			whole = false;
		}
		if (!n)
			n = 1;
		if (s)
			buf_str(out, s);
		else
			buf_add(out, text, n);
		text += n;
	}
	return whole;
}

bool fill_text(struct buf *out, const char *text, const struct json *values)
{
	char hole[FILL_NAME_MAX];

	return fill_put_text(out, text, values, hole);
}

/* The filled text, or NULL once something has failed. Yours (buf_free). */
static const char *fill_string(struct fill *f, const char *text, struct buf *out)
{
	char hole[FILL_NAME_MAX];

	if (!fill_put_text(out, text, f->values, hole) && !f->failed && f->err) {
		f->failed = true;
		err_set(f->err, ERR_INPUT, "%s: %s%s${%s} %s", f->where, f->path.s,
			f->path.len ? ": " : "", hole,
			fill_is_many(f->values, hole) ?
				"has several members, which only a list can have" :
				"has no value");
		err_field(f->err, hole);
	}
	return out->s;
}

/* The first name in j, lists inside it left out, that stands for a list. */
static bool fill_find_list(const struct json *j, const struct json *values,
			   char name[FILL_NAME_MAX])
{
	const char *texts[2] = { json_key(j), json_text(j) };

	for (int i = 0; i < 2; i++)
		for (const char *s = texts[i]; s && *s; s++)
			if (fill_hole(s, name) && fill_is_many(values, name))
				return true;
	if (json_type(j) != JSON_OBJECT)
		return false;
	json_each(child, j)
		if (fill_find_list(child, values, name))
			return true;
	return false;
}

/* One element of a list: itself, or itself once a member of a list value. */
static void fill_element(struct fill *f, struct json *list, const struct json *j)
{
	char name[FILL_NAME_MAX];
	struct json *members;

	if (!fill_find_list(j, f->values, name)) {
		json_push(list, fill_one(f, j));
		return;
	}
	members = json_copy(json_get(f->values, name));
	json_each(m, members) {
		json_put(f->values, name, json_copy(m));
		fill_element(f, list, j);
	}
	json_put(f->values, name, members);
}

static void fill_path_back(struct buf *path, size_t len)
{
	if (len < path->len) {
		path->len = len;
		path->s[len] = '\0';
	}
}

static struct json *fill_list(struct fill *f, const struct json *j)
{
	struct json *list = json_list_new();
	size_t at = f->path.len, i = 0;

	json_each(child, j) {
		buf_fmt(&f->path, "[%zu]", i++);
		fill_element(f, list, child);
		fill_path_back(&f->path, at);
	}
	return list;
}

static struct json *fill_one(struct fill *f, const struct json *j)
{
	struct buf text = BUF(BUF_TEXT);
	struct json *filled;
	struct json *object;
	size_t at;

	switch (json_type(j)) {
	case JSON_LIST:
		return fill_list(f, j);
	case JSON_OBJECT:
		object = json_object_new();
		at = f->path.len;
		json_each(child, j) {
			struct buf key = BUF(BUF_TEXT);

			buf_fmt(&f->path, "%s%s", at ? "." : "", json_key(child));
			fill_string(f, json_key(child), &key);
			if (json_get(object, key.s) && f->err && !f->failed) {
				f->failed = true;
				err_set(f->err, ERR_INPUT,
					"%s: %s: two members get the name '%s'", f->where,
					f->path.s, key.s);
			}
			json_put(object, key.s, fill_one(f, child));
			fill_path_back(&f->path, at);
			buf_free(&key);
		}
		return object;
	case JSON_STRING:
		filled = json_string_new(fill_string(f, json_text(j), &text));
		buf_free(&text);
		return filled;
	default:
		return json_copy(j);
	}
}

static struct json *fill(const struct json *j, const struct json *values,
			 const char *where, struct err *err)
{
	struct fill f = { .values = json_copy(values), .where = where, .err = err,
			  .path = BUF(1024) };
	struct json *filled;

	if (!f.values)
		f.values = json_object_new();
	filled = fill_one(&f, j);
	json_free(f.values);
	buf_free(&f.path);
	if (!f.failed)
		return filled;
	json_free(filled);
	return NULL;
}

struct json *fill_tree(const struct json *j, const struct json *values,
		       const char *where, struct err *err)
{
	return fill(j, values, where, err);
}

struct json *fill_known(const struct json *j, const struct json *values)
{
	return fill(j, values, "", NULL);
}

void fill_text_names(const char *text, struct json *names)
{
	char name[FILL_NAME_MAX];

	for (const char *s = text; s && *s; s++)
		if (fill_hole(s, name) && !json_has(names, name))
			json_push(names, json_string_new(name));
}

void fill_names(const struct json *j, struct json *names)
{
	fill_text_names(json_key(j), names);
	fill_text_names(json_text(j), names);
	if (json_type(j) == JSON_LIST || json_type(j) == JSON_OBJECT)
		json_each(child, j)
			fill_names(child, names);
}
