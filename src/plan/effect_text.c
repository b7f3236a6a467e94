/* effect_text.c - statements as they are compared and as they are told; see effect.h. */
#include "config.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "net/hash.h"
#include "plan/effect_internal.h"
#include "resource/document.h"

#define NAMED 4		/* actions that a sentence names */

/* --- statements ----------------------------------------------------------------------- */

struct json *effect_normal(const struct json *statement)
{
	struct json *document = json_object_new(), *normal, *out;

	json_push(json_put(document, "Statement", json_list_new()), json_copy(statement));
	normal = document_normal(document);
	out = json_copy(json_first(json_get(normal, "Statement")));
	json_drop(out, "Sid");
	json_free(normal);
	json_free(document);
	return out;
}

static bool effect_text_is_same(const struct json *statement, const struct json *normal)
{
	struct json *one = effect_normal(statement);
	bool same = json_equal(one, normal);

	json_free(one);
	return same;
}

bool effect_has(const struct json *document, const struct json *statement)
{
	const struct json *all = json_get(document, "Statement");
	struct json *normal;
	bool has = false;

	if (!all)
		return false;
	normal = effect_normal(statement);
	if (json_type(all) != JSON_LIST)
		has = effect_text_is_same(all, normal);
	json_each(one, json_type(all) == JSON_LIST ? all : NULL)
		has = has || effect_text_is_same(one, normal);
	json_free(normal);
	return has;
}

struct policy_set effect_one(const struct policy_statement *s, const struct policy_set *with)
{
	size_t n = with ? with->n : 0;
	struct policy_set set = { .statements = xcalloc(n + 1, sizeof(*set.statements)) };

	set.statements[set.n++] = *s;
	for (size_t i = 0; i < n; i++)
		if (with->statements[i].deny)
			set.statements[set.n++] = with->statements[i];
	return set;
}

/* --- actions -------------------------------------------------------------------------- */

static void effect_text_add_each(struct json *list, const struct json *value)
{
	if (json_text(value) && !json_has(list, json_text(value)))
		json_push(list, json_string_new(json_text(value)));
	json_each(one, json_type(value) == JSON_LIST ? value : NULL)
		effect_text_add_each(list, one);
}

struct json *effect_actions_of(const struct json *statements)
{
	struct json *list = json_list_new();

	json_each(s, statements) {
		effect_text_add_each(list, json_get(s, "Action"));
		if (json_get(s, "NotAction") && !json_has(list, "*"))
			json_push(list, json_string_new("*"));
	}
	return list;
}

void effect_actions(struct buf *out, const struct json *actions)
{
	struct json *list = json_list_new();
	size_t n = 0, all;

	effect_text_add_each(list, actions);
	all = json_count(list);
	json_each(action, list)
		if (n++ < NAMED)
			buf_fmt(out, "%s%s", n == 1 ? "" : n == all ? " and " : ", ",
				json_text(action));
	if (all > NAMED)
		buf_fmt(out, " and %zu more", all - NAMED);
	json_free(list);
}

/* --- what it holds, in short ------------------------------------------------------------ */

/* Documents in any order of statements, without Sids; other trees as they are. */
static struct json *effect_text_canonical(const struct json *content)
{
	struct json *out, *normal;

	if (json_type(content) == JSON_LIST) {
		out = json_list_new();
		json_each(one, content)
			json_push(out, effect_text_canonical(one));
		return out;
	}
	if (json_get(content, "Effect"))
		return effect_normal(content);
	if (!json_get(content, "Statement"))
		return content ? json_copy(content) : json_null_new();
	normal = json_copy(content);
	json_each(s, json_type(json_get(normal, "Statement")) == JSON_LIST ?
		  json_get(normal, "Statement") : NULL)
		json_drop(s, "Sid");
	out = document_normal(normal);
	json_free(normal);
	return out;
}

void effect_digest(struct json *extra, const struct json *content)
{
	struct json *plain = effect_text_canonical(content);
	struct buf text = BUF(BUF_TEXT);
	char hex[HASH_HEX];

	json_print(&text, plain);
	hash_sha256_hex(hex, text.s, text.len);
	json_put_str(extra, "digest", hex);
	buf_free(&text);
	json_free(plain);
}
