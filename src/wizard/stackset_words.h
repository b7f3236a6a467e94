/* stackset_words.h - the events of a StackSet (stackset_event.h) in words, for every face.
 */
#ifndef ACCREDIT_STACKSET_WORDS_H
#define ACCREDIT_STACKSET_WORDS_H

struct buf;
struct json;

void stackset_plan_words(struct buf *out, const struct json *event);
void stackset_operation_words(struct buf *out, const struct json *event);
void stackset_account_words(struct buf *out, const struct json *event);
void stackset_verified_words(struct buf *out, const struct json *event);

#endif
