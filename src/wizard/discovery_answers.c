/*
 * discovery_answers.c - which answers the trust policy and the policies of a role or user
 * give, by comparing them with the template's documents; see discovery.h.
 */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/fill.h"
#include "format/json.h"
#include "format/unfill.h"
#include "pack/pack_when.h"
#include "resource/meaning.h"
#include "wizard/discovery_internal.h"
#include "wizard/journey.h"
#include "wizard/principals.h"

/* {NAME: {text: how often}} */
static void discovery_answers_count(void *with, const char *name, const char *text)
{
	struct json *hits = with, *of = json_get(hits, name);

	if (!of)
		of = json_put(hits, name, json_object_new());
	json_put(of, text, json_number_new(json_number(json_get(of, text)) + 1));
}

/* Adds what the template's document may have been filled with to become this one. */
static void discovery_answers_read(const struct discovery_search *s, const struct answers *a,
				   const char *file, const struct json *document,
				   struct json *hits)
{
	static const char *const own[] = { "ACCOUNT_ID", "REGION", "PARTITION", "DNS_SUFFIX" };
	/* What is known for certain: the answers and the account, but no default. */
	struct json *known = a->values ? json_copy(a->values) : json_object_new(), *form;

	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++) {
		struct buf value = BUF(256);

		answers_value(a, s->j->pack, own[i], &value);
		json_put_str(known, own[i], value.s);
		buf_free(&value);
	}
	form = fill_known(pack_document(s->j->pack, file), known);
	unfill_tree(form, document, discovery_answers_count, hits);
	json_free(form);
	json_free(known);
}

/* The value that a placeholder is filled by: its own, or the list of its members. */
static const struct pack_value *discovery_answers_value(const struct pack *p, const char *name)
{
	for (const struct pack_value *v = p->values; v->name; v++)
		if (str_eq(v->name, name) || str_eq(v->fills, name))
			return v;
	return NULL;
}

/*
 * The texts that can be the answer: all of a list, else the one that was seen most; where
 * there are others, its name is added to unsure.
 */
static void discovery_answers_take(const struct discovery_search *s, struct answers *a,
				   const struct json *hits, struct json *unsure)
{
	const struct pack *p = s->j->pack;

	json_each(texts, hits) {
		const struct pack_value *v = discovery_answers_value(p, json_key(texts));
		struct err ignored = ERR_INIT;
		struct buf answer = BUF(4000);
		double most = 0;
		size_t n = 0;

		if (!v || *json_str(a->values, v->name))
			continue;
		json_each(text, texts) {
			if (!answers_check(p, v->name, json_key(text), a->region, &ignored))
				continue;
			n++;
			if (*v->fills) {
				buf_fmt(&answer, "%s%s", answer.len ? "," : "",
					json_key(text));
			} else if (json_number(text) > most) {
				most = json_number(text);
				buf_reset(&answer);
				buf_str(&answer, json_key(text));
			}
		}
		if (answer.len && answers_set(a, p, v->name, answer.s, &ignored) && n > 1 &&
		    !*v->fills)
			json_push(unsure, json_string_new(v->name));
		buf_free(&answer);
	}
}

struct json *discovery_files(const struct discovery_search *s, const struct answers *a,
			     const struct pack_resource *row)
{
	const struct pack *p = s->j->pack;
	struct json *files = json_list_new(), *values = answers_values(a, p);

	for (const struct pack_resource *r = p->resources; r->id; r++) {
		const char *policy = json_str(r->tree, "policy");

		if (!str_eq(json_str(r->tree, row->kind), row->name) ||
		    !resource_holds(r, a, values))
			continue;
		if (*pack_document_of(p, r, a->policy))
			json_push(files, json_string_new(pack_document_of(p, r, a->policy)));
		for (const struct pack_resource *m = p->resources; *policy && m->id; m++)
			if (str_eq(m->kind, "policy") && str_ends(policy, m->name) &&
			    resource_holds(m, a, values))
				json_push(files, json_string_new(
							 pack_document_of(p, m, a->policy)));
	}
	json_free(values);
	return files;
}

