/* stackset_words.h - the events of a StackSet, made and in words, for every face. */
#ifndef ACCREDIT_STACKSET_WORDS_H
#define ACCREDIT_STACKSET_WORDS_H

#include "stackset/stackset.h"

struct buf;
struct json;

/*
 * The plan: {"event":"stackset","name","region","model":"self-managed"|"service-managed",
 * "action":"create"|"update"|"remove"|"none","accounts":[{"id","action":"create"|"update"|
 * "retry"|"remove"|"none","status","unit"?,"reason"?}],"units"?: those that have no account
 * yet}. want NULL: a removal. Yours.
 */
struct json *stackset_plan_event(const struct stackset *want, const char *name,
				 const char *region, const struct stackset_state *state);

void stackset_plan_words(struct buf *out, const struct json *event);
void stackset_operation_words(struct buf *out, const struct json *event);
void stackset_account_words(struct buf *out, const struct json *event);
void stackset_verified_words(struct buf *out, const struct json *event);

#endif
