/*
 * value_take.h - what an answer is taken as: people paste what a console or a command
 * prints, and mean the value in it. Pure.
 */
#ifndef ACCREDIT_VALUE_TAKE_H
#define ACCREDIT_VALUE_TAKE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

struct pack_value;

/*
 * Appends to out what text is taken as for v: trimmed, and
 *
 *	an OIDC issuer		from https://ISSUER, ISSUER/, a provider's ARN; a bare ID gets
 *				the issuer's host of region
 *	a bucket		from s3://BUCKET/PATH, arn:aws:s3:::BUCKET/PATH, an https URL
 *	an ARN of a principal	from 12 digits: arn:PARTITION:iam::DIGITS:root
 *	an account ID		from 1234-5678-9012
 *	an instance, a role, a user, a policy, a cluster, a subnet, a security group by
 *	name or ID		from its ARN
 *
 * each member of a list alike, and all of them without double quotes around. What fits
 * none of these stays as it is, and so does an ARN of another Region or partition. region
 * may be "": then nothing is taken that depends on it, ARNs included; NULL: the Region that
 * text names, or one of its partition.
 * True: out differs from the trimmed text, and a face says "taken as".
 */
bool value_take(const struct pack_value *v, const char *text, const char *region,
		struct buf *out);

/*
 * value_check of a text that was taken so. An ARN of another Region or partition says so.
 * With region "" a text passes that would be taken, and fit, in some Region: it is checked
 * again when the Region is known.
 */
bool value_take_check(const struct pack_value *v, const char *text, const char *region,
		      struct err *err);

#endif
