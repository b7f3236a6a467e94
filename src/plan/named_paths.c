/*
 * named_paths.c - IAM finds roles, users and instance profiles by name whatever their path, but
 * an ARN has the path in it: what is wanted names them as they are; see build_internal.h.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "kinds/resource_json.h"
#include "plan/build_internal.h"
#include "plan/named_paths.h"
#include "resource/kind.h"

#define NAME_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+=,.@_-/*?"
#define ACCOUNT 12	/* digits */

/* ":role/NAME" -> ":role/path/NAME" of the account's own. */
struct moves {
	struct json *of;
	const char *account;
};

/* answered: the path that the ARNs have already; "" is "/". */
static void named_paths_add_move(struct moves *m, const char *kind, const char *name,
				 const char *answered, const char *path)
{
	const struct kind *k = kind_find(kind);
	const char *was = *answered ? answered : "/";
	char *from, *to;

	if (!k || !k->arn || !*path || str_eq(path, was))
		return;
	from = xasprintf(":%s%s%s", kind, was, name);
	to = xasprintf(":%s%s%s", kind, path, name);
	json_put_str(m->of, from, to);
	free(from);
	free(to);
}

static void named_paths_move(const struct moves *m, struct buf *text, const char *from,
			     const char *to)
{
	struct buf out = BUF(BUF_TEXT);
	const char *s = text->s, *at;
	size_t n = strlen(from);

	while (s && (at = strstr(s, from))) {
		size_t before = (size_t)(at - text->s);
		bool own = (before >= ACCOUNT &&
			    !strncmp(at - ACCOUNT, m->account, ACCOUNT)) ||
			(before && at[-1] == '*');
		bool whole = own && (!at[n] || !strchr(NAME_CHARACTERS, at[n]));

		buf_add(&out, s, (size_t)(at - s));
		buf_str(&out, whole ? to : from);
		s = at + n;
	}
	buf_str(&out, s ? s : "");
	buf_free(text);
	*text = out;
}

static struct json *named_paths_moved(const struct moves *m, const struct json *j)
{
	struct json *out;
	struct buf text = BUF(BUF_TEXT);

	if (json_type(j) == JSON_OBJECT) {
		out = json_object_new();
		json_each(member, j)
			json_put(out, json_key(member), named_paths_moved(m, member));
	} else if (json_type(j) == JSON_LIST) {
		out = json_list_new();
		json_each(item, j)
			json_push(out, named_paths_moved(m, item));
	} else if (json_text(j)) {
		buf_str(&text, json_text(j));
		json_each(row, m->of)
			named_paths_move(m, &text, json_key(row), json_text(row));
		out = json_string_new(text.len ? text.s : "");
		buf_free(&text);
	} else {
		out = json_copy(j);
	}
	return out;
}

struct json *named_paths_find(const struct json *wanted, const char *kind, const char *name,
			 const char *path)
{
	struct moves m = { json_object_new(), json_str(wanted, "account") };
	struct json *now;

	named_paths_add_move(&m, kind, name, "", path);
	now = json_count(m.of) && strlen(m.account) == ACCOUNT ?
		named_paths_moved(&m, wanted) :
		json_copy(wanted);
	json_free(m.of);
	return now;
}

struct json *paths_settle(const struct json *wanted, struct reading *all, size_t n)
{
	struct moves m = { json_object_new(), json_str(wanted, "account") };
	struct json *now = NULL;

	for (size_t i = 0; i < n; i++)
		if (all[i].ok)
			named_paths_add_move(&m, all[i].kind->name, all[i].wanted->name,
					     resource_str(all[i].wanted, "arn_path"),
					     resource_str(all[i].found ? all[i].found :
									 all[i].wanted,
							  "path"));
	if (json_count(m.of) && strlen(m.account) == ACCOUNT) {
		now = named_paths_moved(&m, wanted);
		for (size_t i = 0; i < n; i++) {
			struct json *was = resource_save(all[i].wanted);
			struct json *is = named_paths_moved(&m, was);
			bool same = json_equal(is, was);

			resource_free(all[i].wanted);
			all[i].wanted = resource_load(is);
			json_free(is);
			json_free(was);
			if (!same && all[i].kind->needs) /* it names another thing of AWS */
				reading_again(&all[i]);
		}
	}
	json_free(m.of);
	return now;
}
