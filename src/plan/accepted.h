/*
 * accepted.h - additions that the operator accepted: accepted.json in a setup's record,
 * {"v":1,"accepted":[{"of","kind","name","digest","text","time"}]}. What was accepted is
 * known by its digest (effect.h): one that changes is not accepted any more.
 */
#ifndef ACCREDIT_ACCEPTED_H
#define ACCREDIT_ACCEPTED_H

#include <stdbool.h>

#include "base/err.h"

struct extras;
struct json;
struct record;

/* The rows; yours, empty where there are none or they cannot be read. r NULL: none. */
struct json *accepted_read(const struct record *r);

/* Puts "accepted": the time, into each extra event that was accepted as it is. */
void accepted_mark(const struct record *r, struct json *events);

/* The same of extras that are not events yet. */
void accepted_mark_extras(const struct record *r, const struct extras *all);

/* Why an extra (its event or its members) can never be accepted; NULL: it can. */
const char *accepted_never(const struct json *extra);

/*
 * Whether an extra counts as a difference: it was not accepted, is not of another
 * setup of this computer, was not answered (a boundary), and lets somebody in at all.
 */
bool accepted_differs(const struct json *extra);

/* A list of those that can be accepted and are not; yours. */
struct json *accepted_open(const struct json *events);

/*
 * Records all extras of these events that can be accepted, with the time of now where
 * they were not accepted before; what is not among them any more is forgotten.
 */
bool accepted_save(struct record *r, struct json *events, struct err *err);

#endif
