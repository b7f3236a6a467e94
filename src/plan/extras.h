/*
 * extras.h - what the roles and users of a plan have besides what is wanted, by effect;
 * and the steps that are not needed, because something else allows the same.
 */
#ifndef ACCREDIT_EXTRAS_H
#define ACCREDIT_EXTRAS_H

#include <stdbool.h>

#include "base/err.h"
#include "plan/plan.h"

struct aws;
struct json;
struct record;

/*
 * Of a plan that has its steps: reads what each role and user that is there holds, and
 * sets p->extras, a list of events:
 *   {"event":"extra","of": id of the role or user, and the members of effect.h};
 *   {"event":"undecided","of","text"}: what could not be told of it.
 * An extra that is recorded by another setup of this computer has "setup", its name; one
 * that was accepted has "accepted", one that a step of the plan removes "step",
 * A policy that is missing, or differs, and whose
 * permissions the role or user has all the same becomes ACTION_NONE, with step.allowed; p->allowed
 * has them all, also those without a step.
 * A PLAN_SETUP keeps its steps: it creates what it wants under the names that it wants.
 * False: it was stopped. recorded: of record_resources; record may be NULL.
 */
bool extras_add(struct plan *p, const struct record *record, const struct json *recorded,
		struct aws *aws, enum plan_for what_for, struct err *err);

#endif
