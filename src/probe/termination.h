/*
 * termination.h - why an instance ended, by EC2's StateReason, and what helps. Pure.
 */
#ifndef ACCREDIT_TERMINATION_H
#define ACCREDIT_TERMINATION_H

#include <stdbool.h>

struct buf;

/*
 * Whether EC2 ended it, or could not start it: then its console will say nothing more.
 * An instance that shut itself down, or that an operator ended, may have spoken.
 */
bool termination_is_final(const char *code, const char *message);

/* AWS's code and words, and what to do where that is known. */
void termination_words(struct buf *out, const char *code, const char *message);

#endif
