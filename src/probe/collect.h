/*
 * collect.h - the answers of a worker or a pod, read off its output while it runs: each
 * becomes a result of the step once.
 */
#ifndef ACCREDIT_PROBE_COLLECT_H
#define ACCREDIT_PROBE_COLLECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "probe/probe_check.h"

struct json;
struct step_ctx;

struct collector {
	struct step_ctx *c;
	const char *nonce;
	struct checks checks; /* in the order of their numbers */
	struct json *answers; /* "1": {...}, by console_read */
	struct check_results results; /* in the order they came */
	bool started; /* there is output of it */
};

/* Takes checks; nonce is borrowed. collect_free ends it. */
struct collector collect_new(struct step_ctx *c, struct checks checks, const char *nonce);
void collect_free(struct collector *g);

/* All its output so far, with whatever else is in it. The last part becomes the output "console". */
void collect_read(struct collector *g, const char *text, size_t n);

bool collect_complete(const struct collector *g);

/* What is watched while it runs. */
struct collect_source {
	/*
	 * Reads its state and output. False: err, and another read cannot help; true with an
	 * error: the next read may succeed.
	 */
	bool (*look)(void *from, struct err *err);
	bool (*finished)(void *from); /* there will be no more output */
	void (*show_progress)(void *from); /* for the operator, who waits */
	/*
	 * Why answers are missing; free() it. *layer: what that is about; it is "unknown"
	 * before.
	 */
	char *(*why)(void *from, const char **layer);
	int64_t gap_ms, gap_max_ms; /* between two reads: at first, and at most */
};

/*
 * Reads until it is finished; then checks without an answer are inconclusive. False:
 * look's error, or ERR_STOPPED.
 */
bool collect_watch(struct collector *g, const struct collect_source *how, void *from,
		   struct err *err);

/* The checks that have no answer are inconclusive: why says why. layer: as above. */
void collect_missing(struct collector *g, const char *why, const char *layer);

#endif
