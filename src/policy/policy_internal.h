/* policy_internal.h - what the files of policy share, and nobody else. */
#ifndef ACCREDIT_POLICY_INTERNAL_H
#define ACCREDIT_POLICY_INTERNAL_H

#include "base/buf.h"
#include "policy/iam_policy.h"

/* --- glob.c: patterns ----------------------------------------------------------- */

/* Tokens above all code points. A variable is TOKEN_VARIABLE + its number. */
#define TOKEN_ANY 0x110000u	/* * */
#define TOKEN_ONE 0x110001u	/* ? */
#define TOKEN_VARIABLE 0x110002u

enum glob_flags { GLOB_WILD = 1, GLOB_VARIABLES = 2, GLOB_FOLD = 4 };

/* Code points of a text. */
struct glob_text {
	uint32_t *at;
	size_t n;
};

void glob_read(struct arena *a, struct policy_glob *g, const char *text, int how);
struct glob_text glob_text(struct arena *a, const char *s, bool fold);
bool glob_fits(const uint32_t *pattern, size_t n, const uint32_t *text, size_t m);
/* The same pattern, whatever its variables are filled with. */
bool glob_same(const struct policy_glob *a, const struct policy_glob *b);
/* Some text may fit both; true for patterns that are too long to tell. */
bool glob_meet(const struct policy_glob *a, const struct policy_glob *b);
#define GLOB_MEET 512
void glob_add_utf8(struct buf *out, uint32_t c); /* a code point as UTF-8 */
uint32_t glob_fold(uint32_t c);		/* ASCII letters in lower case */

/* --- evaluate.c: a request ------------------------------------------------------- */

/* Three answers; MAYBE: a key has no value. And is the least, or the most. */
enum maybe { NO, MAYBE, YES };

static inline enum maybe maybe_not(enum maybe m)
{
	return (enum maybe)(YES - m);
}

static inline enum maybe maybe_and(enum maybe a, enum maybe b)
{
	return a < b ? a : b;
}

static inline enum maybe maybe_or(enum maybe a, enum maybe b)
{
	return a > b ? a : b;
}

/* A request as it is judged. */
struct evaluation {
	const struct policy_request *request;
	struct arena *a;		/* of the result */
	struct arena scratch;
	struct glob_text action, resource;
	const char *account, *role;	/* of who; NULL: not known */
	const char **keys;		/* that had no value */
	size_t keys_count, keys_room;
};

/*
 * The values of a condition key. given: it has values (n of them, an empty list
 * included). Not given: known says that it is absent.
 */
struct context_values {
	const char **at;
	size_t n;
	bool given, known;
};

struct context_values context_values(struct evaluation *q, const char *key);
void evaluation_needs_key(struct evaluation *q, const char *key);

/*
 * Whether a pattern fits, with its variables filled in. *unset: a variable has
 * no value in a context that is complete: IAM may drop the whole statement then.
 */
enum maybe glob_evaluate(struct evaluation *q, const struct policy_glob *g,
			 const struct glob_text *text, bool *unset);
/* The pattern filled in; MAYBE or NO: it cannot be. */
enum maybe glob_substitute(struct evaluation *q, const struct policy_glob *g,
			   struct glob_text *out);

bool evaluation_begin(struct evaluation *q, const struct policy_request *r,
		      struct arena *a);
void evaluation_end(struct evaluation *q);

/* --- condition.c: the operators --------------------------------------------------- */

enum family { OF_STRING, OF_NUMBER, OF_DATE, OF_BOOL, OF_BINARY, OF_IP, OF_ARN, OF_NULL };
enum compare { IS_SAME, IS_LIKE, IS_LESS, IS_LESS_OR_SAME, IS_MORE, IS_MORE_OR_SAME };

struct policy_operator {
	const char *name;
	enum family family;
	enum compare compare;
	bool negated, fold;
};

/* "ForAnyValue:StringLikeIfExists" into its parts; false: no such operator. */
bool operator_read(const char *text, struct policy_condition *into);
int operator_glob_flags(const struct policy_operator *op,
			bool variables); /* enum glob_flags */
