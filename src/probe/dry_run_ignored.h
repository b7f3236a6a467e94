/*
 * dry_run_ignored.h - a dry run that took effect: AWS never does that, but another
 * implementation of its API may.
 */
#ifndef ACCREDIT_PROBE_NOT_DRY_H
#define ACCREDIT_PROBE_NOT_DRY_H

struct aws;
struct buf;
struct json;

/*
 * Terminates the instance that the reply (may be NULL) says was launched. Appends to said
 * that the dry run was ignored, and what became of the instance.
 */
void dry_run_ignored_end(struct aws *aws, const struct json *reply, struct buf *said);

#endif
