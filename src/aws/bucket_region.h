/*
 * bucket_region.h - where a bucket is asked: in its host at AWS, and in the Region
 * that S3 names when the bucket is not in the one that was asked. Pure.
 */
#ifndef ACCREDIT_BUCKET_REGION_H
#define ACCREDIT_BUCKET_REGION_H

#include <stdbool.h>

#include "aws/endpoint.h"
#include "aws/ops.h"
#include "aws/wire.h"
#include "net/http.h"

/*
 * S3 at AWS: the bucket is part of the host; elsewhere part of the path. Nothing
 * changes where the call has no bucket or its name is none for a host.
 */
void bucket_endpoint(struct endpoint *p, struct wire *w);

/*
 * The Region in which a call that failed is to be made again: an answer named it (header
 * x-amz-bucket-region, member Region) and says that the bucket is there, as botocore reads
 * it (S3RegionRedirectorv2). "": it is not that, or the Region is the one that was asked, or of
 * another partition. Never for CreateBucket: a bucket is created where it was wanted.
 */
const char *bucket_redirect_region(const struct aws_op *op, const struct http_response *r,
				   const struct wire_answer *a, const char *asked);

/* The same without looking whether to ask again: the answer says that the bucket is there. */
bool bucket_is_in_other_region(const struct http_response *r, const struct wire_answer *a,
			       const char *asked);

#endif
