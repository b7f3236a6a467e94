/*
 * risk.h - what a rendered document gives away, in the operator's words.
 */
#ifndef ACCREDIT_RISK_H
#define ACCREDIT_RISK_H

struct json;

/*
 * Findings over all of wanted: a list (yours) of
 * {"resource", "path": "Statement[0].Action", "level": "high|medium|low",
 *  "text": one sentence, "remedy": one sentence}. Empty list: none.
 */
struct json *risk_find(const struct json *wanted);

#endif
