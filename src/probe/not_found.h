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
 * Marks the checks of plan->wanted whose call names something that from creates or changes,
 * or that belongs to such a resource: what they find missing may still appear. ran: only
 * what a run of from has done counts; otherwise what its steps will do.
 */
void not_found_mark(struct plan *plan, const struct plan *from, bool ran);

/* Whether any check of wanted is so marked. */
bool not_found_any_may_appear(const struct json *wanted);

#endif
