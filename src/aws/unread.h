/*
 * unread.h - reads that AWS denied, of the whole process. The work is done without them; at
 * the end the operator is told what was not checked.
 */
#ifndef ACCREDIT_UNREAD_H
#define ACCREDIT_UNREAD_H

#include "aws/ops.h"
#include "base/err.h"

struct aws;
struct buf;

/* From now on denied reads of this session are noted. */
void unread_note(struct aws *a);
/* The same of one failure, of a session that is not: nothing if it is no denial. */
void unread_add(enum aws_op_id op, const struct err *err);

/*
 * Appends what could not be read, with the IAM action of each, separated by commas; nothing
 * where all was read. What others say is left out: the preflight and decoded denials.
 */
void unread_words(struct buf *out);

#endif
