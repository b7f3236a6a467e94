/*
 * not_found.h - answers that say that what a call names does not exist: final at once,
 * unless the run that the checks belong to made it and AWS may not have spread it yet.
 */
#ifndef ACCREDIT_NOT_FOUND_H
#define ACCREDIT_NOT_FOUND_H

#include <stdbool.h>

struct json;
struct plan;

/* What the words of the AWS CLI hold then; ended by NULL. */
extern const char *const missing_texts[];

/* Whether they say so. */
bool not_found_said(const char *text);

/*
 * Marks the probes of plan->wanted that name something which from creates or changes, or
 * belongs to it. ran: only what a run of from has done; else what its steps will do.
 */
void not_found_mark(struct plan *plan, const struct plan *from, bool ran);

/* Whether this probe is so marked: what it finds missing may still come. */
bool not_found_may_come(const struct json *probe);

/* Whether any probe of wanted is. */
bool not_found_any_may_come(const struct json *wanted);

#endif
