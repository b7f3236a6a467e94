/*
 * key_step.h - the steps that a setup and a rotation share: an access key is created and
 * staged, tested, and its staged copy deleted.
 */
#ifndef ACCREDIT_KEY_STEP_H
#define ACCREDIT_KEY_STEP_H

#include "plan/plan.h"

/*
 * Creates the key of a resource of kind access-key and stages its secret. The intent has
 * the IDs that existed before: after a killed run, a key without a secret is recognized by
 * them and deleted before another is created. For a key that the operator supplied, or one
 * that only changes its status, no key is created. Outputs: key_id.
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

/* Deletes the staged copy once the key is in all its locations. */
extern const struct step_work key_settle_work;

/*
 * While a plan is built. key_bind: into wanted, which key the record has ("key_id", and
 * "expects" of a location). key_bind_location: a key that the plan creates is in no
 * location yet, and a location without a key is expected to have none. key_add_proof: after
 * an access key's step whose secret is staged, the step that tests it. key_add_settle:
 * after all others, the step that deletes the staged copy.
 */
void key_bind(struct resource *wanted, const struct json *recorded);
void key_bind_location(const struct plan *p, struct resource *wanted, bool found);
void key_add_proof(struct plan *p);
void key_add_settle(struct plan *p);

/*
 * Whether a location without a key can be written. ERR_CHOICE: the key was created before,
 * and its secret is not on this computer any more.
 */
bool key_location_possible(const struct plan *p, const struct resource *wanted, bool is_new,
			   struct err *err);

/*
 * Whether this resource, if it is a profile that must resolve to its key
 * (resource/key_location.h), does: resolved from both files as an SDK does it, its
 * credentials are the key id, and AWS says that they are the user's. Else ERR_CHOICE.
 */
bool key_location_prove(struct step_ctx *c, const struct resource *resource, const char *id,
			struct err *err);

/*
 * Whether the location's file can be created; true for another kind of resource. Changes
 * nothing. ERR_FILE: a dangling link, a folder of another user.
 */
bool key_path_possible(const struct resource *wanted, struct err *err);

/*
 * Whether all locations of that key resource can be written as the plan expects them:
 * tried with temporary files, before AWS is asked for a key. ERR_CHOICE: something else
 * is there.
 */
bool key_locations_ready(const struct plan *p, const char *resource, struct err *err);

/* Whether the step only corrects the user's name of a recorded key of the operator's own. */
bool key_is_relabelled(const struct step *step);

/* The step that others must wait for: the one that tests the key, else step itself. */
const struct step *key_proof_of(const struct plan *p, const struct step *step);

#endif
