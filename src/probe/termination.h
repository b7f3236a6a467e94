/* termination.h - why an instance ended, by EC2's StateReason, and what to do. Pure. */
#ifndef ACCREDIT_TERMINATION_H
#define ACCREDIT_TERMINATION_H

#include <stdbool.h>

struct buf;

/*
 * Whether EC2 ended it, or could not start it: then its console has no answers. One that shut
 * itself down, or that an operator ended, may have printed some.
 */
bool termination_is_final(const char *code, const char *message);

/* AWS's code and message, and the remedy if there is one. */
void termination_words(struct buf *out, const char *code, const char *message);

#endif
