/*
 * bucket_region.h - the endpoint of a bucket: its name in the host, and the Region that S3
 * names when the bucket is in another one than the request. Pure.
 */
#ifndef ACCREDIT_BUCKET_REGION_H
#define ACCREDIT_BUCKET_REGION_H

#include <stdbool.h>

#include "aws/endpoint.h"
#include "aws/ops.h"
#include "aws/wire.h"
#include "net/http.h"

/*
 * With AWS's endpoints the bucket moves from the path to the host. No change where the call
 * has no bucket, or its name cannot be part of a host.
 */
void bucket_endpoint(struct endpoint *p, struct wire *w);

/*
 * The Region to repeat a failed call in: a response named it (header x-amz-bucket-region,
 * member Region) as the bucket's, by the rules of botocore (S3RegionRedirectorv2). "":
 * there is none, or it is the Region of the request or of another partition. Never for
 * CreateBucket: a bucket is created in the Region that was chosen.
 */
const char *bucket_redirect_region(const struct aws_op *op, const struct http_response *r,
				   const struct wire_answer *a, const char *asked);

/* Whether a response says that the bucket is in another Region, for any operation. */
bool bucket_is_in_other_region(const struct http_response *r, const struct wire_answer *a,
			       const char *asked);

#endif
