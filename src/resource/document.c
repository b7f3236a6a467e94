/* document.c - see document.h. */
#include "config.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "aws/wire.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "policy/arn.h"
#include "resource/document.h"

static char *document_printed(const struct json *j)
{
	struct buf b = BUF(BUF_TEXT);

	if (j)
		json_print(&b, j);
	return buf_take(&b);
}

static int document_by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* A list of texts, sorted, each once. Takes nothing. */
static struct json *document_sorted(const struct json *list)
{
	size_t n = json_count(list), i = 0;
	char **texts = xcalloc(n, sizeof(*texts));
	struct json *out = json_list_new();

	json_each(item, list)
		texts[i++] = document_printed(item);
	qsort(texts, n, sizeof(*texts), document_by_text);
	for (i = 0; i < n; i++) {
		struct err err = ERR_INIT;

		if (!i || strcmp(texts[i], texts[i - 1]))
			json_push(out, json_parse(texts[i], strlen(texts[i]), "text", &err));
	}
	for (i = 0; i < n; i++)
		free(texts[i]);
	free(texts);
	return out;
}

static struct json *document_as_list(const struct json *value)
{
	struct json *list = json_list_new();

	if (json_type(value) == JSON_LIST)
		json_each(item, value)
			json_push(list, json_copy(item));
	else if (value)
		json_push(list, json_copy(value));
	return list;
}

/* One scalar in the form AWS gives it back. */
static struct json *document_plain(const struct json *item, bool lower, bool principal)
{
	const char *text = json_text(item);
	struct json *out;
	char *s;

	if (!text) {		/* conditions may hold true or 5 without quotes */
		s = document_printed(item);
	} else if (principal && arn_is_account_id(text)) {
		s = xasprintf("arn:aws:iam::%s:root", text);
	} else {
		s = xstrdup(text);
	}
	for (char *p = s; lower && *p; p++)
		*p = (char)tolower((unsigned char)*p);
	out = json_string_new(s);
	free(s);
	return out;
}

static struct json *document_plain_set(const struct json *value, bool lower, bool principal)
{
	struct json *list = document_as_list(value), *flat = json_list_new(), *out;

	json_each(item, list)
		json_push(flat, document_plain(item, lower, principal));
	out = document_sorted(flat);
	json_free(list);
	json_free(flat);
	return out;
}

/* {"AWS": "x"} or {"StringEquals": {"k": "v"}}: sets at the leaves. */
static struct json *document_plain_tree(const struct json *value, bool principal)
{
	struct json *out;

	if (json_type(value) != JSON_OBJECT)
		return document_plain_set(value, false, principal);
	out = json_object_new();
	json_each(child, value)
		json_put(out, json_key(child), document_plain_tree(child, principal));
	return out;
}

static struct json *document_normal_statement(const struct json *statement)
{
	static const char *const actions[] = { "Action", "NotAction", NULL };
	static const char *const principals[] = { "Principal", "NotPrincipal", NULL };
	struct json *out = json_object_new();

	json_each(member, statement) {
		const char *key = json_key(member);
		bool text = str_eq(key, "Sid") || str_eq(key, "Effect");

		if (str_eq(key, "Sid") && str_eq(json_text(member), ""))
			continue;
		json_put(out, key,
			 text ? json_copy(member) :
				 str_in(key, actions) ?
				document_plain_set(member, true, false) :
				document_plain_tree(member, str_in(key, principals)));
	}
	return out;
}

struct json *document_normal(const struct json *document)
{
	struct json *out = json_object_new(), *list = json_list_new();
	struct json *statements = document_as_list(json_get(document, "Statement"));
	const char *version = json_text(json_get(document, "Version"));

	json_put_str(out, "Version", version ? version : "2008-10-17");
	json_each(statement, statements)
		json_push(list, document_normal_statement(statement));
	json_put(out, "Statement", document_sorted(list));
	json_free(list);
	json_free(statements);
	return out;
}

