/*
 * mending.h - what a repair tells beside its plan: what others added, and what it cannot
 * do anything about.
 */
#ifndef ACCREDIT_MENDING_H
#define ACCREDIT_MENDING_H

#include <stdbool.h>

#include "base/err.h"

struct journey;
struct json;

/*
 * After journey_plan for PLAN_REPAIR: a list (yours) of events, as around_look has them:
 * issuer, missing and lookalike, and, unless some steps alone are chosen, extra and
 * undecided.
 */
struct json *mending_events(const struct journey *j, bool chosen);

/* Whether one of them is a difference that stays when all of the plan is done. */
bool mending_stays(const struct json *events);
/* How many extras the plan removes: whoever is asked hears of them. */
size_t mending_takes(const struct json *events);

/* The question, and what a yes does; both borrowed. */
const char *mending_question(const struct json *events, size_t differences);
const char *mending_does(const struct json *events);

#endif
