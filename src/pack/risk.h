/*
 * risk.h - what a rendered document gives away, in the operator's words.
 */
#ifndef ACCREDIT_RISK_H
#define ACCREDIT_RISK_H

struct json;

/*
 * Findings over all of wanted: a list (yours) of
 * {"resource", "path": "Statement[0].Action", "level": "high|medium|low",
 *  "text": one sentence, "remedy": one sentence}; of a pack's own remark "path"
 * is "remark", "level" "note", and the remedy empty. Empty list: none. In the order
 * of the resources and their statements; a Deny is not set off against an Allow.
 */
struct json *risk_find(const struct json *wanted);

/* --- for risk*.c ---------------------------------------------------------- */

/* One statement that allows something, and where its findings go. */
struct risk {
	const struct json *wanted, *resource, *statement;
	int number;
	struct json *findings;
};

/* Adds a finding about this member of the statement. */
void risk_add(const struct risk *r, const char *member, const char *level,
	      const char *remedy, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));
/* The texts of a member that is one text or a list of them: a list, yours. */
struct json *risk_texts(const struct json *statement, const char *member);
void risk_trust(const struct risk *r);	/* a statement with a principal */

#endif
