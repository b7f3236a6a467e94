/*
 * call_variables.h - variables of a call, whose values are known only when it is made:
 * "$REGION", "$IMAGE_ID" ... A word is a variable, or is JSON that contains some. Pure.
 */
#ifndef ACCREDIT_CALL_VARIABLES_H
#define ACCREDIT_CALL_VARIABLES_H

#include <stddef.h>

#include "probe/probe_check.h"

/*
 * The first variable in a word of a call, at or after from, which points into it; its length
 * in *n. NULL: none. A word that is not JSON is a variable as a whole or contains none.
 */
const char *call_variables_find(const char *word, const char *from, size_t *n);

#define SUBNET_VARIABLE "$SUBNET_ID"

/*
 * The checks with this subnet in the place of that word; "": without the word, and
 * without the option or the member that it is the value of. checks_free; the rest of them
 * is borrowed from checks.
 */
struct checks call_variables_subnet(const struct checks *checks, const char *subnet);

#endif
