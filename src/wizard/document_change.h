/*
 * document_change.h - the policy document of a step as a table of statements: the whole of a
 * new one, or what changes.
 */
#ifndef ACCREDIT_DOCUMENT_CHANGE_H
#define ACCREDIT_DOCUMENT_CHANGE_H

#include "policy/statement_table.h"

struct json;
struct plan;
struct step;

/*
 * False: the step has no policy document, or none that differs; its diff says it then. The
 * table is yours: statement_table_free, in either case.
 */
bool document_change_read(struct statement_table *t, const struct plan *plan,
			  const struct step *step);

/* Whether a row of the step's diff is about the document, so that the table has it. */
bool document_change_has(const struct json *row);

/* "Trust policy", "Policy": what the document of the step is called. Borrowed. */
const char *document_change_title(const struct step *step);

/* The rows of the step's diff that no table has; yours. */
struct json *document_change_rest(const struct step *step);

#endif
