/*
 * compare_view.h - what a comparison shows: a line for each resource, with its differences
 * below it, and what else was found. For the screens of Verify and Adopt.
 */
#ifndef ACCREDIT_COMPARE_VIEW_H
#define ACCREDIT_COMPARE_VIEW_H

#include "screens/context.h"
#include "wizard/comparison_words.h"

/* The verdict, with its mark, in rows 0 and on of at; returns the rows used. */
int compare_view_verdict(const struct comparison_verdict *v, bool of_template,
			 struct box at);
/*
 * The lines, appended: what differs first, what matches last. around may be NULL. json:
 * policy documents as JSON, else as tables of statements.
 */
void compare_view_rows(struct textview *v, const struct plan *plan,
		       const struct json *around, bool json);
/*
 * The evidence for each resource of w->verify.compared, those that differ first: what was
 * expected, what was found, and the call that shows it.
 */
void compare_view_evidence(struct loop *loop, const struct wizard *w);

#endif
