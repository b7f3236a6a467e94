/*
 * iam_policy.h - IAM's policy language: parses and evaluates documents, without network.
 *
 * By AWS's documentation (IAM User Guide): "Grammar of the IAM JSON policy language", "JSON
 * policy elements reference" (condition operators, variables and tags, Principal,
 * NotPrincipal, Resource), "Single-valued vs. multivalued context keys", "Policy evaluation
 * logic", "Policy evaluation for requests within a single account", "Cross-account policy
 * evaluation logic". Where the guide leaves a point open, the file that decides it says so.
 *
 * There is no global state: threads may share sets once they are filled. Results are in the
 * caller's arena.
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

/* A pattern of a document. */
struct policy_glob {
	const char *text;	/* as the document has it */
	const uint32_t *at;	/* n code points, wildcards and variables (policy_internal.h) */
	size_t n;
	const struct policy_variable *variables;	/* NULL: it has none */
	bool wild;		/* it has * or ? */
};

/* A list of patterns; except: everything that matches none of them (NotAction). */
struct policy_globs {
	const struct policy_glob *glob;
	size_t n;
	bool except;
};

struct policy_principal {
	const char *kind;	/* AWS, Service, Federated or CanonicalUser */
	const char *name;	/* as the document has it */
	const char *account;	/* twelve digits where it means a whole account */
};

struct policy_principals {
	bool given;		/* the statement has Principal or NotPrincipal */
	bool except;		/* NotPrincipal */
	bool everyone;		/* it includes "*" or {"AWS": "*"} */
	const struct policy_principal *name;
	size_t n;
};

struct policy_operator;		/* a row of condition.c */

enum policy_quantifier { POLICY_SINGLE_VALUE, POLICY_FOR_ALL_VALUES, POLICY_FOR_ANY_VALUE };

/* One condition: operator, condition key, values. */
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
	const char *document;	/* the name that policy_add gave it */
	size_t index;		/* its number in that document, from 1 */
	const char *sid;	/* "" if it has none */
	bool deny;
	bool no_resource;	/* of a trust policy: resource is * */
	struct policy_principals principal;
	struct policy_globs action;	/* in lowercase: actions ignore case */
	struct policy_globs resource;
	const struct policy_condition *conditions;
	size_t condition_count;
	const struct json *json;	/* the statement itself */
};

/* The statements of all documents of one policy type. */
struct policy_set {
	struct arena arena;
	struct policy_statement *statements;
	size_t n, room;
	struct json *documents;		/* a list that the statements point into */
};

/* Yours: policy_free. */
struct policy_set *policy_new(void);
void policy_free(struct policy_set *set);	/* NULL is fine */

/*
 * Adds a document with a name. False (ERR_INPUT): what is wrong, in which document and
 * statement; the set is unchanged. Without Version a document is of 2008-10-17: variables
 * are plain text.
 */
bool policy_add(struct policy_set *set, const char *name, const struct json *document,
		struct err *err);
/* The same from a text of n bytes (at most 1 MB). */
bool policy_add_text(struct policy_set *set, const char *name, const char *text,
		     size_t n, struct err *err);

/* A reference to a statement: {"document", "index", "effect", "sid"?}; yours. */
struct json *policy_statement_reference(const struct policy_statement *s);

/* --- may this request be made? ------------------------------------------------ */

/*
 * The caller. Members may be NULL; all NULL: unknown, so that a Principal other than "*" is
 * unknown too. aws:PrincipalAccount, aws:PrincipalArn and, for a user, aws:username are
 * derived from it where the context does not have them.
 */
struct policy_caller {
	const char *arn;	/* of the user, the role session or the federated user */
	const char *role;	/* the ARN of a session's role with its path; NULL: the role's name is compared */
	const char *service;	/* "ec2.amazonaws.com" */
	const char *federated;	/* the identity provider, as in Principal */
};

struct policy_request {
	struct policy_caller who;
	const char *action;	/* "s3:GetObject" */
	const char *resource;	/* an ARN, or "*" for actions without a resource */
	/*
	 * Context keys: name -> text or list of texts; names ignore case. NULL: none.
	 * complete: a key that is missing is absent; otherwise its value is unknown.
	 */
	const struct json *context;
	bool complete;
};

/*
 * The documents by policy type. NULL: there is no such policy; an empty set: there is one
 * that allows nothing. scp and rcp: one set for each level of the organization (root, unit,
 * account), ending in NULL; each must allow.
 */
struct policy_types {
	const struct policy_set *identity, *boundary, *session, *resource;
	const struct policy_set *const *scp, *const *rcp;
	/* The resource-based policy must allow: role trust policies, key policies. */
	bool resource_decides;
	/* Caller and resource are in different accounts: both policies must allow. */
	bool cross_account;
};

enum policy_decision { POLICY_ALLOW, POLICY_DENY, POLICY_NONE, POLICY_UNKNOWN };
extern const char *const policy_decision_names[];	/* "allow", ... */

struct policy_result {
	enum policy_decision decision;
	/*
	 * allow: all that allow; deny: all that deny; unknown: all that may apply; none:
	 * empty.
	 */
	const struct policy_statement **statements;
	size_t n;
	/* unknown: the condition keys that would decide it, or "principal". */
	const char **keys;
	size_t keys_count;
};

struct policy_result policy_evaluate(struct arena *a, const struct policy_types *layers,
				     const struct policy_request *request);

/* --- what is possible at all? (for findings) ---------------------------------- */

struct policy_reach {
	/* A request is allowed, in some context. */
	bool some;
	/* Every request is allowed in every context. Never true by mistake. */
	bool all;
	/* some, but every statement that allows it has a condition. */
	bool conditional;
	/* some, but only on resources named by a variable: user/${aws:username}. */
	bool own;
	/* A statement allows something, and Deny statements exclude all of it. */
	bool denied;
	/* The Allow statements that still allow something. */
	const struct policy_statement **statements;
	size_t n;
};

/*
 * What the set allows of the requests that match both patterns: ("iam:PassRole", "*") is
 * any resource, ("iam:PassRole", "arn:aws:iam::*:role/x") is one. A Deny without a
 * condition excludes requests; one with a condition only prevents "all". Principals are
 * ignored.
 */
struct policy_reach policy_reach(struct arena *a, const struct policy_set *set,
				 const char *action, const char *resource);

/* --- compared ------------------------------------------------------------------ */

enum policy_truth { POLICY_NO, POLICY_YES, POLICY_CANNOT_TELL };
extern const char *const policy_truth_names[]; /* "no", "yes", "unknown" */

struct policy_cover {
	enum policy_truth covered;
	/*
	 * Yours, never NULL: statements of want that are not allowed, as small as possible:
	 * {"Effect", "Action", "Resource", ...}.
	 */
	struct json *missing;
	/* Yours, never NULL: a request for each: {"action", "resource", "context"}. */
	struct json *examples;
	/* Yours, never NULL: references to statements of want that could not be decided. */
	struct json *undecided;
};

/*
 * Whether the documents of have allow everything that those of want allow. "Yes" is proved;
 * "no" is shown by a request that want allows and have does not; otherwise it cannot be
 * told.
 */
struct policy_cover policy_covers(const struct policy_set *have,
				  const struct policy_set *want);
void policy_cover_free(struct policy_cover *c);

/*
 * Whether both mean the same wherever they are attached: they allow the same and deny the
 * same.
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
