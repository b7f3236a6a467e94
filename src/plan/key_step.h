/*
 * key_step.h - the steps of a key that setup and rotation share: created and
 * staged, tested, settled.
 */
#ifndef ACCREDIT_KEY_STEP_H
#define ACCREDIT_KEY_STEP_H

#include "plan/plan.h"

/*
 * Makes the key of a resource of kind access-key and stages its secret; the
 * intent holds the ids that exist before, so that after a kill a key without a
 * secret is known for what it is, and deleted before another is made. A key the
 * operator gave, and one that only changes its status, take the short way.
 * Outputs: key_id.
 */
extern const struct step_work key_work;

/* Waits until AWS accepts the staged key everywhere. Outputs: key_id. */
extern const struct step_work key_prove_work;

/*
 * Deactivates a key that is to be deleted by a later step; undo gives it the status it
 * had. The step has no resource; before: {"user","key_id","status"}.
 */
extern const struct step_work key_deactivate_work;
void key_add_deactivation(struct plan *p, const struct resource *wanted,
			  const struct resource *found);

/* The key stands in all its places: the staged copy goes. */
extern const struct step_work key_settle_work;

/*
 * While a plan is built. key_bind: which key the record says is meant, into
 * wanted ("key_id", and "expects" of a place). key_bind_location: a key that is
 * about to be made is in no location yet, and a location found empty is expected empty. key_add_proof: after an access key's step
 * with a secret on its way, the step that proves it. key_add_settle: after all
 * others, the step that drops the staged copy.
 */
void key_bind(struct resource *wanted, const struct json *recorded);
void key_bind_location(const struct plan *p, struct resource *wanted, bool found);
void key_add_proof(struct plan *p);
void key_add_settle(struct plan *p);

/*
 * Whether a place that holds nothing can be filled: the secret of a key made
 * before is on this machine no more once its places lost it (ERR_CHOICE).
 */
bool key_location_possible(const struct plan *p, const struct resource *wanted, bool is_new,
			   struct err *err);

/*
 * Whether the place of this resource, where it is a profile that must resolve to its key
 * (resource/key_location.h), does: resolved as an SDK would, by both files, its credentials are
 * the key id and AWS says they are the user's. Anything else is ERR_CHOICE.
 */
bool key_location_prove(struct step_ctx *c, const struct resource *resource, const char *id,
			struct err *err);

/*
 * Whether a file can be where the location is; one of another kind can. For a plan:
 * nothing is touched. ERR_FILE: a link that leads nowhere, a folder of others.
 */
bool key_path_possible(const struct resource *wanted, struct err *err);

/*
 * Whether all locations of that key resource can be written as the plan expects them:
 * tried with temporary files, before AWS is asked for a key. ERR_CHOICE: something else
 * is there.
 */
bool key_locations_ready(const struct plan *p, const char *resource, struct err *err);

/* A recorded key of the operator's own that only gets its user's right name. */
bool key_is_relabelled(const struct step *step);

/* The step that others must wait for: the proof of this one, else itself. */
const struct step *key_proof_of(const struct plan *p, const struct step *step);

#endif
