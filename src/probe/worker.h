/*
 * worker.h - the program that the worker runs: one plain bash script that
 * makes the checks, says their answers on its console and ends the machine.
 *
 * What it says is lines of this form, wherever the console puts them:
 *
 *   accredit-probe NONCE NUMBER SUM PAYLOAD
 *
 * SUM is str_sum of "NONCE NUMBER PAYLOAD". NUMBER is the check's place in the
 * list, counted from 1, and PAYLOAD the base64 of "exit status, newline, time,
 * newline, what the AWS CLI said". NUMBER may also be "start", "begin" or
 * "end"; PAYLOAD is the count of checks then. "m3", said before 3, is what EC2
 * encoded into the refusal of check 3. "way" comes where AWS could not be reached for
 * about half a minute; its PAYLOAD is that of a check.
 */
#ifndef ACCREDIT_PROBE_WORKER_H
#define ACCREDIT_PROBE_WORKER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

struct checks;

#define WORKER_SAYS "accredit-probe"
#define WORKER_NO_NETWORK "way"
#define WORKER_SCRIPT_MAX 16384	/* bytes of user data, by EC2 */
#define WORKER_MINUTES 15	/* it shuts itself down after so long at the latest */

struct worker_request {
	const char *nonce;		/* lower-case hex */
	const char *region;		/* checked */
	const struct checks *checks;
	unsigned patience;		/* seconds an expected allow is tried; 0: 90 */
	bool pod;			/* for a pod of a cluster, not for a machine */
};

/* Writes the script. ERR_INPUT: a check that cannot be written, or too many. */
bool worker_script(struct buf *out, const struct worker_request *request, struct err *err);

/* Appends s quoted as one word of a shell. */
void worker_quote(struct buf *out, const char *s);

#endif
