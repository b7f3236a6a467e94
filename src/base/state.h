/*
 * state.h - where the program keeps what it knows: the XDG state folder.
 */
#ifndef ACCREDIT_STATE_H
#define ACCREDIT_STATE_H

#include <stdbool.h>

#include "base/err.h"

/* "$XDG_STATE_HOME/accredit" or "$HOME/.local/state/accredit"; NULL: no home.
 * Holds until this thread asks again. */
const char *state_home(void);

/* False (ERR_FILE): there is none, with the remedy. */
bool state_needed(struct err *err);

#endif
