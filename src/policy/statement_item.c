/* statement_item.c - see statement_item.h. */
#include "config.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "policy/statement_item.h"

#define BUCKETS "arn:aws:s3:::"

const char *statement_item_clean(struct arena *a, const char *text)
{
	struct buf clean = BUF(BUF_TEXT);
	const char *copy;

	str_clean_into(&clean, text, strlen(text), false);
	copy = arena_str(a, clean.s);
	buf_free(&clean);
	return copy;
}

const struct statement_item *statement_item_in(const struct statement_items *list,
					       const struct statement_item *item)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->item[i].key, item->key))
			return &list->item[i];
	return NULL;
}

/* Takes an item whose words and head are still as the document has them. */
static void statement_item_add(struct arena *a, struct statement_items *list,
			       struct statement_item item)
{
	item.key = arena_fmt(a, "%d%d %s", item.part, item.except, item.key);
	if (statement_item_in(list, &item))
		return;
	item.head = statement_item_clean(a, item.head);
	item.words = statement_item_clean(a, item.words);
	list->item = arena_more(a, list->item, list->n, sizeof(*list->item));
	list->item[list->n++] = item;
}

/* --- principals ------------------------------------------------------------------------ */

static const char *statement_item_principal(struct arena *a, const struct policy_principal *p)
{
	static const struct {
		const char *kind, *part, *words;
	} forms[] = {
		{ "AWS", "", "" },
		{ "Service", "", "service " },
		{ "Federated", ":oidc-provider/", "OIDC provider " },
		{ "Federated", ":saml-provider/", "SAML provider " },
		{ "Federated", "", "identity provider " },
		{ "CanonicalUser", "", "canonical user " },
	};

	if (str_eq(p->name, "*"))
		return "everyone (*)";
	if (p->account)
		return arena_fmt(a, "account %s", p->account);
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++)
		if (str_eq(forms[i].kind, p->kind) && strstr(p->name, forms[i].part))
			return arena_fmt(a, "%s%s", forms[i].words, p->name);
	return p->name;
}

static void statement_item_add_principals(struct arena *a, struct statement_items *list)
{
	const struct policy_principals *p = &list->s->principal;
	struct statement_item item = { .part = PART_PRINCIPALS, .except = p->except,
				       .head = "" };

	for (size_t i = 0; i < p->n; i++) {
		item.wild = str_eq(p->name[i].name, "*");
		item.words = statement_item_principal(a, &p->name[i]);
		item.key = item.words;
		statement_item_add(a, list, item);
	}
	if (p->given && !p->n) {
		item.wild = true;
		item.key = item.words = "everyone (*)";
		statement_item_add(a, list, item);
	}
}

/* --- actions and resources --------------------------------------------------------------- */

static void statement_item_add_actions(struct arena *a, struct statement_items *list)
{
	const struct policy_globs *actions = &list->s->action;

	for (size_t i = 0; i < actions->n; i++) {
		const char *text = actions->glob[i].text, *colon = strchr(text, ':');
		const char *name = colon ? colon + 1 : text;
		bool all = name[strspn(name, "*")] == '\0';
		char *key = arena_str(a, text);
		struct statement_item item = { .part = PART_ACTIONS, .except = actions->except,
					       .wild = strpbrk(text, "*?"), .key = key,
					       .words = all ? "all actions" : name };

		for (char *p = key; *p; p++)
			*p = (char)tolower((unsigned char)*p);
		/* "*:*" is "*", and "s3:**" is "s3:*" */
		item.head = colon ? arena_fmt(a, "%.*s", (int)(colon - text), text) : "";
		if (all && item.head[strspn(item.head, "*")] == '\0')
			item.head = "";
		if (all)
			item.key = arena_fmt(a, "%.*s*", (int)strcspn(key, "*"), key);
		statement_item_add(a, list, item);
	}
}

/*
 * A bucket and its objects in words, where these cannot be mistaken: the names have no
 * character that AWS does not take in them, but "<label>" for a value that is not known
 * yet. Otherwise NULL.
 */
static const char *statement_item_bucket(struct arena *a, const char *arn)
{
	const char *bucket = arn + strlen(BUCKETS), *slash, *key;
	const char *name;

	if (!str_starts(arn, BUCKETS) || !*bucket)
		return NULL;
	for (const char *p = bucket; *p; p++)
		if (*p == '<' && strchr(p, '>')) /* a value that is not known yet */
			p = strchr(p, '>');
		else if (!isalnum((unsigned char)*p) && !strchr("._-*?/${}:=@", *p))
			return NULL;
	slash = strchr(bucket, '/');
	name = arena_fmt(a, "%.*s", (int)(slash ? slash - bucket : (ptrdiff_t)strlen(bucket)),
			 bucket);
	key = slash ? slash + 1 : "";
	if (str_eq(bucket, "*"))
		return "all buckets and objects";
	if (!slash && strchr(bucket, '*')) /* it also matches the slash and what follows */
		return arena_fmt(a, "buckets %s and objects in them", bucket);
	if (!slash)
		return arena_fmt(a, "bucket %s", bucket);
	if (!*key)
		return NULL;
	name = str_eq(name, "*") ? "all buckets" : arena_fmt(a, "bucket %s", name);
	return str_eq(key, "*") ? arena_fmt(a, "objects in %s", name) :
				  arena_fmt(a, "objects %s in %s", key, name);
}

static void statement_item_add_resources(struct arena *a, struct statement_items *list)
{
	const struct policy_globs *resources = &list->s->resource;

	for (size_t i = 0; i < resources->n && !list->s->no_resource; i++) {
		const char *text = resources->glob[i].text;
		const char *words = statement_item_bucket(a, text);
		bool all = text[strspn(text, "*")] == '\0';

		struct statement_item item = { .part = PART_RESOURCES,
					       .except = resources->except,
					       .head = "", .key = all ? "*" : text };

		item.wild = all || (words && strstr(words, "all buckets"));
		item.words = all ? "all resources" : words ? words : text;
		statement_item_add(a, list, item);
	}
}

/* --- conditions ---------------------------------------------------------------------------- */

static int statement_item_by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void statement_item_add_conditions(struct arena *a, struct statement_items *list)
{
	for (size_t i = 0; i < list->s->condition_count; i++) {
		const struct policy_condition *t = &list->s->conditions[i];
		struct buf words = BUF(BUF_TEXT), key = BUF(BUF_TEXT);
		const char **values = xcalloc(t->n + 1, sizeof(*values));

		condition_describe(&words, t);
		for (size_t k = 0; k < t->n; k++)
			values[k] = t->values[k].text;
		qsort(values, t->n, sizeof(*values), statement_item_by_text);
		buf_fmt(&key, "%s\n%s", t->operator_text, t->key);
		for (char *p = key.s; *p; p++)
			*p = (char)tolower((unsigned char)*p);
		for (size_t k = 0; k < t->n; k++)
			buf_fmt(&key, "\n%s", values[k]);
		statement_item_add(a, list,
				   (struct statement_item){ .part = PART_CONDITIONS,
							    .head = "", .words = words.s,
							    .key = arena_str(a, key.s) });
		free(values);
		buf_free(&words);
		buf_free(&key);
	}
}

struct statement_items statement_items_of(struct arena *a, const struct policy_statement *s)
{
	struct statement_items list = { .s = s };

	statement_item_add_principals(a, &list);
	statement_item_add_actions(a, &list);
	statement_item_add_resources(a, &list);
	statement_item_add_conditions(a, &list);
	return list;
}
