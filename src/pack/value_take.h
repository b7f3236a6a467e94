/*
 * value_take.h - what an answer is taken as: people paste what a console or a command
 * prints, and mean the value in it. Pure.
 */
#ifndef ACCREDIT_VALUE_TAKE_H
#define ACCREDIT_VALUE_TAKE_H

#include <stdbool.h>

#include "base/buf.h"

struct pack_value;

/*
 * Appends to out what text is taken as for v: trimmed, and
 *
 *	an OIDC issuer		from https://ISSUER, ISSUER/, a provider's ARN; a bare ID gets
 *				the issuer's host of region
 *	a bucket		from s3://BUCKET/PATH, arn:aws:s3:::BUCKET/PATH, an https URL
 *	an ARN of a principal	from 12 digits: arn:PARTITION:iam::DIGITS:root
 *	an instance, a role, a user, a policy, a cluster by name or ID
 *				from its ARN
 *
 * each member of a list alike. What fits none of these stays as it is. region may be "".
 * True: out differs from the trimmed text, and a face says "taken as".
 */
bool value_take(const struct pack_value *v, const char *text, const char *region,
		struct buf *out);

#endif
