/*
 * here_inside.h - what the tests of here.h share. For them alone.
 */
#ifndef ACCREDIT_PROBE_HERE_INSIDE_H
#define ACCREDIT_PROBE_HERE_INSIDE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

struct aws;
struct json;

/* What one test found. */
struct here_said {
	const char *verdict;	/* "yes", "no", "cannot-tell" */
	const char *layer;	/* NULL: none refused */
	struct json *call;	/* the words of the AWS CLI that would ask the same; yours */
	char request_id[96];
	struct buf text;
	bool may_come;		/* this run made or changed what is asked about */
	bool again;
};

/* False: stopped. Any other failure is a verdict. */
bool here_simulate(struct aws *aws, const struct json *probe, struct here_said *s,
		   struct err *err);
bool here_trust(struct aws *aws, const struct json *wanted, const struct json *probe,
		struct here_said *s, struct err *err);
bool here_can(struct aws *aws, const struct json *probe, struct here_said *s,
	      struct err *err);

/* The call failed: said, with whether it may pass. False: stopped. */
bool here_failed(struct here_said *s, struct err *err);

#endif
