/*
 * risks_of_setup.h - what the documents of a setup give away, once its plan is known.
 */
#ifndef ACCREDIT_RISKS_OF_SETUP_H
#define ACCREDIT_RISKS_OF_SETUP_H

#include "plan/plan.h"

struct journey;

/*
 * Reads the managed policies that are attached (j->managed keeps them) and replaces
 * j->risks: the findings of what is wanted; where it is compared (PLAN_VERIFY,
 * PLAN_ADOPT), first those of what was found. A policy that cannot be read is a note
 * in j->risks, never a failure.
 */
void risks_of_setup(struct journey *j, enum plan_for what_for);

#endif
