/*
 * err.h - one failure: what failed, what to do now, and what the service said.
 *
 * Every function that can fail for a reason a person must hear takes a
 * struct err as its last parameter, never NULL, and fills it once, where most
 * is known. Text is a fact, hint an instruction; neither ever holds a secret,
 * and both are cleaned of control characters when they are set.
 */
#ifndef ACCREDIT_ERR_H
#define ACCREDIT_ERR_H

#include <stdbool.h>

/*
 * How far a failed call came, for a search for the cause on this computer. All zero: no
 * call was made.
 */
struct err_way {
	char host[160];		/* that was to be reached, ":PORT" where it is not 443 */
	char region[36];	/* the call's */
	const char *named;	/* the setting that named the host (a constant), or NULL */
	int end;		/* enum http_end of net/http.h */
	int snag;		/* enum http_snag */
	int tunnel; /* a proxy's status for CONNECT, 0: none */
	bool plain;		/* http: no TLS, and no proxy */
	bool page;		/* a web page came in place of an answer */
	long ahead; /* seconds the server's clock is ahead of this computer's */
	bool weighed; /* the text names the cause already */
};

enum err_kind {
	ERR_NONE,
	ERR_INPUT, /* a value is invalid (exit 64) */
	ERR_CHOICE, /* a choice is missing (exit 64) */
	ERR_LOGIN, /* credentials missing, wrong, expired */
	ERR_DENIED, /* signed in, but not allowed */
	ERR_NET, /* the service was not reached, or its answer is unusable */
	ERR_SERVICE, /* the service returned an error */
	ERR_FILE, /* a file on this computer */
	ERR_BUSY, /* another copy of accredit has the setup locked */
	ERR_STOPPED, /* the operator asked us to stop */
	ERR_INTERRUPTED, /* an open run comes first: resume or undo it (exit 3) */
};

struct err {
	enum err_kind kind;
	char text[512];		/* what failed: lower case, no full stop */
	char hint[512];		/* what to do now, or "" */
	char code[96];		/* the service's error code, or "" */
	char request_id[96];	/* the service's request ID, or "" */
	int status;		/* HTTP status, 0: none */
	int aws_error; /* enum aws_error of aws/aws_error.h, 0: not from a service */
	struct err_way way;
	char sso[256];		/* the profile to sign in to IAM Identity Center with, or "" */
	char field[64]; /* the answer it is about: a value's name, one of those below, or "" */
};

/* In place of a value: the setup's name, the method and the policy. */
#define ERR_SETUP_NAME "SETUP"
#define ERR_METHOD "METHOD"
#define ERR_POLICY "POLICY"

#define ERR_INIT { .kind = ERR_NONE }

/* Sets text and clears all else. Always returns false: a failure is one line. */
bool err_set(struct err *err, enum err_kind kind, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Sets the hint of a failure that is already set. Always returns false. */
bool err_hint(struct err *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Says which answer a failure that is already set is about, so that a form can go to its
 * field. Always returns false.
 */
bool err_field(struct err *err, const char *name);

#endif
