/*
 * apply_step.h - the work of every step that has a resource: look, then make it so.
 */
#ifndef ACCREDIT_APPLY_STEP_H
#define ACCREDIT_APPLY_STEP_H

#include "plan/plan.h"

extern const struct step_work apply_work;

#endif
