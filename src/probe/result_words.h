/*
 * result_words.h - the result of a check in words, for screens and texts. Texts are
 * constants or appended to out.
 */
#ifndef ACCREDIT_RESULT_WORDS_H
#define ACCREDIT_RESULT_WORDS_H

#include "probe/probe_check.h"

struct buf;

/*
 * How it was found out, where no call was made that could do what it asks: "simulated",
 * "trust policy read"; "": by the call itself, or not run.
 */
const char *result_words_how(const struct check_result *r);

/* "service control policy (SCP)" of the layer "scp"; "": no layer decided. */
const char *result_words_layer(const struct check_result *r);

/* "IAM policy simulator: role or user policy", "the call": who or what decided. */
void result_words_decided(struct buf *out, const struct check_result *r);

/*
 * The evidence in lines: expected, result, decided by, call, time, request ID, then what
 * AWS answered.
 */
void result_words_evidence(struct buf *out, const struct check_result *r);

#endif
