/*
 * repair_notes.h - what a repair tells beside its plan: what others added, and what it cannot
 * do anything about.
 */
#ifndef ACCREDIT_REPAIR_NOTES_H
#define ACCREDIT_REPAIR_NOTES_H

#include <stdbool.h>

#include "base/err.h"

struct journey;
struct json;

/*
 * After journey_plan for PLAN_REPAIR: a list (yours) of events, as surroundings_look has them:
 * issuer, missing and lookalike, and, unless some steps alone are chosen, extra and
 * undecided.
 */
struct json *repair_notes_events(const struct journey *j, bool chosen);

/* Whether one of them is a difference that stays when all of the plan is done. */
bool repair_notes_any_kept(const struct json *events);
/* How many extras the plan removes, for the question before it. */
size_t repair_notes_count_removed(const struct json *events);

/* The question, and what a yes does; both borrowed. */
const char *repair_notes_question(const struct json *events, size_t differences);
const char *repair_notes_consequence(const struct json *events);

#endif
