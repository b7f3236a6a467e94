/*
 * not_dry.h - a dry run that EC2 answered as if it were none: AWS never does,
 * a cloud that only speaks its API may.
 */
#ifndef ACCREDIT_PROBE_NOT_DRY_H
#define ACCREDIT_PROBE_NOT_DRY_H

struct aws;
struct buf;
struct json;

/*
 * Appends to said that the dry run was none, and what it made by this answer
 * (may be NULL). An instance is terminated by aws; what is not is named, for
 * the reader to end.
 */
void not_dry_end(struct aws *aws, const struct json *reply, struct buf *said);

#endif
