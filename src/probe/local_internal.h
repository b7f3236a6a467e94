/*
 * local_internal.h - what the tests of local.h share. For them alone.
 */
#ifndef ACCREDIT_LOCAL_INTERNAL_H
#define ACCREDIT_LOCAL_INTERNAL_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

struct aws;
struct json;

/* What one test found. */
struct local_said {
	const char *verdict;	/* "yes", "no", "cannot-tell" */
	const char *layer;	/* NULL: none refused */
	struct json *call;	/* the words of the AWS CLI that would ask the same; yours */
	char request_id[96];
	struct buf text;
	bool may_come;		/* this run made or changed what is asked about */
	bool again;
};

/* False: stopped. Any other failure is a verdict. */
bool local_simulate(struct aws *aws, const struct json *probe, struct local_said *s,
		   struct err *err);
bool local_trust(struct aws *aws, const struct json *wanted, const struct json *probe,
		struct local_said *s, struct err *err);
bool local_can(struct aws *aws, const struct json *probe, struct local_said *s,
	      struct err *err);

/* The call failed: said, with whether it may pass. False: stopped. */
bool local_failed(struct local_said *s, struct err *err);

#endif
