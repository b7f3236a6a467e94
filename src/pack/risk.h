/*
 * risk.h - what the rendered documents give away.
 */
#ifndef ACCREDIT_RISK_H
#define ACCREDIT_RISK_H

struct json;

/*
 * The findings of all documents of wanted (policy/findings.h), those of one role or
 * user judged together: a list (yours) of {"resource": the first statement's,
 * "path": "Statement[0]", "level": "high|medium|low", "text": a sentence without
 * its full stop, "remedy", "finding": all of it}. Before them the warnings of
 * answers and the template's own remarks, without "finding"; of a remark "level" is
 * "note". Empty list: none of the kinds of finding applies.
 */
struct json *risk_find(const struct json *wanted);

/* The risk events of such a list, as in the contract; yours. */
struct json *risk_events(const struct json *risks);

#endif
