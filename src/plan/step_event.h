/*
 * step_event.h - the event of a run that tells how a step is now.
 */
#ifndef ACCREDIT_STEP_EVENT_H
#define ACCREDIT_STEP_EVENT_H

struct json;
struct step;

struct step_event {
	const char *id;		/* of the step */
	const char *status;	/* "started", "waiting", "done", "failed", "undone" */
	const char *text;	/* what it waits for; "" otherwise */
	double seconds;
	const struct json *error;	/* of plan_error; NULL unless it failed */
};

/*
 * {"event":"step","id","status","seconds"}, with "text", "error" and "notices" where there
 * are any; yours. And what it says, borrowed.
 */
struct json *step_event_of(const struct step *step, const char *status);
struct step_event step_event_read(const struct json *event);

#endif
