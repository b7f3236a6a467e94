/* findings_internal.h - what the files of findings share. */
#ifndef ACCREDIT_FINDINGS_INTERNAL_H
#define ACCREDIT_FINDINGS_INTERNAL_H

#include "policy/findings_table.h"

/* --- findings_json.c: lists without duplicates, and findings of them --- */

void finding_add_text(struct json *list, const char *text);
void finding_add_statement(struct json *list, const struct policy_statement *s);
/* Takes statements and actions; the caller adds text, narrower and source. */
struct json *finding_new(const char *id, enum severity severity, const struct json *on,
			 struct json *statements, struct json *actions);
struct json *findings_sorted(struct json *found);	/* takes the list; high first */

/* --- findings_narrow.c: resources and conditions --- */

/* How much of its type a Resource element names. */
enum breadth resource_breadth(const char *pattern);
/* Whether a Resource element can name a resource that matches asked, field by field. */
bool resource_could_be(const char *pattern, const char *asked);
bool statement_could_reach(const struct policy_statement *s, const char *asked);
/* The resources of an action on "*": the ARNs of its service. */
const char *resource_asked(struct arena *a, const char *action, const char *resource);
/* Whether the statement lists exactly this action; NotAction counts as "*". */
bool statement_has_action(const struct policy_statement *s, const char *action);
/* Whether a condition limits the resource or the request, not only who calls from where. */
bool statement_is_narrowed(const struct policy_statement *s);
/* Whether iam:PassedToService allows this service. */
bool statement_passes_to(const struct policy_statement *s, const char *service);
/*
 * Whether the condition fails without its key and has a value that is not only wildcards.
 */
bool condition_restricts(const struct policy_condition *t);

/* --- findings_shapes.c: what the form of one statement says --- */

void findings_shapes(const struct policy_set *set, struct json *found);
extern const size_t findings_shapes_rows;

#endif
