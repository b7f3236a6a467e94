/*
 * accept.h - additions of a comparison that the operator accepts; the record keeps
 * exactly those that were shown (plan/accepted.h).
 */
#ifndef ACCREDIT_WIZARD_ACCEPT_H
#define ACCREDIT_WIZARD_ACCEPT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct buf;
struct journey;
struct json;

/* What a yes to them means, for the question before it. */
#define ACCEPT_CONSEQUENCE                                                      \
	"They are recorded as accepted and no longer count as differences. If " \
	"one of them changes later, it counts again."

/* How many of these events can be accepted and are not. */
size_t accept_count(const struct json *around);
/* How many can never be: the role is open to everyone, or what is wanted is denied. */
size_t accept_never(const struct json *around);

/* What would be accepted, a line each, and what cannot be. */
void accept_words(struct buf *out, const struct json *around);

/*
 * Records what can be accepted, and marks it in around. False: an open run comes first
 * (ERR_INTERRUPTED, ERR_BUSY), or it cannot be written.
 */
bool accept_save(const struct journey *j, struct json *around, struct err *err);

#endif
