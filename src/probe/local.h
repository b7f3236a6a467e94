/*
 * local.h - checks that accredit makes itself, with the operator's own
 * credentials: what IAM's simulator says of a principal, and whether a trust
 * document reads as wanted; and what a cluster says of a user of its own. They are
 * hints beside a call that is really made.
 */
#ifndef ACCREDIT_LOCAL_H
#define ACCREDIT_LOCAL_H

#include <stdbool.h>

#include "base/err.h"

struct aws;
struct json;

/* Those of wanted's probes that are made here: a list, yours. */
struct json *local_probes(const struct json *wanted);

/*
 * One attempt: the contract's "check" event (yours); *again says that the next
 * attempt may find otherwise: what was made just now is not known everywhere.
 * False: stopped.
 */
bool local_attempt(struct aws *aws, const struct json *wanted, const struct json *probe,
		  struct json **event, bool *again, struct err *err);

#endif
