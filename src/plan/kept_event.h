/*
 * kept_event.h - the event of a resource that a removal keeps, of plan_left's list.
 */
#ifndef ACCREDIT_KEPT_EVENT_H
#define ACCREDIT_KEPT_EVENT_H

struct json;

struct kept {
	const char *kind, *name;
	const char *reason;	/* of plan_left */
	const char *why;	/* the same in words */
};

/* {"event":"left","kind","name","reason","why"}, yours; and what it says, borrowed. */
struct json *kept_event(const struct kept *one);
struct kept kept_read(const struct json *event);

#endif