static void document_add(struct json *list, const char *path, const struct json *found,
			 const struct json *wanted)
{
	struct json *row = json_object_new();

	json_put_str(row, "path", path);
	json_put(row, "found", json_copy(found));
	json_put(row, "wanted", json_copy(wanted));
	json_push(list, row);
}

static bool document_has(const struct json *list, const struct json *item)
{
	json_each(one, list)
		if (json_equal(one, item))
			return true;
	return false;
}

/* A Sid says nothing: two statements are the same without it. */
static bool document_has_statement(const struct json *list, const struct json *statement)
{
	struct json *bare = json_copy(statement);
	bool there = false;

	json_drop(bare, "Sid");
	json_each(one, list) {
		struct json *other = json_copy(one);

		json_drop(other, "Sid");
		there = there || json_equal(other, bare);
		json_free(other);
	}
	json_free(bare);
	return there;
}

/* How many members two statements share: the likeliest counterpart wins. */
static size_t document_likeness(const struct json *a, const struct json *b)
{
	size_t same = 0;

	if (json_get(a, "Sid") && str_eq(json_str(a, "Sid"), json_str(b, "Sid")))
		same += 10;
	json_each(member, a) {
		const struct json *other = json_get(b, json_key(member));

		if (json_equal(member, other))
			same += 2;
		else if (json_type(member) == JSON_LIST)
			json_each(item, member)
				same += document_has(other, item);
	}
	return same;
}

static const struct json *document_counterpart(const struct json *wanted,
					       const struct json *from,
					       const struct json *wanteds)
{
	const struct json *best = NULL;
	size_t most = 2;

	json_each(one, from) {
		size_t n = document_likeness(wanted, one);

		if (n > most && !document_has_statement(wanteds, one)) {
			most = n;
			best = one;
		}
	}
	return best;
}

/* Two statements that mean the same thing differently: member by member. */
static void document_diff_statement(struct json *list, const char *path,
				    const struct json *found, const struct json *wanted)
{
	json_each(member, wanted) {
		const struct json *other = json_get(found, json_key(member));
		char *at = xasprintf("%s.%s", path, json_key(member));

		if (!json_equal(member, other) && !str_eq(json_key(member), "Sid"))
			document_add(list, at, other, member);
		free(at);
	}
	json_each(member, found) {
		char *at = xasprintf("%s.%s", path, json_key(member));

		if (!json_get(wanted, json_key(member)) && !str_eq(json_key(member), "Sid"))
			document_add(list, at, member, NULL);
		free(at);
	}
}

static void document_diff_statements(struct json *list, const char *prefix,
				     const struct json *found, const struct json *wanted,
				     bool extras_stay)
{
	struct json *paired = json_list_new();
	int n = 0;

	json_each(statement, wanted) {
		const struct json *other = NULL;
		char *path = xasprintf("%s.Statement[%d]", prefix, n++);

		if (!document_has_statement(found, statement)) {
			if (!extras_stay)
				other = document_counterpart(statement, found, wanted);
			if (other && !document_has(paired, other)) {
				json_push(paired, json_copy(other));
				document_diff_statement(list, path, other, statement);
			} else {
				document_add(list, path, NULL, statement);
			}
		}
		free(path);
	}
	json_each(statement, found)
		if (!extras_stay && !document_has_statement(wanted, statement) &&
		    !document_has(paired, statement)) {
			char *path = xasprintf("%s.Statement[+]", prefix);

			document_add(list, path, statement, NULL);
			free(path);
		}
	json_free(paired);
}

/* --- actions as the documents write them ---------------------------------------------- */

static const char *const action_members[] = { "Action", "NotAction" };

/* In lowercase -> as the document has it; yours. */
static struct json *document_spelling_of(const struct json *document)
{
	struct json *statements = document_as_list(json_get(document, "Statement"));
	struct json *spelling = json_object_new();

