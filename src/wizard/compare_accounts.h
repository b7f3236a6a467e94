/*
 * compare_accounts.h - the accounts of a StackSet compared with what is wanted, several at
 * once: each as a role of that account. Nothing is changed or recorded.
 */
#ifndef ACCREDIT_COMPARE_ACCOUNTS_H
#define ACCREDIT_COMPARE_ACCOUNTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"
#include "base/err.h"

struct journey;
struct json;

enum account_verdict {
	ACCOUNT_MATCHES,
	ACCOUNT_DIFFERS,
	ACCOUNT_UNREAD, /* the role cannot be assumed, or not all of it could be read */
};

struct account_row {
	char id[16];
	enum account_verdict verdict;
	char *text; /* what differs, or why it could not be read; "" where it matches */
};

/* All zero is an empty list. */
struct account_rows {
	struct account_row *items; /* in the order of the IDs */
	size_t count;
};

struct compare_accounts {
	const struct journey *of; /* with a session, a pack and complete answers */
	const struct json *ids;	  /* the accounts */
	const char *role;	  /* a role's name, with its path, in each of them */
	const char *external_id;  /* "": none */
	int parallel;		  /* at most so many at once; at least 1 */
	struct stop *stop;
	/*
	 * Takes the event of an account (stackset_verified_event); called on a thread of
	 * its own, one call at a time.
	 */
	void (*tell)(void *with, struct json *event);
	void *with;
};

/*
 * Compares; what the CloudFormation form leaves to be done afterwards is no difference.
 * *rows is yours: account_rows_free. False: it was stopped (ERR_STOPPED); rows has those
 * that were compared.
 */
bool compare_accounts(const struct compare_accounts *c, struct account_rows *rows,
		      struct err *err);
void account_rows_free(struct account_rows *rows); /* leaves an empty list */
size_t account_rows_count(const struct account_rows *rows, enum account_verdict verdict);

#endif
