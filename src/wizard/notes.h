/*
 * notes.h - what a cluster says about a plan that is neither a difference nor a finding:
 * by which way roles get in, which roles its nodes have, whether the Pod Identity Agent
 * runs.
 */
#ifndef ACCREDIT_WIZARD_NOTES_H
#define ACCREDIT_WIZARD_NOTES_H

#include <stdbool.h>

#include "base/err.h"
#include "plan/plan.h"

struct journey;

/*
 * After the plan and j->risks: adds notes to j->risks (risk_note), and to j->beside the
 * agent that is missing (PLAN_VERIFY, PLAN_REPAIR; see pod_agent.h). What cannot be read is
 * a note or nothing, never a failure. False, of PLAN_SETUP alone: ERR_INPUT, the agent
 * is missing and pods would get no credentials.
 */
bool notes_add(struct journey *j, enum plan_for what_for, struct err *err);

#endif
