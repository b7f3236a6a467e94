/*
 * unfill.h - the inverse of fill.h: what the placeholders of a document may stand for,
 * found by comparing it with another document that may be the same one, filled.
 *
 * The order of members does not count, and neither does that of the elements of a list; one
 * text counts as a list of it. Objects with an "Effect" or an "Action", as IAM's statements
 * are, are compared only where the Effect is the same and an action is in both.
 */
#ifndef ACCREDIT_UNFILL_H
#define ACCREDIT_UNFILL_H

#include <stdbool.h>

struct json;

/* Told of each text that ${name} can stand for, each time that it does. */
typedef void unfill_told(void *with, const char *name, const char *text);

void unfill_tree(const struct json *j, const struct json *filled, unfill_told *told,
		 void *with);

/*
 * One text: "arn:aws:s3:::${BUCKET}/x" and "arn:aws:s3:::data/x". Each placeholder takes at
 * least one character, and as few as possible. False, and nothing told: it is not of that
 * form, or has no placeholder.
 */
bool unfill_text(const char *form, const char *text, unfill_told *told, void *with);

#endif
