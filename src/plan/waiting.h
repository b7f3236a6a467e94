/*
 * waiting.h - a setup that was handed off: its record has the answers, and a line of the
 * journal says since when it waits for an administrator, and by which form. Nothing of it
 * was created by accredit.
 */
#ifndef ACCREDIT_WAITING_H
#define ACCREDIT_WAITING_H

#include <stdbool.h>

#include "base/err.h"

struct answers;
struct json;
struct record;

struct waiting {
	char since[24];	   /* as clock_iso writes it */
	char form[32];	   /* its name on the command line, "cloudformation" */
	/* where its files were written, absolute; "": not known. Of a StackSet: its name */
	char folder[1024];
};

/*
 * Whether the setup waits: it was handed off, no run is open, and it has no resources by
 * the record. An attempt that was undone leaves it waiting; a removal ends it.
 */
bool waiting_read(const struct record *r, struct waiting *out);
/* The same by the setup's name; false also where there is no such record. */
bool waiting_named(const char *setup, struct waiting *out);

/* Nothing is awaited: the setup is in other accounts, by a StackSet. */
bool waiting_is_stackset(const struct waiting *w);

/* The form as people read it, "CloudFormation"; of another program's, its name. */
const char *waiting_title(const struct waiting *w);

/* {"since","form","folder"}, yours. */
struct json *waiting_json(const struct waiting *w);

/*
 * Records that this setup waits from now on; one that waits already begins again, with
 * these answers. *recorded false: the setup has resources or an open run, and its record
 * stays as it is. ERR_BUSY: another accredit is working on it.
 */
bool waiting_begin(const struct answers *a, const char *form, const char *folder,
		   bool *recorded, struct err *err);

/* No longer waits: of a record that is open for writing. The answers are forgotten. */
bool waiting_end(struct record *r, struct err *err);

#endif
