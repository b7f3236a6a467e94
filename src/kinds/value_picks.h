/* value_picks.h - the lists of an account that values are chosen from. Pure. */
#ifndef ACCREDIT_VALUE_PICKS_H
#define ACCREDIT_VALUE_PICKS_H

#include "kinds/value_kind.h"

/* "buckets", "clusters" ..., as "picks" in pack.json says them; ends in NULL. */
extern const char *const value_picks[];

/* The list that has what a value of this kind names; "": none. */
const char *value_picks_of(enum value_kind_id kind);

#endif
