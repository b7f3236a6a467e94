/*
 * risk.h - the findings of the rendered documents: what they allow beyond what is safe.
 */
#ifndef ACCREDIT_RISK_H
#define ACCREDIT_RISK_H

struct json;

/*
 * The findings of all documents of wanted (policy/findings.h), those of one role or user
 * judged together: a list (yours) of {"resource": the first statement's document, "path":
 * "Statement[0]", "of": who has it, "level": "high|medium|low", "text": a sentence without
 * its full stop, "remedy", "finding": all of it}. Before them, without "finding": the
 * warnings of answers, and notes ("level": "note"): the template's own remarks, with "of"
 * the resource that they are about, and "judged": false for what could not be judged. Empty
 * list: none of the kinds of finding applies.
 * managed: the documents of managed policies that wanted attaches and does not create
 * (resource/managed_read.h); NULL: none is known. Their documents are named by their ARN.
 */
struct json *risk_find(const struct json *wanted, const struct json *managed);

/* Appends copies of those of more that are not in risks. */
void risk_add(struct json *risks, const struct json *more);

/* One of a finding's "statements": its index, and what its document is called; borrowed. */
struct risk_statement {
	const char *document; /* the resource's name, else its ID or the policy's ARN */
	double index; /* from 1 */
};
struct risk_statement risk_statement_read(const struct json *reference);

/* Appends a note about the account. of: the answer or the resource that it is about. */
void risk_note(struct json *risks, const char *of, const char *text);
/* Those notes: a list (yours) of {"of","text"}. */
struct json *risk_notes(const struct json *risks);

/* The "risk" events of such a list (doc/contract.md, "Events"); yours. */
struct json *risk_events(const struct json *risks);

/*
 * The findings, of risks and of the "findings" of events (may be NULL), that are at
 * least as severe as this; yours. severity NULL: none.
 */
struct json *risk_deciding(const struct json *risks, const struct json *events,
			   const char *severity);

#endif
