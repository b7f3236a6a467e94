/*
 * document.h - policy documents compared by meaning (IAM User Guide, "IAM JSON
 * policy elements reference"): a lone statement equals a list of one, a string
 * a list of one, lists are sets, action names have no case, an account ID
 * equals its root's ARN, statements have no order.
 */
#ifndef ACCREDIT_DOCUMENT_H
#define ACCREDIT_DOCUMENT_H

#include <stdbool.h>

#include "base/err.h"

struct json;

/* The normal form of a document; yours. */
struct json *document_normal(const struct json *document);

/*
 * What is wanted but not found, and, unless extras_stay, what is found but not
 * wanted: appends {"path","found","wanted"} to list, paths from prefix on.
 * found NULL: not there at all. Returns how many were added.
 */
size_t document_diff(struct json *list, const char *prefix, const struct json *found,
		     const struct json *wanted, bool extras_stay);

/* What is wanted, and of what is found all that it does not say already; yours. */
struct json *document_merge(const struct json *found, const struct json *wanted);

/* IAM answers documents percent-encoded (RFC 3986). NULL: err says why. */
struct json *document_decode(const char *encoded, const char *name, struct err *err);

#endif
