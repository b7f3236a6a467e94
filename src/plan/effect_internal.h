/* effect_internal.h - what the files of effect share, and nobody else. */
#ifndef ACCREDIT_EFFECT_INTERNAL_H
#define ACCREDIT_EFFECT_INTERNAL_H

#include <stddef.h>

#include "plan/effect.h"
#include "policy/iam_policy.h"

/* A document of the role or user. */
struct held {
	const char *kind;		/* of the resource that it would be */
	const char *name;		/* of the policy */
	const char *key;		/* name of an inline policy, ARN of an attached one */
	const char *group;		/* whose it is, or NULL */
	const struct json *document;
	const struct json *wanted;	/* what is wanted under this name, or NULL */
	bool by_name;			/* something is wanted under this name */
	bool same;			/* and it is just that */
	size_t from, to;		/* its statements in the set */
};

/* A document that is wanted. document NULL: it could not be read. */
struct want {
	const char *id, *key, *kind;
	const struct json *document;
	const struct held *held;	/* under its name; NULL: none */
};

struct effect_work {
	const char *kind, *name;	/* of the role or user */
	struct held *held;
	size_t held_count;
	struct want *want;
	size_t want_count;
	struct policy_set *have, *wants;
	bool undenied;			/* not all that is wanted to be denied is */
	bool partial;			/* not all that it has could be read */
	bool unknown;			/* some wanted document could not be read */
	struct json *findings;		/* of all that it has; NULL: not looked for yet */
	struct effect out;
};

/*
 * A set of this one statement and, where with is not NULL, of its Deny statements. It
 * points into them: free() its statements.
 */
struct policy_set effect_one(const struct policy_statement *s, const struct policy_set *with);
/* Statements as they are compared: no Sid, order and case of actions aside; yours. */
struct json *effect_normal(const struct json *statement);
bool effect_has(const struct json *document, const struct json *statement);
void effect_undecided(struct effect_work *e, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* effect_extra.c: what goes beyond, what takes away. */
void effect_add_boundary(struct effect_work *e, const struct json *boundary);
void effect_add_more(struct effect_work *e);
/* A Deny that may hit what is wanted: the statements it takes, yours; NULL: it cannot. */
struct json *effect_taken(const struct policy_statement *deny, const struct policy_set *wants);

/* effect_text.c */
/* "s3:GetObject, iam:* and 3 more", of a list of actions. */
struct buf;
void effect_actions(struct buf *out, const struct json *actions);
/* The actions of statements, each once, as they are written; yours. */
struct json *effect_actions_of(const struct json *statements);

#endif
