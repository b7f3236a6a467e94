/* probe_steps.h - shared by the probe's steps; others include probe.h. */
#ifndef ACCREDIT_PROBE_STEPS_H
#define ACCREDIT_PROBE_STEPS_H

#include "plan/plan.h"

struct step_ctx;

#define GROUP_STEP "probe.group"
#define LAUNCH_STEP "probe.launch"
#define CHECK_STEP "probe.check"
#define END_STEP "probe.end"
#define KEY_STEP "key.check"
#define OPERATOR_STEP "here.check"

extern const struct step_work probe_group_work;	/* outputs: group_id */
extern const struct step_work probe_launch_work;	/* outputs: instance_id, nonce */
extern const struct step_work probe_check_work;		/* outputs: checks, console */
extern const struct step_work probe_end_work;
extern const struct step_work key_check_work;		/* outputs: checks */
extern const struct step_work operator_check_work;		/* outputs: checks */

/*
 * Ends the worker of this plan's launch, by its ID, or by its tag if no answer had the ID. No
 * worker is success.
 */
bool probe_end_worker(struct step_ctx *c, struct err *err);

/*
 * Deletes the probe's own security group, by its ID or, if no answer had it, by its name. The
 * worker has ended; its network interface may exist for some minutes more.
 */
bool probe_end_group(struct step_ctx *c, struct err *err);

#endif
