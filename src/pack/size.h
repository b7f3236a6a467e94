/*
 * size.h - sizes of rendered documents against IAM's quotas, without white space
 * (IAM User Guide, "IAM and AWS STS quotas").
 */
#ifndef ACCREDIT_SIZE_H
#define ACCREDIT_SIZE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct json;

/* The code of an error of size_check that a smaller document would fix. */
#define SIZE_TOO_LARGE "DocumentTooLarge"

/* Characters of the document as IAM counts them. */
size_t size_document(const struct json *document);

/*
 * All of wanted: documents, sums of inline policies and attached ones a role or user,
 * names and that none is there twice, tags. q: the account's quotas; NULL: what no account
 * can have is refused, what AWS may have raised passes. ERR_INPUT names the resource, its
 * size and the quota.
 */
struct quotas;
bool size_check(const struct json *wanted, const struct quotas *q, struct err *err);

#endif
