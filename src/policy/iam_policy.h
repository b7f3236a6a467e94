/*
 * iam_policy.h - IAM's policy language: documents in, answers out, no network.
 *
 * Read by AWS's documentation (IAM User Guide): "Grammar of the IAM JSON policy
 * language", "JSON policy elements reference" (condition operators, variables
 * and tags, Principal, NotPrincipal, Resource), "Single-valued vs. multivalued
 * context keys", "Policy evaluation logic", "Policy evaluation for requests
 * within a single account", "Cross-account policy evaluation logic". Where the
 * guide leaves a point open it is named in the file that decides it.
 *
 * Nothing here keeps state: sets may be shared between threads once they are
 * filled. Results live in the arena that the caller gives.
 */
#ifndef ACCREDIT_POLICY_H
#define ACCREDIT_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"

struct json;

/* --- documents, read --------------------------------------------------------- */

struct policy_variable {
	const char *name;	/* a condition key */
	const char *otherwise;	/* its default value, or NULL */
};

/* One pattern of a document. */
struct policy_glob {
	const char *text;	/* as the document has it */
	const uint32_t *at;	/* n code points, wildcards and variables (policy_internal.h) */
	size_t n;
	const struct policy_variable *variables;	/* NULL: it has none */
	bool wild;		/* it has * or ? */
};

/* A list of patterns; except: everything that fits none of them (NotAction). */
struct policy_globs {
	const struct policy_glob *glob;
	size_t n;
	bool except;
};

struct policy_principal {
	const char *kind;	/* AWS, Service, Federated or CanonicalUser */
	const char *name;	/* as the document has it */
	const char *account;	/* twelve digits where it stands for a whole account */
};

struct policy_principals {
	bool given;		/* the statement has Principal or NotPrincipal */
	bool except;		/* NotPrincipal */
	bool everyone;		/* "*" or {"AWS": "*"} is among them */
	const struct policy_principal *name;
	size_t n;
};

struct policy_operator;		/* a row of the table in condition.c */

enum policy_quantifier { POLICY_SINGLE_VALUE, POLICY_FOR_ALL_VALUES, POLICY_FOR_ANY_VALUE };

/* One line of a Condition: operator, key, values. */
struct policy_condition {
	const struct policy_operator *op;
	const char *operator_text;	/* "ForAllValues:StringLikeIfExists" */
	enum policy_quantifier of; /* ForAllValues, ForAnyValue, or neither */
	bool if_exists;
	const char *key;
	const struct policy_glob *values;
	size_t n;
};

struct policy_statement {
	const char *document;	/* the name it was added under */
	size_t index;		/* its number in that document, from 1 */
	const char *sid;	/* "" if it has none */
	bool deny;
	bool no_resource;	/* a trust: resource is * here */
	struct policy_principals principal;
	struct policy_globs action;	/* in lower case: actions have no case */
	struct policy_globs resource;
	const struct policy_condition *conditions;
	size_t condition_count;
	const struct json *json;	/* the statement itself */
};

/* All documents of one layer, one after another. */
struct policy_set {
	struct arena arena;
	struct policy_statement *statements;
	size_t n, room;
	struct json *documents;		/* list: what the statements point into */
};

/* Yours: policy_free. */
struct policy_set *policy_new(void);
void policy_free(struct policy_set *set);	/* NULL is fine */

/*
 * Adds a document under a name. False (ERR_INPUT): what is wrong, in which
 * document and statement; the set is as it was before.
 * A document without Version is one of 2008-10-17: variables are plain text.
 */
bool policy_add(struct policy_set *set, const char *name, const struct json *document,
		struct err *err);
/* The same from a text of n bytes (at most 1 MB). */
bool policy_add_text(struct policy_set *set, const char *name, const char *text,
		     size_t n, struct err *err);

/* {"document", "index", "effect", "sid"? }: the place of a statement; yours. */
struct json *policy_statement_reference(const struct policy_statement *s);

/* --- may this request be made? ------------------------------------------------ */

/*
 * Who asks. Members may be NULL; all NULL: not known, so that a Principal other
 * than "*" answers unknown. aws:PrincipalAccount, aws:PrincipalArn and, of a user,
 * aws:username follow from it where the context does not have them.
 */
struct policy_caller {
	const char *arn;	/* of the user, the role session or the federated user */
	const char *role;	/* a session's role with its path; NULL: by its name */
	const char *service;	/* "ec2.amazonaws.com" */
	const char *federated;	/* the identity provider, as in Principal */
};

