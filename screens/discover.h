/*
 * discover.h - Verify and Adopt of a setup that was created manually: what the account has
 * for the platform is shown before anything is asked, and only what it could not tell is
 * asked then.
 */
#ifndef ACCREDIT_SCREENS_DISCOVER_H
#define ACCREDIT_SCREENS_DISCOVER_H

#include "screens/context.h"

/* For struct screen: wanted, of the questions that come after it. Set up asks all. */
bool discover_asks_method(const void *model);
bool discover_asks_names(const void *model);
bool discover_asks_policy(const void *model);
bool discover_asks_values(const void *model);

/* Appends what was found of one: its facts, how it fits, the answers that it gives. */
void discover_text(struct textview *v, const struct context *d, const struct discovered *one);

#endif
