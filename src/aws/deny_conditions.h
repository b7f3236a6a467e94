/*
 * deny_conditions.h - what a statement that denies asks of a request, in words: organizations
 * refuse what has no tag, no encryption, another Region. Pure.
 */
#ifndef ACCREDIT_DENY_CONDITIONS_H
#define ACCREDIT_DENY_CONDITIONS_H

#include <stdbool.h>

struct buf;
struct denied;

/*
 * Adds what the condition keys of a stated denial (d->asks) ask for, and how to give it.
 * False: it names none, and nothing is added.
 */
bool deny_conditions_describe(struct buf *out, const struct denied *d);

#endif