struct policy_request {
	struct policy_caller who;
	const char *action;	/* "s3:GetObject" */
	const char *resource;	/* an ARN, or "*" for actions without a resource */
	/*
	 * Context keys: name -> text or list of texts; names have no case. NULL:
	 * none. complete: a key that is not here is absent; otherwise its value
	 * is not known.
	 */
	const struct json *context;
	bool complete;
};

/*
 * The documents by layer. NULL: there is no such layer; an empty set: there is
 * one, and it allows nothing. scp and rcp: one set a level of the organization
 * (root, unit, account), ending in NULL; each must allow.
 */
struct policy_types {
	const struct policy_set *identity, *boundary, *session, *resource;
	const struct policy_set *const *scp, *const *rcp;
	/* The resource's own policy must allow: role trusts, key policies. */
	bool resource_decides;
	/* Caller and resource are in different accounts: both sides must allow. */
	bool cross_account;
};

enum policy_decision { POLICY_ALLOW, POLICY_DENY, POLICY_NONE, POLICY_UNKNOWN };
extern const char *const policy_decision_names[];	/* "allow", ... */

struct policy_result {
	enum policy_decision decision;
	/* allow: all that allow; deny: all that deny; unknown: all that might
	 * apply; none: empty. */
	const struct policy_statement **statements;
	size_t n;
	/* unknown: what would settle it: condition keys, or "principal". */
	const char **keys;
	size_t keys_count;
};

struct policy_result policy_evaluate(struct arena *a, const struct policy_types *layers,
				     const struct policy_request *request);

/* --- what is possible at all? (for findings) ---------------------------------- */

struct policy_reach {
	/* Some request is allowed, in some context. */
	bool some;
	/* Every request is allowed, in every context. Never true by mistake. */
	bool all;
	/* some, but each statement that allows it has a condition. */
	bool conditional;
	/* some, but only of resources named by a variable: user/${aws:username}. */
	bool own;
	/* Something is allowed by a statement, and Deny takes all of it away. */
	bool denied;
	/* The Allow statements of which something remains. */
	const struct policy_statement **statements;
	size_t n;
};

/*
 * What the set allows of the requests that fit both patterns: ("iam:PassRole",
 * "*") asks for any resource, ("iam:PassRole", "arn:aws:iam::*:role/x") for one.
 * Deny counts where it has no condition; one with a condition stands in the way
 * of all, not of some. Principals are not looked at.
 */
struct policy_reach policy_reach(struct arena *a, const struct policy_set *set,
				 const char *action, const char *resource);

/* --- compared ------------------------------------------------------------------ */

enum policy_truth { POLICY_NO, POLICY_YES, POLICY_CANNOT_TELL };
extern const char *const policy_truth_names[]; /* "no", "yes", "unknown" */

struct policy_cover {
	enum policy_truth covered;
	/*
	 * Yours, never NULL: statements that are wanted and not allowed, as small
	 * as they can be said: {"Effect", "Action", "Resource", ...}.
	 */
	struct json *missing;
	/* Yours, never NULL: a request for each: {"action", "resource", "context"}. */
	struct json *examples;
	/* Yours, never NULL: places of wanted statements that could not be decided. */
	struct json *undecided;
};

/*
 * Do the documents of have allow everything that those of want allow? yes is
 * proved, no is shown by a request that want allows and have does not; all else
 * is cannot tell.
 */
struct policy_cover policy_covers(const struct policy_set *have,
				  const struct policy_set *want);
void policy_cover_free(struct policy_cover *c);

/*
 * Do both mean the same wherever they are attached: the same is allowed and the
 * same is denied, each compared for itself.
 */
enum policy_truth policy_same(const struct policy_set *a, const struct policy_set *b);

/* --- who can assume the role? ---------------------------------------------------- */

/*
 * The principals of all Allow statements for sts:AssumeRole*, sts:TagSession
 * and the like; yours. A list of {
 *   "who": "everyone|account|user|role|session|service|oidc|saml|federated|
 *           canonical-user|everyone-but|unknown",
 *   "name": as the document has it, "account": twelve digits or absent,
 *   "issuer", "subjects": [...], "audiences": [...]: of tokens (oidc),
 *   "external_ids": [...],
 *   "assumes": whether it can assume the role at all (not only tag a session),
 *   "actions": [...] or, of NotAction, "not_actions", "conditions": [{"operator", "key", "values"}...] (all, also
 *   those of subjects and audiences), "statement": its place,
 *   "text": one sentence }.
 * Statements that deny follow with "denied": true.
 */
struct json *policy_trust(const struct policy_set *set);

#endif
