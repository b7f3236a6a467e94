/*
 * handoff_model.h - what a face asks of TASK_HANDOFF, and the lines of what it wrote.
 */
#ifndef ACCREDIT_HANDOFF_MODEL_H
#define ACCREDIT_HANDOFF_MODEL_H

#include "wizard/setup_summary.h"

struct wizard;

/* "" where not answered. */
struct handoff_request {
	char form[32], account[16], region[64], folder[1024];
};

/*
 * Fills in what is not answered yet: the first form, the account and Region of the answers or of
 * the session, and SETUP-handoff in the current folder.
 */
void handoff_suggest(struct wizard *w);

/*
 * Whether the folder can be written to, as far as its name says: a sentence in err where not.
 */
bool handoff_folder_check(const char *folder, struct err *err);

/*
 * The lines of what was written (w->shown after TASK_HANDOFF, as handoff_task_write has it): what
 * to send, what the administrator runs, what to run afterwards. Appended.
 */
void handoff_summary(struct summary_lines *lines, const struct json *event);

#endif
