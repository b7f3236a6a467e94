/* state.h - the folder of records and staged keys: that of XDG_STATE_HOME. */
#ifndef ACCREDIT_STATE_H
#define ACCREDIT_STATE_H

#include <stdbool.h>

#include "base/err.h"

/* "$XDG_STATE_HOME/accredit" or "$HOME/.local/state/accredit"; NULL: no home.
 * Valid until this thread calls it again. */
const char *state_home(void);

/* False (ERR_FILE): there is none, with the remedy. */
bool state_needed(struct err *err);

#endif
