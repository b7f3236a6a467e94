/*
 * missing.h - the event of what a setup works with, does not create, and that is not there.
 */
#ifndef ACCREDIT_MISSING_H
#define ACCREDIT_MISSING_H

struct json;

struct missing {
	const char *of;		/* the resource's ID, the answer or the cluster that needs it */
	const char *kind, *name;
	const char *text, *remedy;	/* in words; NULL or "": kind and name say all */
};

/* {"event":"missing","of","kind","name"}, with "text" and "remedy" where there is a text; yours. */
struct json *missing_event(const struct missing *one);
/* What the event says, borrowed; a text that it does not have is "". */
struct missing missing_read(const struct json *event);

#endif
