/*
 * given.h - a key that the operator brings along: its secret, typed or read from
 * a file, tried on AWS, and staged when the run begins.
 */
#ifndef ACCREDIT_GIVEN_H
#define ACCREDIT_GIVEN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct journey;

/* The pack's value of kind secret that is to be asked for, with these answers;
 * NULL: none. Borrowed, until the pack is freed. */
const char *given_asks(const struct journey *j);

/*
 * The secret that was typed or pasted: n bytes, trimmed in place, and wiped. name
 * is the pack's value. False: it is no secret access key (never quoted).
 */
bool given_secret(struct journey *j, const char *name, char *text, size_t n,
		  struct err *err);

/* The same from "NAME=@FILE": the file's first line. */
bool given_file(struct journey *j, const char *text, struct err *err);

/*
 * After the plan was made: where it adopts a key that was given, whether AWS
 * takes it, and whether it is one of this account. Without such a key true.
 */
bool given_check(struct journey *j, struct err *err);

/* Stages it, before the run that will prove it and put it into its places. */
bool given_stage(struct journey *j, struct err *err);

#endif
