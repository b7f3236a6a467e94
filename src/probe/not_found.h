/*
 * not_found.h - answers that say that what a call names does not exist. They are final,
 * unless this run created it and it may not be known everywhere in AWS yet.
 */
#ifndef ACCREDIT_NOT_FOUND_H
#define ACCREDIT_NOT_FOUND_H

#include <stdbool.h>

struct json;
struct plan;

/* What the AWS CLI's output contains then; ended by NULL. */
extern const char *const missing_texts[];

/* Whether this output says so. */
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
