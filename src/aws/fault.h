/*
 * fault.h - what an error code means and what is to be done about it.
 * The rows agree with the error-classes suite of the conformance data.
 */
#ifndef ACCREDIT_FAULT_H
#define ACCREDIT_FAULT_H

#include "base/err.h"
#include "net/http.h"

enum fault {
	FAULT_NONE,
	FAULT_THROTTLE,		/* refused for rate, nothing happened */
	FAULT_TRANSIENT,	/* try again inside the retry quota */
	FAULT_AMBIGUOUS,	/* the call may have taken effect: look */
	FAULT_WAIT,		/* not there yet, if this run made it */
	FAULT_GONE,		/* NoSuchEntity and its kin */
	FAULT_DONE,		/* already as wanted (DryRunOperation, ...Duplicate) */
	FAULT_CONFLICT,		/* the name is taken */
	FAULT_QUOTA,
	FAULT_CHOOSE,		/* another zone, type or subnet is needed */
	FAULT_CLOCK,
	FAULT_EXPIRED,
	FAULT_AUTH,
	FAULT_PERMISSION,
	FAULT_ACCOUNT,
	FAULT_SECURITY,		/* TLS, redirect, an endpoint outside the rules */
	FAULT_PROXY,
	FAULT_FATAL,
	FAULT_COUNT
};

const char *fault_name(enum fault f);	/* "throttle", ... */

/*
 * The class of one answer. service "iam", "ec2", ...; code "" when there is
 * none; message may be NULL. Pure.
 */
enum fault fault_of(const char *service, const char *code, const char *message,
		    int status);

/* The class of a transfer that brought no answer. Pure. */
enum fault fault_of_end(enum http_end end, bool sent);

/*
 * Whether this failure is the kind that goes away by itself after a change of
 * our own (a new role that is not seen yet, an instance profile EC2 does not
 * accept yet): retry it inside the wait window, and only there.
 */
bool fault_is_delay(const struct err *err);

/* One of those: what the call named is not there, or not seen everywhere yet. */
bool fault_is_unseen(const struct err *err);

#endif
