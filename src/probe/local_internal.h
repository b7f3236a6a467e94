/* local_internal.h - shared by the files local*.c only. */
#ifndef ACCREDIT_LOCAL_INTERNAL_H
#define ACCREDIT_LOCAL_INTERNAL_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "probe/check.h"

struct aws;
struct json;

/* What one attempt found. */
struct local_answer {
	enum verdict verdict;
	const char *layer; /* "": nothing denied it */
	struct json *call; /* the AWS CLI's words for the same question; yours */
	char request_id[96];
	struct buf text;
	bool again; /* the next attempt may differ */
};

/* False: stopped. Any other failure is a verdict. */
bool local_simulate(struct aws *aws, const struct check *check, struct local_answer *s,
		    struct err *err);
bool local_trust(struct aws *aws, const struct json *wanted, const struct check *check,
		 struct local_answer *s, struct err *err);
bool local_can(struct aws *aws, const struct check *check, struct local_answer *s,
	       struct err *err);

/*
 * The call failed: inconclusive, and again if the failure may be temporary. False: stopped.
 */
bool local_failed(struct local_answer *s, struct err *err);

#endif
