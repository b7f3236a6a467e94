/*
 * preflight.h - whether the caller is allowed what the plan's steps call. Asked before the
 * run: of IAM's policy simulator, of EC2 by dry runs, and of clusters by access reviews. It
 * is advice: it never fails a run, and never delays one for long.
 */
#ifndef ACCREDIT_PREFLIGHT_H
#define ACCREDIT_PREFLIGHT_H

#include <stdbool.h>

struct buf;
struct json;
struct reply_cache;
struct plan;
struct quotas;
struct session;
struct stop;

struct preflight;

/*
 * Begins to ask, on its own threads, while the caller reads what exists: for all resources of
 * wanted, as if each had to be created, and with proof for the steps of the probe; with
 * quotas also for the account's quotas. NULL: there is nothing to ask. seen: cached replies
 * about the network, or NULL; it must outlive the preflight. stop may be NULL.
 */
struct preflight *preflight_begin(const struct session *s, const struct json *wanted,
				  bool proof, bool quotas, struct reply_cache *seen, struct stop *stop);
void preflight_drop(struct preflight *p);	/* NULL is fine */

/*
 * Ends p (NULL: asks now) and returns the event (yours) on the plan's steps, and with proof
 * on those of a probe that is not in the plan yet. NULL: the plan has no step that is asked
 * about.
 *
 * {"event":"preflight","steps":[{"id","says","verdict","layer"?,"action"?,"resource"?,
 * "text"?,"statement"?,"lacks"?,"why"?}],"told","by"?,"statements",
 * "mends":[{"where","statements"}],"unsure","why"}
 *
 * "lacks": each action that is not allowed; "statement": what would allow all of them;
 * "told" false: there was no answer at all; "by": IAM's decisions were found by
 * "simulation", or by reading the caller's "policies", which are not all that can deny;
 * "unsure": how many steps are not known, "why": the reasons. quotas (may be NULL): the
 * account's, asked for once if the plan creates something.
 */
struct json *preflight_end(struct preflight *p, const struct session *s,
			   const struct plan *plan, bool proof, struct reply_cache *seen,
			   struct stop *stop, struct quotas *quotas);

/* The event, from the answers (preflight_internal.h). Pure. */
struct required_actions_place;
struct json *preflight_judge(const struct plan *plan, bool proof,
			     const struct required_actions_place *place, const struct json *answers);

/* What the event says of one step; borrowed from it. */
struct preflight_row {
	const char *id; /* of the step */
	const char *label; /* what it does, for people */
	const char *verdict; /* "yes", "no", "cannot-tell"; "": no such row */
	const struct json *lacks; /* what is missing; NULL: nothing */
};
struct preflight_row preflight_row_read(const struct json *row);

/* The row of that step. */
struct preflight_row preflight_step(const struct json *event, const char *id);

/*
 * Lines for people: which steps may be denied, by which policy, and what to request; one line
 * for what is not known; one for how it was found.
 */
void preflight_words(struct buf *out, const struct json *event);
void preflight_lack_words(struct buf *out, const struct json *event);
void preflight_unsure_words(struct buf *out, const struct json *event);
void preflight_by_words(struct buf *out, const struct json *event);
/* The same of one row. */
void preflight_row_words(struct buf *out, const struct preflight_row *row);

#endif
