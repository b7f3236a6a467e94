/* terraform_names.c - which names are variables of the module; see terraform.h. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "handoff/form_rows.h"
#include "handoff/terraform.h"
#include "kinds/kinds.h"
#include "kinds/resource_json.h"
#include "pack/answers.h"
#include "pack/iam_arn_paths.h"
#include "pack/pack.h"
#include "pack/pack_when.h"
#include "pack/render.h"
#include "pack/value.h"

/* Members that are variables wherever they can be given. */
static const char *const placed[] = { "path",	  "arn_path",	 "path_by",
				      "boundary", "boundary_by", NULL };

static char *terraform_names_plain(const struct json *names, const char *text)
{
	struct buf plain = BUF(BUF_TEXT);
	char name[HCL_NAME_MAX], *taken;

	while (*text) {
		size_t n = hcl_mark(text, name);

		if (n && json_get(names, name))
			buf_str(&plain, json_str(names, name));
		else
			buf_add(&plain, text, n ? n : 1);
		text += n ? n : 1;
	}
	taken = xstrdup(plain.s);
	buf_free(&plain);
	return taken;
}

char *terraform_plain(const struct terraform_out *out, const char *text)
{
	return terraform_names_plain(out->names, text);
}

/* A copy of the tree without marks. */
static struct json *terraform_names_plain_tree(const struct json *names,
					       const struct json *j)
{
	struct json *made;
	char *text;

	if (json_text(j)) {
		text = terraform_names_plain(names, json_text(j));
		made = json_string_new(text);
		free(text);
		return made;
	}
	if (json_type(j) != JSON_LIST && json_type(j) != JSON_OBJECT)
		return json_copy(j);
	made = json_type(j) == JSON_LIST ? json_list_new() : json_object_new();
	json_each(one, j) {
		struct json *value = terraform_names_plain_tree(names, one);

		if (json_type(j) == JSON_LIST) {
			json_push(made, value);
			continue;
		}
		text = terraform_names_plain(names, json_key(one));
		json_put(made, text, value);
		free(text);
	}
	return made;
}

/*
 * The answers with marks for these values. An answer that is its default is left out, so
 * that a default that uses one of them follows it.
 */
static struct answers terraform_names_marked(const struct handoff *h,
					     const struct json *names)
{
	struct answers marked = { .values = NULL };

	answers_copy(&marked, h->answers);
	json_each(answer, h->answers->values) {
		struct buf other = BUF(BUF_TEXT);

		if (str_eq(json_key(answer), "PARTS")) /* conditions read the answer */
			continue;
		json_drop(marked.values, json_key(answer));
		answers_value(&marked, h->pack, json_key(answer), &other);
		if (!str_eq(other.s, json_text(answer)))
			json_put(marked.values, json_key(answer), json_copy(answer));
		buf_free(&other);
	}
	if (!marked.values)
		marked.values = json_object_new();
	json_each(name, names) {
		struct buf mark = BUF(2 * HCL_NAME_MAX);

		buf_fmt(&mark, HCL_MARK_OPEN "%s" HCL_MARK_CLOSE, json_key(name));
		json_put_str(marked.values, json_key(name), mark.s);
		buf_free(&mark);
	}
	return marked;
}

/* What is wanted with marks: {"resources"}, yours. */
static struct json *terraform_names_wanted(const struct handoff *h,
					   const struct json *names)
{
	struct answers marked = terraform_names_marked(h, names);
	struct json *wanted = pack_wanted_known(h->pack, &marked);

	if (wanted)
		iam_arn_paths_insert(wanted, h->answers->account);
	answers_free(&marked);
	return wanted;
}

static void terraform_names_drop_placed(struct json *resources)
{
	json_each(one, resources)
		for (int i = 0; placed[i]; i++)
			json_drop(one, placed[i]);
}

/* Whether these variables, with their defaults, give what is wanted. */
static bool terraform_names_hold(const struct handoff *h, const struct json *names)
{
	struct json *marked = terraform_names_wanted(h, names);
	struct json *plain =
		terraform_names_plain_tree(names, json_get(marked, "resources"));
	struct json *wanted = json_copy(json_get(h->wanted, "resources"));
	bool same;

	terraform_names_drop_placed(plain);
	terraform_names_drop_placed(wanted);
	same = json_equal(plain, wanted);
	json_free(wanted);
	json_free(plain);
	json_free(marked);
	return same;
}

static void terraform_names_try(struct terraform_out *out, const char *name)
{
	struct buf text = BUF(BUF_TEXT);

	answers_value(out->h->answers, out->h->pack, name, &text);
	if (!json_get(out->names, name)) {
		json_put_str(out->names, name, text.s);
		if (!terraform_names_hold(out->h, out->names))
			json_drop(out->names, name);
	}
	buf_free(&text);
}

void terraform_names(struct terraform_out *out)
{
	const struct resources *all = out->h->resources;
	struct json *marked;

	out->names = json_object_new();
	for (size_t i = 0; i < all->count; i++) {
		const struct resource *r = all->items[i];

		if (*resource_str(r, "named_by") && form_row_find(r->kind)->chosen_name)
			terraform_names_try(out, resource_str(r, "named_by"));
		if (*resource_str(r, "path_by"))
			terraform_names_try(out, resource_str(r, "path_by"));
	}
	for (const struct pack_value *v = out->h->pack->values; v->name; v++) {
		bool used = false;

		for (size_t i = 0; i < all->count; i++) {
			const struct kind *k = kind_find(all->items[i]->kind);

			used |= k && k->boundary;
		}
		if (v->kind == VALUE_BOUNDARY && used && !*v->refused &&
		    value_asked(v, out->h->answers))
			terraform_names_try(out, v->name);
	}
	marked = terraform_names_wanted(out->h, out->names);
	out->resources = resources_load(json_get(marked, "resources"));
	json_free(marked);
}

const char *terraform_value_of(const struct terraform_out *out, int value_kind)
{
	json_each(name, out->names) {
		const struct pack_value *v = pack_value(out->h->pack, json_key(name));

		if (v && (int)v->kind == value_kind)
			return v->name;
	}
	return "";
}

struct json *terraform_tags_answered(const struct terraform_out *out)
{
	struct json *tags = json_object_new();

	for (const struct pack_value *v = out->h->pack->values; v->name; v++) {
		struct buf text = BUF(BUF_TEXT);
		struct json *members;

		if (v->kind != VALUE_TAGS || !value_asked(v, out->h->answers))
			continue;
		answers_value(out->h->answers, out->h->pack, v->name, &text);
		members = value_members(text.s);
		json_each(one, members) {
			const char *value = strchr(json_text(one), '=');
			char *key = xstrdup(json_text(one));

			key[strcspn(key, "=")] = '\0';
			if (value)
				json_put_str(tags, key, value + 1);
			free(key);
		}
		json_free(members);
		buf_free(&text);
	}
	return tags;
}
