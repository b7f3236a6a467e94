/*
 * permissions.h - the smallest policy that an operator needs, from the rows that preflight
 * asks about (required_actions.h) and those of what is read (required_reads.h). Pure.
 */
#ifndef ACCREDIT_PERMISSIONS_H
#define ACCREDIT_PERMISSIONS_H

#include "base/err.h"

struct json;

enum permissions_for {
	PERMISSIONS_SETUP, PERMISSIONS_VERIFY, PERMISSIONS_ROTATE, PERMISSIONS_REMOVE,
};

/*
 * The policy documents for one purpose, a list (yours): one, or several where one would be
 * over IAM's size of a managed policy. wanted: pack_wanted's tree. ERR_INPUT: a single
 * statement is over that size.
 */
struct json *permissions_documents(const struct json *wanted, enum permissions_for purpose,
				   struct err *err);

#endif
