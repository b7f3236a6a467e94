/* discovery_internal.h - what the files of discovery.h share. */
#ifndef ACCREDIT_DISCOVERY_INTERNAL_H
#define ACCREDIT_DISCOVERY_INTERNAL_H

#include "pack/answers.h"
#include "pack/pack.h"
#include "wizard/discovery.h"

enum { VARIANT_ROWS = 16 };

/* A method with one of its policies. */
struct variant {
	struct answers answers; /* as answers_start left them, without the defaults */
	/* The roles and users that it wants by a name of their own; the first is the platform's. */
	const struct pack_resource *rows[VARIANT_ROWS];
	size_t count;
};

struct discovery_search {
	const struct journey *j;
	struct variant *variants;
	size_t count;
	struct json *managed; /* ARN -> document, of policies that variants attach */
	struct json *seen; /* what holdings.h read of each that was told */
	struct discovery *out;
	bool all; /* false: one alone, which is listed whether it fits or not */
};

/* How a principal compares with what one row of a variant wants. */
struct judged {
	struct answers answers; /* of the variant, with what was read from the principal */
	struct json *missing, *more; /* statements; texts */
	struct json *unsure; /* names of answers that could as well be others */
	struct json *names; /* ID of a wanted policy -> names that allow the same */
	size_t lost, all; /* actions that are missing, and wanted */
	/* How far it is from what is wanted: what is missing, and what is beyond it. */
	size_t less, extra;
	bool undecided;
};

/* Whether the trust policy fits the row; always true of a user. found: of holdings.h. */
bool discovery_trusts(const struct discovery_search *s, const struct variant *v,
		      const struct pack_resource *row, const struct json *trust);
/* A list (yours) of the template's documents that are policies of the row's role or user. */
struct json *discovery_files(const struct discovery_search *s, const struct answers *a,
			     const struct pack_resource *row);
/*
 * Adds the answers that its documents give, which a does not have. unsure: gets the names of
 * those that could as well be others, such as the buckets of two policies that are alike.
 */
void discovery_answers(const struct discovery_search *s, struct answers *a,
		       const struct pack_resource *row, const struct json *found,
		       struct json *unsure);
/* False: nothing is wanted of it, or its name cannot be an answer. */
bool discovery_judge(const struct discovery_search *s, const struct variant *v,
		     const struct pack_resource *row, const struct json *found,
		     struct judged *out);
void discovery_judged_free(struct judged *j);

/* Adds the answers that are certain, and were not given, to values. */
void discovery_merge(const struct discovery_search *s, const struct judged *j,
		     struct json *values);
/* Adds to the answers of one what other roles, users and clusters of the account tell. */
void discovery_others(const struct discovery_search *s, const struct variant *v,
		      struct discovered *one);

/* Fills facts by what was read, found; then cosmetic, and facts that take a question each. */
void discovery_facts(const struct json *found, struct discovered *one);
void discovery_details(const struct discovery_search *s, const struct variant *v,
		       struct discovered *one);

#endif
