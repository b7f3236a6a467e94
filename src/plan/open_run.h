/*
 * open_run.h - a run that was begun and not brought to its end, and the one rule
 * about it (doc/contract.md, "Rules"): while a setup or an IAM user has one, no other
 * run of theirs begins. It is resumed or undone first.
 */
#ifndef ACCREDIT_OPEN_RUN_H
#define ACCREDIT_OPEN_RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct json;
struct plan;
struct record;

struct open_run {
	char setup[64], run[24];
	char step[160];		/* where it stopped: its id, "" when that is not known */
	size_t done, all;	/* of its steps */
	long process;		/* that is carrying it out at this moment; 0: none */
};

/* The open run of a record; false: it has none. r may be NULL. */
bool open_run_of(const struct record *r, struct open_run *out);

/* The same of a setup by its name; false also where its record cannot be read. */
bool open_run_named(const char *setup, struct open_run *out);

/*
 * The open run of this setup, or one of another setup in this account that works on
 * one of these users (a list of names, may be NULL); false: there is none. own: the
 * setup's record as read, NULL: it has none.
 */
bool open_run_find(const struct record *own, const char *setup, const char *account,
		   const struct json *users, struct open_run *out);

/*
 * Whether a run of this setup may begin, that works on these users.
 * ERR_INTERRUPTED: an open run is in the way; text and hint name it and both commands.
 * ERR_BUSY: another process is carrying one out.
 */
bool open_run_none(const struct record *own, const char *setup, const char *account,
		   const struct json *users, struct err *err);

/* Refuses: sets err as above and returns false. */
bool open_run_refuse(const struct open_run *o, struct err *err);

/* {"event":"interrupted", setup, run, step, done, all, running}; yours. */
struct json *open_run_event(const struct open_run *o);

/*
 * The IAM users that resources (as pack_wanted's "resources", or record_resources) or
 * a plan's steps work on: adds their names to list, each once.
 */
void users_of_resources(struct json *list, const struct json *resources);
void users_of_plan(struct json *list, const struct plan *p);

#endif
