/*
 * aws_error.h - what an error code means and what is to be done about it.
 * The rows agree with the error-classes suite of the conformance data.
 */
#ifndef ACCREDIT_ERROR_CLASS_H
#define ACCREDIT_ERROR_CLASS_H

#include "base/err.h"
#include "net/http.h"

enum aws_error {
	AWS_ERROR_NONE,
	AWS_ERROR_THROTTLING, /* refused for rate, nothing happened */
	AWS_ERROR_TRANSIENT, /* try again inside the retry quota */
	AWS_ERROR_AMBIGUOUS, /* the call may have taken effect: look */
	AWS_ERROR_NOT_READY, /* not there yet, if this run made it */
	AWS_ERROR_NOT_FOUND, /* NoSuchEntity and its kin */
	AWS_ERROR_DONE, /* already as wanted (DryRunOperation, ...Duplicate) */
	AWS_ERROR_CONFLICT, /* the name is taken */
	AWS_ERROR_QUOTA,
	AWS_ERROR_PLACEMENT, /* another zone, type or subnet is needed */
	AWS_ERROR_CLOCK,
	AWS_ERROR_EXPIRED,
	AWS_ERROR_CREDENTIALS,
	AWS_ERROR_DENIED,
	AWS_ERROR_ACCOUNT,
	AWS_ERROR_UNTRUSTED, /* TLS, redirect, an endpoint outside the rules */
	AWS_ERROR_PROXY,
	AWS_ERROR_FATAL,
	AWS_ERROR_COUNT
};

const char *aws_error_name(enum aws_error f); /* "throttle", ... */

/*
 * The class of one answer. service "iam", "ec2", ...; code "" when there is
 * none; message may be NULL. Pure.
 */
enum aws_error aws_error_of_code(const char *service, const char *code, const char *message,
				 int status);

/* The class of a transfer that brought no answer. Pure. */
enum aws_error aws_error_of_transfer(enum http_end end, bool sent);

/*
 * Whether this failure is the kind that goes away by itself after a change of
 * our own (a new role that is not seen yet, an instance profile EC2 does not
 * accept yet): retry it inside the wait window, and only there.
 */
bool aws_error_may_pass(const struct err *err);

/* One of those: what the call named is not there, or not seen everywhere yet. */
bool aws_error_is_not_visible_yet(const struct err *err);

#endif
