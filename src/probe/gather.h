/*
 * gather.h - what a worker or a pod says, gathered while it speaks: each answer
 * becomes an event of the step, once.
 */
#ifndef ACCREDIT_PROBE_GATHER_H
#define ACCREDIT_PROBE_GATHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct json;
struct step_ctx;

struct gather {
	struct step_ctx *c;
	const char *nonce;
	struct json *probes;	/* in the order of their numbers */
	struct json *answers;	/* "1": {...}, by console_read */
	struct json *events;	/* in the order they came */
	size_t told;
	bool started;		/* it has said anything at all */
};

/* Takes probes; nonce is borrowed. */
struct gather gather_begin(struct step_ctx *c, struct json *probes, const char *nonce);
void gather_end(struct gather *g);

/* Of what it said so far, in whatever surrounds it. Keeps the end as "console". */
void gather_read(struct gather *g, const char *text, size_t n);

bool gather_complete(const struct gather *g);

/*
 * Who is watched while it speaks. look: a look at it; false when no further one can
 * help, true with an error when the next may. finished: it will say no more. say:
 * where it is, for the one who waits. why: why an answer is missing, yours to free, and the
 * layer that this is about (may stay as it is: "unknown").
 */
struct gather_from {
	bool (*look)(void *from, struct err *err);
	bool (*finished)(void *from);
	void (*say)(void *from);
	char *(*why)(void *from, const char **layer);
	int64_t gap_ms, gap_max_ms;	/* between two looks: at first, and at most */
};

/*
 * Looks until it is finished; what has no answer then is missing. False: look's error,
 * or ERR_STOPPED.
 */
bool gather_watch(struct gather *g, const struct gather_from *how, void *from,
		  struct err *err);

/* The checks that have no answer and will have none: why says why. layer: as above. */
void gather_missing(struct gather *g, const char *why, const char *layer);

#endif
