/*
 * needs.h - what a caller must be allowed for a step of the proof, as plan/rights.h
 * says it of the others.
 */
#ifndef ACCREDIT_PROBE_NEEDS_H
#define ACCREDIT_PROBE_NEEDS_H

struct json;
struct plan;
struct rights_place;
struct step;

/* Appends rights; nothing where nobody is asked beforehand. Pure. */
void probe_needs(struct json *list, const struct plan *plan, const struct step *step,
		 const struct rights_place *place);

#endif
