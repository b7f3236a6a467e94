/*
 * probe_actions.h - the actions that a step of the probe requires, as plan/required_actions.h
 * has them for resources.
 */
#ifndef ACCREDIT_PROBE_ACTIONS_H
#define ACCREDIT_PROBE_ACTIONS_H

struct json;
struct plan;
struct required_actions_place;
struct step;

/* Appends required actions, if preflight asks for them. Pure. */
void probe_required_actions(struct json *list, const struct plan *plan, const struct step *step,
		 const struct required_actions_place *place);

/* The same with all others: of what is read, and of all resources of a launch. Pure. */
void probe_required_calls(struct json *list, const struct plan *plan, const struct step *step,
			  const struct required_actions_place *place);

#endif