/* The documents of its policies, those of its groups included; yours. */
static struct json *discovery_answers_documents(const struct json *found)
{
	static const char *const lists[] = { "inline", "attached" };
	struct json *all = json_list_new();

	for (size_t i = 0; i < 2; i++) {
		json_each(policy, json_get(found, lists[i]))
			if (json_get(policy, "document"))
				json_push(all, json_copy(json_get(policy, "document")));
		json_each(group, json_get(found, "groups"))
			json_each(policy, json_get(group, lists[i]))
				if (json_get(policy, "document"))
					json_push(all, json_copy(json_get(policy, "document")));
	}
	return all;
}

/* Whether this document is the template's, filled; then b has the answers. */
static bool discovery_answers_is(const struct discovery_search *s, const struct answers *a,
				 const char *file, const struct json *document,
				 struct answers *b)
{
	struct json *hits = json_object_new(), *unsure = json_list_new(), *values, *filled;
	bool same;

	answers_copy(b, a);
	discovery_answers_read(s, a, file, document, hits);
	discovery_answers_take(s, b, hits, unsure);
	values = answers_values(b, s->j->pack);
	filled = fill_known(pack_document(s->j->pack, file), values);
	same = meaning_same(document, filled);
	json_free(filled);
	json_free(values);
	json_free(unsure);
	json_free(hits);
	return same;
}

/*
 * Takes a document that is this one of the template, filled, out of documents, with its
 * answers. Where several are, one is as good as another, and what it answers is unsure.
 */
static bool discovery_answers_match(const struct discovery_search *s, struct answers *a,
				    const char *file, struct json *documents,
				    struct json *unsure)
{
	struct answers first = { .values = NULL };
	struct json *taken = NULL;
	bool several = false;

	json_each(document, documents) {
		struct answers b = { .values = NULL };
		bool is = json_count(document) && discovery_answers_is(s, a, file, document, &b);

		several = several || (is && taken && !answers_equal(&first, &b));
		if (is && !taken) {
			taken = document;
			answers_copy(&first, &b);
		}
		answers_free(&b);
	}
	if (taken) {
		json_each(value, several ? first.values : NULL)
			if (!*json_str(a->values, json_key(value)))
				json_push(unsure, json_string_new(json_key(value)));
		answers_copy(a, &first);
		while (json_first(taken))
			json_drop(taken, json_key(json_first(taken)));
	}
	answers_free(&first);
	return taken;
}

void discovery_answers(const struct discovery_search *s, struct answers *a,
		       const struct pack_resource *row, const struct json *found,
		       struct json *unsure)
{
	const char *trust = pack_document_of(s->j->pack, row, a->policy);
	struct json *documents = discovery_answers_documents(found);
	struct json *files = discovery_files(s, a, row), *hits = json_object_new();

	if (*trust && json_get(found, "trust"))
		discovery_answers_read(s, a, trust, json_get(found, "trust"), hits);
	discovery_answers_take(s, a, hits, unsure);
	json_free(hits);
	hits = json_object_new();
	json_each(file, files)
		if (!discovery_answers_match(s, a, json_text(file), documents, unsure))
			json_each(document, documents)
				discovery_answers_read(s, a, json_text(file), document, hits);
	discovery_answers_take(s, a, hits, unsure);
	json_free(documents);
	json_free(files);
	json_free(hits);
}

bool discovery_trusts(const struct discovery_search *s, const struct variant *v,
		      const struct pack_resource *row, const struct json *trust)
{
	const char *file = pack_document_of(s->j->pack, row, v->answers.policy);
	struct answers a = { .values = NULL };
	struct json *hits, *unsure, *values, *wanted;
	bool fits;

	if (!str_eq(row->kind, "role"))
		return true;
	hits = json_object_new();
	unsure = json_list_new();
	answers_copy(&a, &v->answers);
	discovery_answers_read(s, &a, file, trust, hits);
	discovery_answers_take(s, &a, hits, unsure);
	values = answers_values(&a, s->j->pack);
	wanted = fill_known(pack_document(s->j->pack, file), values);
	fits = principals_trusted(trust, wanted);
	json_free(wanted);
	json_free(values);
	json_free(unsure);
	json_free(hits);
	answers_free(&a);
	return fits;
}
