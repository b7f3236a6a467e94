/*
 * build_internal.h - building a plan: what its files share. Order: reading_begin
 * each, readings_read all at once, then decide (or plan_removal.c's own rules).
 */
#ifndef ACCREDIT_BUILD_INTERNAL_H
#define ACCREDIT_BUILD_INTERNAL_H

#include <pthread.h>
#include <stdbool.h>

#include "kinds/kinds.h"
#include "plan/plan.h"
#include "resource/uses.h"

struct extras;

struct read_progress;

struct reading {
	struct aws *aws;
	const struct kind *kind;
	const struct resource_kind *io; /* its calls */
	struct resource *wanted; /* a copy, with what record and machine add */
	struct resource *found;
	struct resource_uses uses; /* of what is to be removed */
	struct keep_reason *kept; /* why a removal keeps it; or NULL */
	bool holds;		/* and what belongs to it stays as well */
	struct json *asked;	/* of a PLAN_VERIFY: rows of evidence.h */
	bool removal; /* it is to be removed */
	const struct json *change;	/* of record_changes: it goes back, and does not go */
	enum plan_for what_for;
	const struct json *only;	/* of a repair; NULL: all */
	struct err err;
	bool ok;
	struct err gone;	/* its cluster is: it is missing and cannot be created; or none */
	pthread_t thread;
	bool is_new;		/* the record does not know it */
	bool asks_free, free_begun, is_free;
	struct err free_err;
	pthread_t free_thread;
	struct read_progress *progress; /* of the face that waits; NULL: none */
};

/* wanted is copied; recorded as record_resources gives it, may be NULL. */
bool reading_begin(struct reading *r, struct aws *aws, const struct resource *wanted,
		   const struct json *recorded, struct err *err);

/* All at once: one wait for the slowest, not a sum of waits. */
bool readings_read(struct reading *all, size_t n, struct err *err);
/* One once more, for what it wants now. */
void reading_again(struct reading *r);
struct reading *readings_new(size_t most);	/* yours: readings_free */
void readings_free(struct reading *all, size_t n);

/*
 * After the readings: where a role, user, policy or instance profile is under a path, all
 * that is wanted names it with that path in its ARN: each reading's wanted, and the whole
 * tree, of which a new one is given (yours; NULL: nothing is under a path).
 */
struct json *paths_settle(const struct json *wanted, struct reading *all, size_t n);

/*
 * What becomes of it. *diff is yours, on failure too. False: a choice that only
 * the operator can make, err says which. May change r->wanted into what can be
 * had without taking from others.
 */
bool decide(const struct reading *r, const struct json *recorded, const char *setup,
	    enum action *action, struct json **diff, struct err *err);

/* Whether what was found is ours: by the record, and by its tag where it has tags. */
bool decide_is_ours(const struct step *step, const struct json *recorded, const char *setup);

/* A step for the resource; takes diff. */
void reading_step(struct plan *p, const struct reading *r, enum action action,
		  struct json *diff, const char *const *needs);

/*
 * What was made for answers that are others now, and is wanted no more, goes as in
 * a removal. Keys and their users stay: that answer is not given in passing.
 */
bool dropped_add(struct plan *p, const struct json *recorded, struct aws *aws,
		 struct err *err);

/*
 * The OIDC providers that clusters had before they were created again, where they are
 * ours: recorded under an id of their own, and removed where only names them.
 */
bool previous_add(struct plan *p, const struct json *recorded, struct aws *aws,
		  const struct json *only, struct err *err);

/*
 * Keys of the operator's own whose user's keys may not be listed: the location that holds
 * one lets it say itself whose it is; one to be adopted must be usable.
 */
bool given_keys_settle(struct reading *all, size_t n, struct err *err);

/* The things that adopting finds: ours where the tag, or the parent's, says so. */
void adopt_mark(struct plan *p);

/*
 * Permissions boundaries that others put on roles and users of ours, each as a
 * thing to remove: only where somebody looks for differences.
 */
void boundaries_add(struct plan *p, const struct json *recorded, const struct json *only);

/*
 * Of what was read to be removed: what stays, and why. others: of other_setups_things.
 * with_kept: what the pack says to keep goes too.
 */
void left_decide(struct reading *all_of_it, size_t n, const char *setup,
		 const struct json *others, bool with_kept);

/*
 * Of a thing of others that this setup changed (r->change): what is taken back of it.
 * ACTION_UPDATE: r->wanted is what it becomes then, with "took_back": what it was to be;
 * *diff is yours. r->kept says what becomes of it.
 */
enum action back_decide(struct reading *r, struct json **diff);

/* Into extras: "step", where one removes the extra. */
void extras_name_steps(const struct plan *p, const struct extras *extras,
		       const struct json *recorded);

/* Whether this step was chosen; only NULL: every one is. */
bool only_has(const struct json *only, const struct step *step);
/* Whether what is chosen is in the plan, can be repaired, and has all it needs. */
bool only_check(const struct plan *p, const struct json *only, struct err *err);

#endif
