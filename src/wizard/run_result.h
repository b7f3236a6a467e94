/*
 * run_result.h - a run of a plan, as its face sees it: its events while it is active, its
 * report afterwards.
 */
#ifndef ACCREDIT_RUN_RESULT_H
#define ACCREDIT_RUN_RESULT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

struct json;
struct wizard;

struct run_result {
	bool active;		/* a run was started and has not ended */
	struct json *checks;	/* its check events, in order of coming */
	struct json *log;	/* all its events */
	struct json *report;	/* of the run that ended last; NULL: none */
	int code;		/* its exit code */
	struct err outcome;	/* why that is not 0 */
};

/* How many of the plan's steps create, change, adopt, remove, keep, cannot tell. */
struct tally { size_t create, update, adopt, remove, none, unread; };
struct tally wizard_tally(const struct wizard *w);

/*
 * The report of the run that ended last, or where none was needed what it would
 * say. Yours; in the shape of journey_finish.
 */
struct json *wizard_report(const struct wizard *w);
/* Makes the run that ended last what w->shown is about (setup_summary.h). */
void wizard_show_run(struct wizard *w);
/* Writes the summary, or the answers, of w->shown to a new file. */
bool wizard_save_summary(const struct wizard *w, const char *path, struct err *err);
bool wizard_save_answers(const struct wizard *w, const char *path, struct err *err);

#endif
