/*
 * statement_view.h - lines about a policy document: its table of statements, or its JSON,
 * in the colors of what is allowed, denied, open and found.
 */
#ifndef ACCREDIT_STATEMENT_VIEW_H
#define ACCREDIT_STATEMENT_VIEW_H

#include "policy/statement_table.h"
#include "screens/textview.h"

struct json;

/*
 * The rows of a table, of a document or a difference, indented by so many columns. fixes:
 * with what to write instead.
 */
void statement_view_rows(struct textview *v, const struct statement_table *t, int indent,
			 bool fixes);

/*
 * The facts about one of a template's policies: how much its document allows, and the
 * template's own words.
 */
struct pack_policy;
void statement_view_policy(struct textview *v, const struct pack_policy *policy,
			   const struct statement_table *t);

/* A document as JSON, a line for each member. before: the first characters of each line. */
void statement_view_json(struct textview *v, enum role role, const char *before,
			 const struct json *document);

#endif
