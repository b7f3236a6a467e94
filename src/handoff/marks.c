/* marks.c - see marks.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "handoff/form_rows.h"
#include "handoff/handoff.h"
#include "handoff/marks.h"
#include "kinds/kinds.h"
#include "kinds/resource_json.h"
#include "pack/answers.h"
#include "pack/pack.h"
#include "pack/pack_when.h"
#include "pack/render.h"

/* "=@" and "@=", and more of "=" as long as an answer contains the first. */
static bool marks_choose(struct marks *m, const struct handoff *h)
{
	struct json *values = answers_values(h->answers, h->pack);
	struct buf text = BUF(BUF_TEXT);
	size_t n = 0;

	json_print(&text, values);
	json_print(&text, h->wanted);
	json_free(values);
	do {
		n++;
		memset(m->open, '=', n);
		memset(m->close, '=', n + 1);
		memcpy(m->open + n, "@", 2);
		memcpy(m->close, "@", 1);
		m->close[n + 1] = '\0';
	} while (strstr(text.s, m->open) && n < 12);
	n = strstr(text.s, m->open) == NULL;
	buf_free(&text);
	return n;
}

static void marks_add(struct marks *m, const char *name, const char *as)
{
	struct buf text = BUF(300);

	buf_fmt(&text, "%s%s%s", m->open, as, m->close);
	json_put_str(m->names, name, as);
	json_put_str(m->texts, name, text.s);
	buf_free(&text);
}

static bool marks_names_some(const struct handoff *h, const char *value)
{
	for (size_t i = 0; i < h->resources->count; i++) {
		const struct resource *r = h->resources->items[i];

		if (str_eq(resource_str(r, "named_by"), value) &&
		    form_row_find(r->kind)->chosen_name)
			return true;
	}
	return false;
}

/* Whether a resource of the setup has what the value is for. */
static bool marks_places_some(const struct handoff *h, enum value_kind_id value)
{
	for (size_t i = 0; i < h->resources->count; i++) {
		const struct kind *k = kind_find(h->resources->items[i]->kind);

		if (k && (value == VALUE_IAM_PATH ? k->path : k->boundary))
			return true;
	}
	return false;
}

static bool marks_is_derived_from(const struct pack *p, const char *value)
{
	for (const struct pack_derived *d = p->derived; d->name; d++)
		if (str_eq(d->of, value))
			return true;
	return false;
}

static void marks_collect(struct marks *m, const struct handoff *h)
{
	const struct pack *p = h->pack;
	char of[64];

	marks_add(m, "ACCOUNT_ID", "ACCOUNT_ID");
	for (const struct pack_value *v = p->values; v->name; v++) {
		bool place = v->kind == VALUE_IAM_PATH || v->kind == VALUE_BOUNDARY;

		if (!value_asked(v, h->answers) || *v->refused ||
		    marks_is_derived_from(p, v->name))
			continue;
		if (place ? marks_places_some(h, v->kind) : marks_names_some(h, v->name))
			marks_add(m, v->name, v->name);
	}
	/* one whose answer is that of another follows it */
	for (const struct pack_value *v = p->values; v->name; v++) {
		struct buf own = BUF(BUF_TEXT), other = BUF(BUF_TEXT);

		if (value_named(v->default_text, of) && json_get(m->names, of) &&
		    !json_get(m->names, v->name)) {
			answers_value(h->answers, p, v->name, &own);
			answers_value(h->answers, p, of, &other);
			if (str_eq(own.s, other.s))
				marks_add(m, v->name, of);
		}
		buf_free(&own);
		buf_free(&other);
	}
}

const char *marks_next(const struct marks *m, const char *text, size_t *before,
		       char name[128])
{
	const char *at = strstr(text, m->open), *end;
	size_t n = strlen(m->open);

	if (!at)
		return NULL;
	end = strstr(at + n, m->close);
	if (!end || (size_t)(end - at) - n >= 128)
		return NULL;
	*before = (size_t)(at - text);
	memcpy(name, at + n, (size_t)(end - at) - n);
	name[(size_t)(end - at) - n] = '\0';
	return end + strlen(m->close);
}

bool marks_is(const struct marks *m, const char *text, const char *name)
{
	const char *mark = json_str(m->texts, name);

	return *mark && str_eq(text, mark);
}

/* Removes the marks in names of members; returns whether there was one. */
static bool marks_drop_in_names(struct marks *m, const struct json *tree)
{
	bool dropped = false;

	json_each(child, tree) {
		const char *at = json_type(tree) == JSON_OBJECT ? json_key(child) : NULL;
		char name[128];
		size_t before;

		while (at && (at = marks_next(m, at, &before, name))) {
			struct json *names = json_copy(m->names);

			json_each(one, names)
				if (str_eq(json_text(one), name)) {
					json_drop(m->names, json_key(one));
					json_drop(m->texts, json_key(one));
				}
			json_free(names);
			dropped = true;
		}
		dropped |= marks_drop_in_names(m, child);
	}
	return dropped;
}

bool marks_make(struct marks *m, const struct handoff *h, struct err *err)
{
	struct json *tree = NULL;

	*m = (struct marks){ .names = json_object_new(), .texts = json_object_new() };
	if (!marks_choose(m, h)) {
		err_set(err, ERR_INPUT, "an answer contains '%s'", m->open);
		return err_hint(err, "choose another answer");
	}
	marks_collect(m, h);
	do {
		json_free(tree);
		tree = pack_wanted_marked(h->pack, h->answers, m->texts, err);
	} while (tree && marks_drop_in_names(m, tree));
	if (!tree)
		return false;
	m->resources = resources_load(json_get(tree, "resources"));
	json_free(tree);
	return true;
}

void marks_free(struct marks *m)
{
	json_free(m->names);
	json_free(m->texts);
	resources_free(&m->resources);
	*m = (struct marks){ .names = NULL };
}
