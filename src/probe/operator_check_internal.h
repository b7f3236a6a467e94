/* operator_check_internal.h - shared by the files of these checks.c only. */
#ifndef ACCREDIT_OPERATOR_CHECK_INTERNAL_H
#define ACCREDIT_OPERATOR_CHECK_INTERNAL_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "probe/probe_check.h"

struct aws;
struct json;

/* What one attempt found. */
struct operator_answer {
	enum verdict verdict;
	const char *layer; /* "": nothing denied it */
	struct json *call; /* the AWS CLI's words for the same question; yours */
	char request_id[96];
	struct buf text;
	bool again; /* the next attempt may differ */
};

/* False: stopped. Any other failure is a verdict. */
bool simulation_check(struct aws *aws, const struct check *check, struct operator_answer *s,
		    struct err *err);
bool trust_check(struct aws *aws, const struct json *wanted, const struct check *check,
		 struct operator_answer *s, struct err *err);
bool cluster_check(struct aws *aws, const struct check *check, struct operator_answer *s,
	       struct err *err);

/*
 * The call failed: inconclusive, and again if the failure may be temporary. False: stopped.
 */
bool operator_check_failed(struct operator_answer *s, struct err *err);

#endif
