/* stackset_wish.h - what the command line asks of a StackSet. For handoff_stackset.c alone. */
#ifndef ACCREDIT_STACKSET_WISH_H
#define ACCREDIT_STACKSET_WISH_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "stackset/stackset.h"

struct flags;
struct journey;
struct json;

/* What the command knows of its StackSet. */
struct deploying {
	const struct flags *f;
	struct journey *j;
	struct json *note; /* as in the record, with the flags over it; NULL before: none */
	struct json *accounts, *units;
	struct buf body;
	struct stackset want;
	struct stackset_state state;
	struct stackset_run run;
	size_t ended; /* accounts of the operation that came to their end */
};

/* The flags over the record's note, into d->note, accounts and units. False: err. */
bool stackset_wish_take(struct deploying *d, struct err *err);
/* The CloudFormation form for every account, into d->body. */
bool stackset_wish_template(struct deploying *d, struct err *err);
/* After those: d->want, which borrows from the rest of d. */
void stackset_wish_fill(struct deploying *d);

#endif