	json_each(s, statements)
		for (size_t i = 0; i < 2; i++) {
			struct json *all = document_as_list(json_get(s, action_members[i]));

			json_each(action, all) {
				struct json *low = document_plain(action, true, false);

				json_put(spelling, json_text(low), json_copy(action));
				json_free(low);
			}
			json_free(all);
		}
	json_free(statements);
	return spelling;
}

static struct json *document_respelled(const struct json *actions,
				       const struct json *spelling)
{
	struct json *out = json_list_new();

	json_each(action, actions) {
		const struct json *own = json_text(action) ?
					 json_get(spelling, json_text(action)) : NULL;

		json_push(out, json_copy(own ? own : action));
	}
	return out;
}

/* The value of a row: a list of actions, a statement, or something else. */
static void document_respell(struct json *row, const char *member,
			     const struct json *document)
{
	struct json *value = json_get(row, member), *spelling;

	if (json_type(value) != JSON_LIST && json_type(value) != JSON_OBJECT)
		return;
	spelling = document_spelling_of(document);
	if (json_type(value) == JSON_LIST && str_ends(json_str(row, "path"), "Action"))
		json_put(row, member, document_respelled(value, spelling));
	for (size_t i = 0; json_type(value) == JSON_OBJECT && i < 2; i++)
		if (json_get(value, action_members[i]))
			json_put(value, action_members[i],
				 document_respelled(json_get(value, action_members[i]),
						    spelling));
	json_free(spelling);
}

size_t document_diff(struct json *list, const char *prefix, const struct json *found,
		     const struct json *wanted, bool extras_stay)
{
	size_t before = json_count(list), n = 0;
	struct json *f, *w;

	if (!found) {
		document_add(list, prefix, NULL, wanted);
		return 1;
	}
	f = document_normal(found);
	w = document_normal(wanted);
	if (!json_equal(json_get(f, "Version"), json_get(w, "Version"))) {
		char *path = xasprintf("%s.Version", prefix);

		document_add(list, path, json_get(f, "Version"), json_get(w, "Version"));
		free(path);
	}
	document_diff_statements(list, prefix, json_get(f, "Statement"),
				 json_get(w, "Statement"), extras_stay);
	json_free(f);
	json_free(w);
	json_each(row, list)
		if (n++ >= before) {
			document_respell(row, "found", found);
			document_respell(row, "wanted", wanted);
		}
	return n - before;
}

struct json *document_merge(const struct json *found, const struct json *wanted)
{
	struct json *out = json_copy(wanted), *normal = document_normal(wanted);
	struct json *list = document_as_list(json_get(wanted, "Statement"));
	struct json *theirs = document_as_list(json_get(found, "Statement"));

	json_each(statement, theirs) {
		struct json *one = document_normal_statement(statement), *extra;
		bool there = document_has(json_get(normal, "Statement"), one);

		json_free(one);
		if (there)
			continue;
		extra = json_copy(statement);
		/* a Sid stands once in a document: it stays with the wanted statement */
		json_each(other, list)
			if (json_get(extra, "Sid") && json_get(other, "Sid") &&
			    json_equal(json_get(other, "Sid"), json_get(extra, "Sid"))) {
				json_drop(extra, "Sid");
				break;
			}
		json_push(list, extra);
	}
	json_put(out, "Statement", list);
	json_free(theirs);
	json_free(normal);
	return out;
}

struct json *document_decode(const char *encoded, const char *name, struct err *err)
{
	struct buf text = BUF(BUF_TEXT);
	struct json *j = NULL;

	if (wire_unescape(&text, encoded))
		j = json_parse(text.s, text.len, name, err);
	else
		err_set(err, ERR_SERVICE, "%s is not correctly encoded", name);
	if (!j)
		err->kind = ERR_SERVICE;
	buf_free(&text);
	return j;
}
