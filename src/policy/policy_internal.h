/* policy_internal.h - what the files of src/policy share. */
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
/* Whether both are the same pattern, whatever the variables' values. */
bool glob_same(const struct policy_glob *a, const struct policy_glob *b);
/* Whether some text can match both; true for patterns longer than GLOB_MEET. */
bool glob_meet(const struct policy_glob *a, const struct policy_glob *b);
#define GLOB_MEET 512
void glob_add_utf8(struct buf *out, uint32_t c); /* appends a code point as UTF-8 */
uint32_t glob_fold(uint32_t c);		/* ASCII letters in lower case */

/* --- evaluate.c: a request ------------------------------------------------------- */

/*
 * Three-valued logic; MAYBE: a key's value is unknown. And is the minimum, or the maximum.
 */
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

/* The evaluation of one request. */
struct evaluation {
	const struct policy_request *request;
	struct arena *a;		/* of the result */
	struct arena scratch;
	struct glob_text action, resource;
	const char *account, *role;	/* of the caller; NULL: unknown */
	const char **keys;		/* with an unknown value */
	size_t keys_count, keys_room;
};

/*
 * The values of a context key. given: it has values (n of them, an empty list included).
 * Not given: known says that it is absent.
 */
struct context_values {
	const char **at;
	size_t n;
	bool given, known;
};

struct context_values context_values(struct evaluation *q, const char *key);
void evaluation_needs_key(struct evaluation *q, const char *key);

/*
 * Whether a pattern matches after its variables are substituted. *unset: a variable has no
 * value in a complete context: IAM may ignore the whole statement then.
 */
enum maybe glob_evaluate(struct evaluation *q, const struct policy_glob *g,
			 const struct glob_text *text, bool *unset);
/* Substitutes the variables; MAYBE or NO: that is not possible. */
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

/*
 * Splits "ForAnyValue:StringLikeIfExists" into its parts; false: there is no such operator.
 */
bool operator_read(const char *text, struct policy_condition *into);
int operator_glob_flags(const struct policy_operator *op,
			bool variables); /* enum glob_flags */
/* The opposite operator, or NULL. */
const struct policy_operator *operator_opposite(const struct policy_operator *op);

enum maybe condition_evaluate(struct evaluation *q, const struct policy_condition *t);
/* Compares one value of the request with all of the condition's, negation included. */
enum maybe condition_evaluate_value(struct evaluation *q, const struct policy_condition *t,
				    const char *given);
/* The result where the key is absent. */
bool condition_when_absent(const struct policy_condition *t);

/* --- condition_text.c -------------------------------------------------------------- */

/* "aws:RequestTag/app = x or y", "aws:SourceIp is not in 10.0.0.0/8 or absent". */
void condition_describe(struct buf *out, const struct policy_condition *t);

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

/* How a statement names the caller; the most specific is last. */
enum principal_match {
	PRINCIPAL_NO,
	PRINCIPAL_MAYBE,
	PRINCIPAL_ACCOUNT,
	PRINCIPAL_ROLE,
	PRINCIPAL_SELF
};

enum principal_match principal_evaluate(struct evaluation *q,
					const struct policy_principals *p);
/* Whether p includes all of w, as far as their names tell. */
bool principal_within(const struct policy_principals *w, const struct policy_principals *p);

/* --- inclusion.c: one set of requests within others ------------------------------------ */

/* Requests whose action and resource match both patterns. */
struct box {
	const struct policy_glob *action, *resource;
};

/* Requests of a statement. */
struct area {
	const struct policy_globs *action, *resource;
};

struct counterexample {
	const char *action, *resource;
	const char **variables;	/* keys that have these values */
	const char **values;
	size_t n;
	const char *other;	/* a character that no pattern has */
};

/*
 * Whether every request that is in all of the boxes is in some of the areas. Exact for
 * patterns without variables. A variable in an area stands for itself and matches only
 * itself or a wildcard, in an excluded list any text. In a box it stands for itself or,
 * with widen, for any text. NO: *w (in the arena) is a request in no area. CANNOT_TELL: it
 * would take more than INCLUSION_WORK, or than the rest of *work (may be NULL).
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

/* Whether any text that matches "in" matches "out". */
bool glob_within(const struct policy_glob *in, const struct policy_glob *out);
/* A quick check whether no text can match both: they begin differently. */
bool glob_apart(const struct policy_glob *a, const struct policy_glob *b);

extern const struct policy_glob glob_everything;	/* * */
extern const struct policy_globs globs_everything;

/* --- implies.c: one condition narrower than another -------------------------------------- */

/*
 * Whether the conditions of h hold whenever those of w do (and of w2, which may be NULL).
 */
bool conditions_imply(const struct policy_statement *w, const struct policy_statement *w2,
		      const struct policy_statement *h);
/* Whether they never hold together. */
bool conditions_exclude(const struct policy_statement *a, const struct policy_statement *b);

/* --- extent.c ------------------------------------------------------------------------------ */

/* Whether they have the same actions and resources, in any order. */
bool statements_same_scope(const struct policy_statement *a,
			   const struct policy_statement *b);
/* Whether NotResource has a variable: without its value the statement may be ignored. */
bool not_resource_has_variable(const struct policy_statement *s);

/* --- counterexample.c: a request that shows a no ------------------------------------------------------ */

/*
 * Looks for a context in which want allows the request w and have does not; {"action",
 * "resource", "context"}, yours, or NULL: none was found. *left: how many contexts may
 * still be tried.
 */
struct json *counterexample_find(const struct policy_set *have,
				 const struct policy_set *want,
				 const struct policy_statement *s,
				 const struct counterexample *w, int *left);

#endif