/* The operator that says the opposite, or NULL. */
const struct policy_operator *operator_opposite(const struct policy_operator *op);

enum maybe condition_evaluate(struct evaluation *q, const struct policy_condition *t);
/* One value of the request against all of the line's, negation included. */
enum maybe condition_evaluate_value(struct evaluation *q, const struct policy_condition *t,
				    const char *given);
/* What it says of a key that is absent. */
bool condition_when_absent(const struct policy_condition *t);

/* --- condition_values.c: numbers, dates, addresses -------------------------------------------- */

struct value_net {
	unsigned char bytes[16];
	size_t size;		/* 4 or 16 */
	unsigned bits;
};

bool value_number(const char *s, double *out);
bool value_date(const char *s, double *out);	/* seconds since 1970 */
bool value_net(const char *s, struct value_net *out);
bool value_net_within(const struct value_net *in, const struct value_net *out);

/* --- principal.c --------------------------------------------------------------------- */

/* How a statement names who asks: the stronger, the later. */
enum principal_match {
	PRINCIPAL_NO,
	PRINCIPAL_MAYBE,
	PRINCIPAL_ACCOUNT,
	PRINCIPAL_ROLE,
	PRINCIPAL_SELF
};

enum principal_match principal_evaluate(struct evaluation *q,
					const struct policy_principals *p);
/* All of w are among p, so far as their names say. */
bool principal_within(const struct policy_principals *w, const struct policy_principals *p);

/* --- inclusion.c: one set of requests within others ------------------------------------ */

/* Requests: action and resource fit both patterns. */
struct box {
	const struct policy_glob *action, *resource;
};

/* Requests of a statement. */
struct area {
	const struct policy_globs *action, *resource;
};

struct counterexample {
	const char *action, *resource;
	const char **variables;	/* keys whose value is filled in, as these */
	const char **values;
	size_t n;
	const char *other;	/* a character that no pattern names */
};

/*
 * Is every request that is in all of the boxes in some of the areas? Exact for
 * patterns without variables. A variable in an area stands for itself and fits
 * only itself or a wildcard; in an excepted list for any text. In a box it
 * stands for itself, or, with widen, for any text.
 * NO: *w (in the arena) is a request that is in no area. CANNOT_TELL: it would
 * be more than INCLUSION_WORK, or more than what *work (may be NULL) has left.
 */
#define INCLUSION_WORK 4000000l
struct inclusion {
	const struct box *boxes;
	size_t boxes_count;
	const struct area *areas;
	size_t areas_count;
	bool widen;
	long *work;
};
enum policy_truth inclusion(struct arena *a, const struct inclusion *q,
			    struct counterexample *w);

/* Any text that fits one fits the other. */
bool glob_within(const struct policy_glob *in, const struct policy_glob *out);
/* Quick: they begin differently, so that no text fits both. */
bool glob_apart(const struct policy_glob *a, const struct policy_glob *b);

extern const struct policy_glob glob_everything;	/* * */
extern const struct policy_globs globs_everything;

/* --- implies.c: one condition narrower than another -------------------------------------- */

/* Whenever all of w hold (w2 too, which may be NULL), all of h hold. */
bool conditions_imply(const struct policy_statement *w, const struct policy_statement *w2,
		      const struct policy_statement *h);
/* They never hold together. */
bool conditions_exclude(const struct policy_statement *a, const struct policy_statement *b);

/* --- extent.c ------------------------------------------------------------------------------ */

/* The same lists of actions and of resources, in any order. */
bool statements_same_scope(const struct policy_statement *a,
			   const struct policy_statement *b);
/* NotResource with a variable: without its value the statement may not count. */
bool not_resource_has_variable(const struct policy_statement *s);

/* --- counterexample.c: a request that shows a no ------------------------------------------------------ */

/*
 * Looks for a context in which want allows the request of the counterexample and have
 * does not; {"action", "resource", "context"}, yours, or NULL: none was found.
 * *left: how many contexts may still be tried.
 */
struct json *counterexample_find(const struct policy_set *have,
				 const struct policy_set *want,
				 const struct policy_statement *s,
				 const struct counterexample *w, int *left);

#endif
