/*
 * call_variables.h - the words of a call that stand for what is known only when it is made:
 * "$REGION", "$IMAGE_ID" ... A word that is JSON may have them inside. Pure.
 */
#ifndef ACCREDIT_CALL_VARIABLES_H
#define ACCREDIT_CALL_VARIABLES_H

#include <stddef.h>

#include "probe/check.h"

/*
 * The first own word in the word of a call, from a place in it on: where it
 * begins, and its length in *n; NULL: none. What is no JSON is one as a whole
 * or has none.
 */
const char *call_variables_word(const char *word, const char *from, size_t *n);

#define OWN_SUBNET "$SUBNET_ID"

/*
 * The checks with this subnet in the place of that word; "": without the word, and
 * without the option or the member that it is the value of. checks_free; the rest of them
 * is borrowed from checks.
 */
struct checks call_variables_subnet(const struct checks *checks, const char *subnet);

#endif
