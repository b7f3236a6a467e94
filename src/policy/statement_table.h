/*
 * statement_table.h - a policy document as a table for people: a row for each statement,
 * with its principals, actions by service, resources and conditions in words, and the
 * findings that it causes; and the difference of two documents in the same form.
 *
 * Pure. Every text is in the table's arena, on one line and clean (str_clean), so that a
 * document cannot draw what it does not say.
 */
#ifndef ACCREDIT_STATEMENT_TABLE_H
#define ACCREDIT_STATEMENT_TABLE_H

#include "base/buf.h"
#include "policy/findings.h"

enum statement_part {
	PART_EFFECT,		/* of a difference: the effect or the version changed */
	PART_PRINCIPALS,
	PART_ACTIONS,
	PART_RESOURCES,
	PART_CONDITIONS,
	PART_FINDING,
};

/* Of a difference; NONE in the table of one document. */
enum statement_mark { MARK_NONE, MARK_ADDED, MARK_REMOVED, MARK_CHANGED };
extern const char statement_marks[];	/* " +-~", by mark */

/*
 * A line is its label, then text, then wild: "Actions", "s3: GetObject, PutObject; ",
 * "List*". A line of a finding: its severity as the label, its sentence as text.
 */
struct statement_line {
	enum statement_part part;
	enum statement_mark mark;
	const char *label;	/* at most STATEMENT_LABEL - 1 characters; "": as above */
	const char *text;	/* or "" */
	const char *wild;	/* what wildcards open: "all resources"; or "" */
	enum severity severity;	/* of a finding */
	const char *fix;	/* of a finding: what to write instead; or "" */
};
enum { STATEMENT_LABEL = 11 };

struct statement_row {
	size_t index;		/* of the statement, from 1; 0: the row is about the document */
	const char *effect;	/* "Allow", "Deny"; or "Policy" */
	bool deny;
	const char *sid;	/* or "" */
	enum statement_mark mark;
	struct statement_line *lines;
	size_t count;
};

struct statement_table {
	struct arena arena;
	const struct statement_row *rows;
	size_t count;
	size_t same;		/* of a difference: statements without a row */
	/*
	 * What all of it allows, in one phrase: "Broad: all actions of ec2 and s3, on all
	 * resources", "Only bucket my-data: 14 actions". "" for a difference, a trust
	 * policy, and where nothing is allowed.
	 */
	const char *extent;
	size_t findings, high;	/* how many; of these with high severity */
	const char *unread;	/* why it is no policy document, and has no rows; or NULL */
};

/*
 * Reads a document with its findings. account: that of a trust policy's role, or NULL.
 * False: unread says why. Free the table in either case.
 */
bool statement_table_read(struct statement_table *t, const struct json *document,
			  const char *account);

/*
 * What is different in wanted: added, removed and changed statements, and of the changed
 * ones what is added and removed. Order, Sids and spellings that mean the same do not
 * count. extras_stay: what only found has is no difference. Returns as above.
 */
bool statement_table_diff(struct statement_table *t, const struct json *found,
			  const struct json *wanted, bool extras_stay);

void statement_table_free(struct statement_table *t);	/* empty again */

/* Whether the JSON is a policy document by its members: it has a Statement. */
bool statement_table_fits(const struct json *document);

#endif
