/*
 * check.h - what is wrong with a pack that was read (pack_read): each mistake a line.
 * For pack_load.c and check*.c.
 */
#ifndef ACCREDIT_CHECK_H
#define ACCREDIT_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "kinds/kinds.h"

struct json;
struct pack;

/* Adds every mistake of a pack that was read. True: none was found. */
bool check_pack(const struct pack *p, struct buf *mistakes);

/*
 * The same without rendering each method with each policy, which is most of the work:
 * what a run renders is checked by pack_wanted, with check_wanted.
 */
bool check_loaded(const struct pack *p, struct buf *mistakes);

struct check {
	const struct pack *p;
	bool strict; /* a kind of resource that is not known is a mistake */
	struct buf *mistakes;
	size_t start;	/* what mistakes held before */
	bool rough; /* a member has a wrong type: nothing is rendered */
	bool circle;	/* resources that need each other */
	struct json *good;	/* placeholders that were checked: name -> kinds of documents */
};

/* Adds one line, cleaned. place: "pack.json: values[3].kind". */
void check_say(struct check *c, const char *place, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* The stages, in this order. */
void check_shape(struct check *c);	/* members, types, what is missing */
void check_rows(struct check *c);	/* each row by the rules of its section */
void check_links(struct check *c);	/* ids, needs, placeholders, documents */
void check_documents(struct check *c);	/* every document by IAM's grammar */
void check_defaults(struct check *c);	/* defaults that use other values */
void check_renders(struct check *c);	/* every method with every policy */

/* A policy document, its placeholders not filled. place: "documents/x.json". */
void check_document(struct check *c, const struct json *j, enum document what,
		    const char *place);

/* A group of values; and a value's group and titles. */
void check_group(struct check *c, const struct json *row, const char *place);
void check_grouped(struct check *c, const struct json *row, const char *place);

/* A value, and one made of others, by the rules of their sections. */
void check_value(struct check *c, const struct json *row, const char *place);
void check_derived(struct check *c, const struct json *row, const char *place);

/* The names in a resource: the part outside placeholders must fit AWS's rules. */
void check_names(struct check *c, const struct json *row, const char *place);

/* A probe, by the rules of its section. */
void check_probe(struct check *c, const struct json *row, const char *place);

/* The tags of a row: texts, and no key that is reserved. */
void check_tags(struct check *c, const struct json *row, const char *place);

/* A member that is an object; NULL: it is missing, or none. */
const struct json *check_object_in(const struct json *row, const char *member);

#define CHECK_NAME "abcdefghijklmnopqrstuvwxyz0123456789"

/* Whether s begins with one of CHECK_NAME and has chars alone. */
bool check_is_name(const char *s, const char *chars);

/* An id of a resource or a probe. */
void check_id(struct check *c, const char *id, const char *place);

/* Reports that word is none of the choices. */
void check_choices(struct check *c, const char *place, const char *word,
		   const char *const *choices);

/* Whether word is one of a list separated by spaces. */
bool check_among(const char *word, const char *list);

/* Writes "place.member" into buf and returns it. */
const char *check_at(char buf[256], const char *place, const char *member);

/* "fixes" of a value: answers, each with other values and the only text they can have. */
void check_fixes(struct check *c, const struct json *row, const char *place);

/* A list of texts, none empty. */
void check_words(struct check *c, const struct json *list, const char *place);

#endif
