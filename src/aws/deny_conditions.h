/*
 * deny_conditions.h - what the condition keys of an explicit deny ask of a request, in
 * words: organizations deny requests without a tag, without encryption, in another Region.
 * Pure.
 */
#ifndef ACCREDIT_DENY_CONDITIONS_H
#define ACCREDIT_DENY_CONDITIONS_H

#include <stdbool.h>

struct buf;
struct denied;

/*
 * Appends what the condition keys of d ask for, and the flag that provides it. False: d has
 * none, and nothing is appended.
 */
bool deny_conditions_describe(struct buf *out, const struct denied *d);

#endif
