/*
 * error_class.h - what an error code means and what is to be done about it.
 * The rows agree with the error-classes suite of the conformance data.
 */
#ifndef ACCREDIT_ERROR_CLASS_H
#define ACCREDIT_ERROR_CLASS_H

#include "base/err.h"
#include "net/http.h"

enum error_class {
	CLASS_NONE,
	CLASS_THROTTLE,		/* refused for rate, nothing happened */
	CLASS_TRANSIENT,	/* try again inside the retry quota */
	CLASS_AMBIGUOUS,	/* the call may have taken effect: look */
	CLASS_WAIT,		/* not there yet, if this run made it */
	CLASS_GONE,		/* NoSuchEntity and its kin */
	CLASS_DONE,		/* already as wanted (DryRunOperation, ...Duplicate) */
	CLASS_CONFLICT,		/* the name is taken */
	CLASS_QUOTA,
	CLASS_CHOOSE,		/* another zone, type or subnet is needed */
	CLASS_CLOCK,
	CLASS_EXPIRED,
	CLASS_AUTH,
	CLASS_PERMISSION,
	CLASS_ACCOUNT,
	CLASS_SECURITY,		/* TLS, redirect, an endpoint outside the rules */
	CLASS_PROXY,
	CLASS_FATAL,
	CLASS_COUNT
};

const char *error_class_name(enum error_class f);	/* "throttle", ... */

/*
 * The class of one answer. service "iam", "ec2", ...; code "" when there is
 * none; message may be NULL. Pure.
 */
enum error_class error_class_of(const char *service, const char *code, const char *message,
		    int status);

/* The class of a transfer that brought no answer. Pure. */
enum error_class error_class_of_transfer(enum http_end end, bool sent);

/*
 * Whether this failure is the kind that goes away by itself after a change of
 * our own (a new role that is not seen yet, an instance profile EC2 does not
 * accept yet): retry it inside the wait window, and only there.
 */
bool error_class_is_delay(const struct err *err);

/* One of those: what the call named is not there, or not seen everywhere yet. */
bool error_class_is_unseen(const struct err *err);

#endif
