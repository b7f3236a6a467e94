/*
 * inside.h - the steps of a rotation among themselves; the outside sees
 * rotate.h.
 */
#ifndef ACCREDIT_ROTATE_INSIDE_H
#define ACCREDIT_ROTATE_INSIDE_H

#include "plan/plan.h"

#define DROP_STEP "key.drop"	/* the second key, given up */
#define STORE_STEP "key.store"	/* a command of the operator's takes the new key */
#define TRY_STEP "key.check"	/* the pack's checks with the new key */
#define PARK_STEP "key.park"	/* the old key inactive; outputs parked_id, parked_at */
#define FINISH_STEP "key.finish"	/* the parked key deleted */
#define REVIVE_STEP "key.revive"	/* the parked key active again, and proved */
#define LEAVE_STEP "key.leave"	/* after a revert: what is parked now; outputs as park */

/* Their params: {"user","key_id"} and, for the store, {"command"}. */
extern const struct step_work rotate_drop_work, rotate_store_work, rotate_try_work,
	rotate_park_work, rotate_finish_work, rotate_revive_work, rotate_leave_work;

#endif
