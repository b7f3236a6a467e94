/*
 * probe_actions.h - what a caller must be allowed for a step of the proof, as plan/required_actions.h
 * says it of the others.
 */
#ifndef ACCREDIT_PROBE_ACTIONS_H
#define ACCREDIT_PROBE_ACTIONS_H

struct json;
struct plan;
struct required_actions_place;
struct step;

/* Appends rights; nothing where nobody is asked beforehand. Pure. */
void probe_needs(struct json *list, const struct plan *plan, const struct step *step,
		 const struct required_actions_place *place);

#endif
