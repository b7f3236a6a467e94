/* discovery.c - see discovery.h. Here: the search, and which method and policy fit best. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "pack/pack_when.h"
#include "pack/render.h"
#include "resource/holdings.h"
#include "resource/managed_read.h"
#include "session/session.h"
#include "wizard/candidates_internal.h"
#include "wizard/discovery_internal.h"
#include "wizard/journey.h"
#include "wizard/principals.h"

enum { DETAILED = 8 };	/* so many of the best are looked at with all around them */

/* --- the variants ---------------------------------------------------------------------- */

static bool discovery_is_principal(const struct pack_resource *row)
{
	char value[64];

	return (str_eq(row->kind, "role") || str_eq(row->kind, "user")) &&
		value_named(row->name, value);
}

bool discovery_can_be(const struct pack *pack, const char *kind)
{
	for (const struct pack_resource *row = pack->resources; row->id; row++)
		if (discovery_is_principal(row) && str_eq(row->kind, kind))
			return true;
	return false;
}

/* The platform's own: it has the policy that is chosen, or an access key. */
static int discovery_rank(const struct discovery_search *s, const struct variant *v,
			  const struct pack_resource *row, const struct json *values)
{
	const struct pack_policy *policy = pack_policy(s->j->pack, v->answers.policy);
	struct json *files = discovery_files(s, &v->answers, row);
	int rank = policy && json_has(files, policy->document) ? 2 : 0;

	for (const struct pack_resource *r = s->j->pack->resources; r->id; r++)
		if (str_eq(r->kind, "access-key") && str_eq(r->user, row->name) &&
		    str_eq(row->kind, "user") && resource_holds(r, &v->answers, values))
			rank |= 1;
	json_free(files);
	return rank;
}

static void discovery_add_variant(struct discovery_search *s, const char *method,
				  const char *policy)
{
	struct variant v = { .answers = { .values = NULL } };
	struct json *values;

	answers_copy(&v.answers, &s->j->given);
	snprintf(v.answers.method, sizeof(v.answers.method), "%s", method);
	snprintf(v.answers.policy, sizeof(v.answers.policy), "%s", policy);
	snprintf(v.answers.account, sizeof(v.answers.account), "%s", s->j->session->account);
	if (!*v.answers.region)
		snprintf(v.answers.region, sizeof(v.answers.region), "%s",
			 s->j->session->region);
	answers_start(&v.answers, s->j->pack);
	v.answers.exists = true;
	values = answers_values(&v.answers, s->j->pack);
	for (const struct pack_resource *row = s->j->pack->resources; row->id; row++)
		if (v.count < VARIANT_ROWS && discovery_is_principal(row) &&
		    resource_holds(row, &v.answers, values))
			v.rows[v.count++] = row;
	for (size_t i = 1; i < v.count; i++) {
		const struct pack_resource *row = v.rows[i];

		if (discovery_rank(s, &v, row, values) <=
		    discovery_rank(s, &v, v.rows[0], values))
			continue;
		v.rows[i] = v.rows[0];
		v.rows[0] = row;
	}
	json_free(values);
	if (!v.count) {
		answers_free(&v.answers);
		return;
	}
	s->variants = xrealloc(s->variants, (s->count + 1) * sizeof(*s->variants));
	s->variants[s->count++] = v;
}

/* Those of the template's default policy come first: of equals, the first is taken. */
static void discovery_add_variants(struct discovery_search *s)
{
	const struct pack *p = s->j->pack;

	for (int others = 0; others < 2; others++)
		for (size_t m = 0; m < p->method_count; m++) {
			const struct pack_method *method = &p->methods[m];

			if (*method->refused)
				continue;
			if (!p->policy_count && !others)
				discovery_add_variant(s, method->name, "");
			for (size_t i = 0; i < p->policy_count; i++)
				if (p->policies[i].recommended == !others &&
				    !*pack_policy_refused(&p->policies[i], method->name))
					discovery_add_variant(s, method->name,
							      p->policies[i].name);
		}
}

