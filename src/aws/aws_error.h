/*
 * aws_error.h - kinds of AWS errors: what an error code means, and whether a retry can
 * help. The rows agree with the error-classes suite of the conformance data.
 */
#ifndef ACCREDIT_ERROR_CLASS_H
#define ACCREDIT_ERROR_CLASS_H

#include "base/err.h"
#include "net/http.h"

enum aws_error {
	AWS_ERROR_NONE,
	AWS_ERROR_THROTTLING, /* the request rate was too high; nothing was done */
	AWS_ERROR_TRANSIENT, /* may be retried within the retry quota */
	AWS_ERROR_AMBIGUOUS, /* the change may have been made: read before a retry */
	AWS_ERROR_NOT_READY, /* a resource that was just created or changed is not ready */
	AWS_ERROR_NOT_FOUND, /* NoSuchEntity and the like */
	AWS_ERROR_DONE, /* nothing left to do (DryRunOperation, ...Duplicate) */
	AWS_ERROR_CONFLICT, /* the name is in use */
	AWS_ERROR_QUOTA,
	AWS_ERROR_PLACEMENT, /* another Availability Zone, instance type or subnet is needed */
	AWS_ERROR_CLOCK,
	AWS_ERROR_EXPIRED,
	AWS_ERROR_CREDENTIALS,
	AWS_ERROR_DENIED,
	AWS_ERROR_ACCOUNT,
	AWS_ERROR_UNTRUSTED, /* TLS, a redirect, an endpoint that is not allowed */
	AWS_ERROR_PROXY,
	AWS_ERROR_FATAL,
	AWS_ERROR_COUNT
};

const char *aws_error_name(enum aws_error f); /* "throttle", ... */

/*
 * The kind of one error response. service: "iam", "ec2", ...; code: "" when there is none;
 * message may be NULL. Pure.
 */
enum aws_error aws_error_of_code(const char *service, const char *code, const char *message,
				 int status);

/* The kind of a transfer without a response. Pure. */
enum aws_error aws_error_of_transfer(enum http_end end, bool sent);

/*
 * Whether the error usually passes after a change of our own, because of eventual
 * consistency (a new role is not visible yet, EC2 does not accept a new instance profile
 * yet). Retry it within the time set for that change only.
 */
bool aws_error_may_pass(const struct err *err);

/*
 * The same, where the call names a resource that does not exist or is not visible
 * everywhere yet.
 */
bool aws_error_is_not_visible_yet(const struct err *err);

#endif
