/*
 * step_works.h - the works of the steps in src/plan, by their kind. Other folders have
 * tables of their own, and a caller of plan_read joins those that it needs.
 */
#ifndef ACCREDIT_STEP_WORKS_H
#define ACCREDIT_STEP_WORKS_H

struct step_work;

/* Of the steps that have no resource; ended by NULL. */
extern const struct step_work *const plan_works[];

/* Of a step whose resource is of this kind. */
const struct step_work *plan_work(const char *kind);

#endif
