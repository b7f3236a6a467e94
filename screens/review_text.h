/*
 * review_text.h - the text of the review: what a plan does, which permissions may be
 * missing, what the policies risk, and every change in detail.
 */
#ifndef ACCREDIT_REVIEW_TEXT_H
#define ACCREDIT_REVIEW_TEXT_H

#include "screens/context.h"

/* What the text says, counted. */
struct review_facts {
	struct tally tally;
	size_t replaced;	/* values of existing resources */
	size_t refusals;	/* steps that may be denied */
	size_t risks, high;	/* findings; those of high severity */
	size_t unjudged;	/* policies that were not checked */
	size_t extras;		/* additions that are kept and were not accepted */
	bool stated;		/* the template names risks of the policy */
};

/* Something is created, changed or removed; existing resources are only recorded. */
bool review_text_changes(const struct review_facts *facts);

/* Appends it to an empty view. json: policy documents as JSON, else as tables. */
void review_text_build(struct textview *v, const struct context *d, bool json,
		       struct review_facts *out);

#endif
