/*
 * answer_remedy.h - a remedy that names answers, as the operator can give them.
 */
#ifndef ACCREDIT_ANSWER_REMEDY_H
#define ACCREDIT_ANSWER_REMEDY_H

#include <stdbool.h>

#include "plan/plan.h"

struct err;
struct json;

/*
 * Completes err's hint, where that says --set. A setup that is recorded keeps the names
 * of its resources: another name is for a second setup (--name). verify and repair take
 * no answers: they are for setup, run again. wanted: the resource it is about.
 */
void answer_remedy_fit(struct err *err, const struct resource *wanted, bool recorded,
		       enum plan_for what_for);

/*
 * Names the setup where err's hint says 'accredit resume' without one: an operator who has several
 * interrupted runs could not follow it. setup "": nothing is named.
 */
void answer_remedy_resume(struct err *err, const char *setup);

#endif
