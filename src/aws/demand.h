/*
 * demand.h - what a statement that denies asks of a request, in words: organizations
 * refuse what has no tag, no encryption, another Region. Pure.
 */
#ifndef ACCREDIT_DEMAND_H
#define ACCREDIT_DEMAND_H

#include <stdbool.h>

struct buf;
struct denial;

/*
 * Adds what the condition keys of a stated denial (d->asks) ask for, and how to give it.
 * False: it names none, and nothing is added.
 */
bool demand_words(struct buf *out, const struct denial *d);

#endif
