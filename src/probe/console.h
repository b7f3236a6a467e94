/*
 * console.h - a worker's answers, found in whatever its console holds. Pure.
 */
#ifndef ACCREDIT_PROBE_CONSOLE_H
#define ACCREDIT_PROBE_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct json;

/*
 * Adds to answers, an object, what the console's text says and answers did not
 * hold: "3": {"rc","time","text"}, all strings, cleaned. Lines of another
 * nonce, with a wrong sum or a number beyond count are passed over. "m3" is the
 * text that EC2 encoded into the refusal of 3; "way", in the shape of an answer, is the
 * worker's word that it cannot reach AWS. *started
 * (never NULL) becomes true when the worker said so. Returns how many came new.
 */
size_t console_read(struct json *answers, const char *text, size_t n,
		    const char *nonce, size_t count, bool *started);

/* The last size bytes of the console for people: cleaned, without accredit's own lines. */
void console_tail(struct buf *out, const char *text, size_t n, size_t size);

#endif
