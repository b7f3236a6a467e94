/*
 * afterwards.h - what a form of a hand-off leaves to be done after it: a row of the list
 * that handoff_afterwards (handoff.h) returns.
 */
#ifndef ACCREDIT_AFTERWARDS_H
#define ACCREDIT_AFTERWARDS_H

struct json;

struct afterwards {
	const char *id, *kind, *name; /* of the resource */
	const char *why;     /* the form does not do it; a sentence without a full stop */
	const char *command; /* of a shell, that does it */
};

/* {"id","kind","name","why","command"}, yours; and what it says, borrowed. */
struct json *afterwards_row(const struct afterwards *one);
struct afterwards afterwards_read(const struct json *row);
/* The row of the resource with that ID, borrowed; NULL: the list has none. */
const struct json *afterwards_find(const struct json *list, const char *id);

#endif
