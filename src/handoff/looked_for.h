/*
 * looked_for.h - what must exist before a setup creates anything: a row of the list
 * "looked_for" that exists_looked_for (wizard/exists.h) returns.
 */
#ifndef ACCREDIT_LOOKED_FOR_H
#define ACCREDIT_LOOKED_FOR_H

struct json;

struct looked_for {
	const char *of; /* as wizard/existence.h: "buckets", "roles", "arn" */
	const char *name;
	const char *value; /* the template's value that names it */
};

/* {"of","name","value"}, yours; and what it says, borrowed. */
struct json *looked_for_row(const struct looked_for *one);
struct looked_for looked_for_read(const struct json *row);

#endif