/* The managed policies that any of them attaches. */
static void discovery_read_managed(struct discovery_search *s)
{
	struct json *all = json_object_new();
	struct json *list = json_put(all, "resources", json_list_new());

	for (size_t i = 0; i < s->count; i++) {
		struct json *wanted = pack_wanted_known(s->j->pack, &s->variants[i].answers);

		json_each(resource, json_get(wanted, "resources"))
			json_push(list, json_copy(resource));
		json_free(wanted);
	}
	s->managed = managed_documents(s->j->session->aws, all);
	json_free(all);
}

/* --- which variant fits best --------------------------------------------------------------- */

/* The less is missing or beyond it the better; then, the more of what is wanted is there. */
static bool discovery_is_better(const struct judged *a, const struct judged *b)
{
	if (a->lost == a->all || b->lost == b->all) /* nothing of it is there at all */
		return a->lost < a->all;
	if (a->less + a->extra != b->less + b->extra)
		return a->less + a->extra < b->less + b->extra;
	return a->all - a->lost > b->all - b->lost;
}

/* Another method that wants the same: IAM cannot tell them apart. */
static void discovery_add_method(struct buf *methods, const struct variant *best,
				 const struct variant *v)
{
	if (!str_eq(best->answers.method, v->answers.method) &&
	    str_eq(best->answers.policy, v->answers.policy))
		buf_fmt(methods, "%s%s", methods->len ? ", " : "", v->answers.method);
}

static enum candidate_fit discovery_fit(const struct judged *j, const struct json *found)
{
	if (candidates_allows_everything(found))
		return FIT_EVERYTHING;
	if (j->lost || j->undecided)
		return FIT_NEAR;
	return j->extra ? FIT_MORE : FIT_FULL;
}

/* What was given already is no news, and what is not certain is asked. */
void discovery_merge(const struct discovery_search *s, const struct judged *j,
		     struct json *values)
{
	json_each(value, j->answers.values)
		if (!*json_str(s->j->given.values, json_key(value)) &&
		    !json_has(j->unsure, json_key(value)))
			json_put_str(values, json_key(value), json_text(value));
}

static void discovery_add(struct discovery_search *s, const struct variant *v,
			  struct judged *j, const struct json *found, struct buf *methods)
{
	struct discovery *d = s->out;
	struct discovered one = {
		.kind = xstrdup(holdings_kind(found)), .name = xstrdup(holdings_name(found)),
		.arn = xstrdup(json_str(found, "arn")), .fit = discovery_fit(j, found),
		.method = xstrdup(v->answers.method), .policy = xstrdup(v->answers.policy),
		.methods = xstrdup(methods->s), .missing = json_copy(j->missing),
		.lost = j->lost, .all = j->all, .more = json_copy(j->more),
	};
	size_t at = 0;

	one.values = json_object_new();
	discovery_merge(s, j, one.values);
	discovery_facts(found, &one);
	while (at < d->count && (d->items[at].fit < one.fit ||
				 (d->items[at].fit == one.fit &&
				  (d->items[at].lost < one.lost ||
				   (d->items[at].lost == one.lost &&
				    strcmp(d->items[at].name, one.name) <= 0)))))
		at++;
	d->items = xrealloc(d->items, (d->count + 1) * sizeof(*d->items));
	memmove(&d->items[at + 1], &d->items[at], (d->count - at) * sizeof(*d->items));
	d->items[at] = one;
	d->count++;
}

/* --- the search --------------------------------------------------------------------------- */

static bool discovery_any_trusts(void *with, const struct json *trust)
{
	const struct discovery_search *s = with;

	for (size_t i = 0; i < s->count; i++)
		for (size_t k = 0; k < s->variants[i].count; k++)
			if (str_eq(s->variants[i].rows[k]->kind, "role") &&
			    discovery_trusts(s, &s->variants[i], s->variants[i].rows[k], trust))
				return true;
	return false;
}

static bool discovery_has_own_name(const struct discovery_search *s,
				   const struct variant *v, const struct json *found)
{
	struct buf name = BUF(200);
	char value[64] = "";
	bool own;

	value_named(v->rows[0]->name, value);
	answers_value(&v->answers, s->j->pack, value, &name);
	own = str_eq(name.s, holdings_name(found));
	buf_free(&name);
	return own;
}

