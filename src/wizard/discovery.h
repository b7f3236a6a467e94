/*
 * discovery.h - a setup that was created manually, looked for in the account before
 * anything is asked: the roles and users that fit a platform, each with the method and the
 * policy of the template that it fits best, and with the answers that it gives.
 */
#ifndef ACCREDIT_WIZARD_DISCOVERY_H
#define ACCREDIT_WIZARD_DISCOVERY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "wizard/candidates.h"

struct buf;
struct journey;
struct json;
struct pack;

struct discovered {
	char *kind, *name, *arn; /* kind: "role" or "user" */
	enum candidate_fit fit;
	char *method, *policy; /* of the template; policy "": it has none */
	char *methods; /* others that fit as well, comma-separated; "": none */
	struct json *values; /* NAME -> text: answers that were read from the account */
	struct json *missing; /* IAM statements that the template wants and it lacks */
	size_t lost, all; /* their IAM actions, and all that the template wants */
	struct json *more; /* texts: what it has beyond the template */
	struct json *facts; /* texts: "trusts ec2", "inline policy 'oneClick'" */
	struct json *cosmetic; /* texts: differences that are not compared */
};

/* All zero is an empty one. */
struct discovery {
	char *platform; /* that was looked for; NULL: none yet */
	char *account;
	struct discovered *items; /* the best first */
	size_t count;
};

/*
 * For the platform of j and what was given so far; j has a session. name (may be NULL): of
 * this one role or user alone (kind "role" or "user"), whether it fits or not. *out is
 * yours: discovery_free. What may not be read is not found. False: err says why: ERR_STOPPED,
 * ERR_NET, and of a name ERR_INPUT where it does not exist.
 */
bool discovery_find(const struct journey *j, const char *kind, const char *name,
		    struct discovery *out, struct err *err);
void discovery_free(struct discovery *d); /* leaves an empty one */

/* The kinds of the principals that a platform can work with; false: by no method. */
bool discovery_can_be(const struct pack *pack, const char *kind);

/* "exact match", "fits, and more", "lacks 2 of 14 actions", "administrator". */
void discovery_fit_words(struct buf *out, const struct discovered *one);
/* Its template policy: "policy 'workers' (Workers)"; without policies the method's title. */
void discovery_policy_words(struct buf *out, const struct pack *pack,
			    const struct discovered *one);
/*
 * The labels of required answers that it does not give and that nobody gave, comma-separated;
 * "" for none.
 */
void discovery_lacks_words(struct buf *out, const struct journey *j,
			   const struct discovered *one);
/* "iam:PassRole on *", a line each, of what it lacks; at most `most` lines. */
void discovery_missing_words(struct buf *out, const struct discovered *one, size_t most);

#endif
