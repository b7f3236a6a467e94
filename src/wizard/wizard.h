/*
 * wizard.h - what a face (screens or plain text) drives: a session, a task at a time, and a
 * model for each journey. Each model has a header of its own.
 */
#ifndef ACCREDIT_WIZARD_H
#define ACCREDIT_WIZARD_H

#include <stdbool.h>

#include "base/clock.h"
#include "pack/pack.h"
#include "session/session.h"
#include "wizard/account_lists.h"
#include "wizard/candidates.h"
#include "wizard/discovery.h"
#include "wizard/handoff_model.h"
#include "wizard/journey.h"
#include "wizard/platforms.h"
#include "wizard/rotation_model.h"
#include "wizard/run_result.h"
#include "wizard/setup_model.h"
#include "wizard/setups_list.h"
#include "wizard/sign_in.h"
#include "wizard/tasks.h"
#include "wizard/verification.h"

struct wizard {
	struct stop stop;
	struct session session;
	bool signed_in;
	char region[64];	/* chosen in place of the SDK's own; "" none */
	struct sign_in_state sign_in;
	struct task_queue queue;

	/* what a task is about; see task_table.h */
	char setup[64], platform[64], path[1024], profile[256];

	struct journey j; /* the setup that is asked about, planned and run */
	bool again; /* it is about a setup that exists */
	bool exists; /* it was created manually; before wizard_begin */
	bool handed_off; /* it becomes files, without keys; before wizard_begin */
	bool with_kept; /* TASK_REMOVAL takes what the pack says to keep, too */
	/*
	 * What a person has to choose before TASK_FOUND or TASK_BY_HAND, which ended with
	 * ERR_CHOICE, can continue.
	 */
	struct candidate_rows found;
	/*
	 * Of TASK_DISCOVER, and the role or user that it looks at alone; named "": all. taken:
	 * which one's answers w->j.given has, from 1; only what it could not tell is asked.
	 */
	struct discovery discovery;
	char named_kind[8], named[132];
	size_t taken;
	struct run_result run;
	struct rotation_request rotation;
	struct verification verify;
	struct handoff_request handoff;

	struct account_lists *lists; /* for pickers, and checks of answers where they are typed */
	struct setups setups; /* see wizard_load_setups */
	struct platforms *platforms; /* NULL: not read yet */
	struct json *shown; /* a setup or the run that ended, see setup_summary.h; a hand-off */
};

struct wizard *wizard_new(void);
void wizard_free(struct wizard *w);	/* asks a task or run to stop and waits for it */

#endif