static void discovery_weigh(void *with, const char *kind, const char *name,
			    const struct json *found)
{
	struct discovery_search *s = with;
	bool everything = candidates_allows_everything(found);
	const struct variant *best = NULL;
	struct judged most = { .all = 0 };
	struct buf methods = BUF(400);

	(void)name;
	json_push(s->seen, json_copy(found));
	for (size_t i = 0; i < s->count; i++) {
		const struct variant *v = &s->variants[i];
		struct judged one = { .all = 0 };

		if (!str_eq(v->rows[0]->kind, kind) ||
		    (s->all && !discovery_trusts(s, v, v->rows[0], json_get(found, "trust"))) ||
		    !discovery_judge(s, v, v->rows[0], found, &one)) {
			discovery_judged_free(&one);
			continue;
		}
		if (!best || (!everything && discovery_is_better(&one, &most))) {
			discovery_judged_free(&most);
			most = one;
			best = v;
			buf_reset(&methods);
			continue;
		}
		if (!discovery_is_better(&most, &one))
			discovery_add_method(&methods, best, v);
		discovery_judged_free(&one);
	}
	/* Of administrators only one with the template's own name comes into question. */
	if (best &&
	    (!s->all ||
	     (most.lost * 2 <= most.all &&
	      (!everything || discovery_has_own_name(s, best, found)))))
		discovery_add(s, best, &most, found, &methods);
	discovery_judged_free(&most);
	buf_free(&methods);
}

static bool discovery_find_one(struct discovery_search *s, const char *kind,
			       const char *name, struct err *err)
{
	struct json *found = NULL;
	bool ok = holdings_read(s->j->session->aws, kind, name, &found, err);

	if (ok && !found) {
		err_set(err, ERR_INPUT, "there is no %s '%s' in account %s", kind, name,
			s->j->session->account);
		ok = err_hint(err, "check the name");
	}
	if (ok && found)
		discovery_weigh(s, kind, name, found);
	json_free(found);
	return ok;
}

static const struct variant *discovery_variant_of(const struct discovery_search *s,
						  const struct discovered *one)
{
	for (size_t i = 0; i < s->count; i++)
		if (str_eq(s->variants[i].answers.method, one->method) &&
		    str_eq(s->variants[i].answers.policy, one->policy))
			return &s->variants[i];
	return NULL;
}

bool discovery_find(const struct journey *j, const char *kind, const char *name,
		    struct discovery *out, struct err *err)
{
	struct discovery_search s = { .j = j, .out = out, .all = !name };
	struct principals who = { .trusts = discovery_any_trusts, .told = discovery_weigh,
				  .with = &s };
	bool ok;

	*out = (struct discovery){ .platform = xstrdup(j->pack->name),
				   .account = xstrdup(j->session->account) };
	s.seen = json_list_new();
	discovery_add_variants(&s);
	discovery_read_managed(&s);
	for (size_t i = 0; i < s.count; i++)
		for (size_t k = 0; k < s.variants[i].count; k++) {
			who.roles |= str_eq(s.variants[i].rows[k]->kind, "role");
			who.users |= str_eq(s.variants[i].rows[k]->kind, "user");
		}
	ok = name ? discovery_find_one(&s, kind, name, err) :
		    principals_read(j->session->aws, &who, err);
	for (size_t i = 0; ok && i < out->count && i < DETAILED; i++) {
		const struct variant *v = discovery_variant_of(&s, &out->items[i]);

		discovery_details(&s, v, &out->items[i]);
		discovery_others(&s, v, &out->items[i]);
	}
	for (size_t i = 0; i < s.count; i++)
		answers_free(&s.variants[i].answers);
	free(s.variants);
	json_free(s.managed);
	json_free(s.seen);
	if (!ok)
		discovery_free(out);
	return ok;
}

void discovery_free(struct discovery *d)
{
	for (size_t i = 0; i < d->count; i++) {
		struct discovered *one = &d->items[i];

		free(one->kind);
		free(one->name);
		free(one->arn);
		free(one->method);
		free(one->policy);
		free(one->methods);
		json_free(one->values);
		json_free(one->missing);
		json_free(one->more);
		json_free(one->facts);
		json_free(one->cosmetic);
	}
	free(d->items);
	free(d->platform);
	free(d->account);
	*d = (struct discovery){ .platform = NULL };
}
