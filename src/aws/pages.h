/*
 * pages.h - paginator: joins the pages of a reply. Pure. IAM: IsTruncated and Marker;
 * Redshift: Marker alone; EC2, SSM, EKS: nextToken; S3: NextContinuationToken; or the
 * token that the operation's row names.
 */
#ifndef ACCREDIT_PAGES_H
#define ACCREDIT_PAGES_H

#include <stdbool.h>

#include "aws/ops.h"
#include "base/err.h"

struct json;

struct pages {		/* all zero: before the first page */
	struct json *all;
	struct json *ask;	/* params with the token of the next page */
	const char *member;	/* the name of that token, NULL: no page follows */
	char *mark;
	int count;
};

/* The parameters of the next page: params itself for the first. Borrowed. */
const struct json *pages_params(struct pages *p, const struct json *params);

/*
 * Adds a page, which it frees. False: ERR_SERVICE, the pages do not end (the same token
 * twice, a missing token, more than 1000 pages).
 */
bool pages_add(struct pages *p, const struct aws_op *op, struct json *page,
	       struct err *err);
bool pages_more(const struct pages *p);

/* The joined reply, yours (NULL: there was no page); frees p. */
struct json *pages_take(struct pages *p);

#endif
