/* statement_table.c - see statement_table.h. Here: one document, with its findings. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "format/json.h"
#include "policy/statement_rows.h"

#define NAME "policy"

bool statement_table_fits(const struct json *document)
{
	return json_get(document, "Statement");
}

void statement_table_free(struct statement_table *t)
{
	arena_free(&t->arena);
	*t = (struct statement_table){ .rows = NULL };
}

static bool statement_table_is_trust(const struct policy_set *set)
{
	bool trust = set->n > 0;

	for (size_t i = 0; i < set->n; i++)
		trust &= set->statements[i].no_resource;
	return trust;
}

/* Whether the statement is one of a finding's; *first: the number of its first one. */
static bool statement_table_is_in(const struct json *finding,
				  const struct policy_statement *s, size_t *first)
{
	bool found = false;

	*first = 0;
	json_each(at, json_get(finding, "statements")) {
		size_t index = (size_t)json_number(json_get(at, "index"));

		*first = *first ? *first : index;
		found |= index == s->index;
	}
	return found;
}

static void statement_table_add_finding(struct statement_rows *rows, enum severity severity,
					const char *text, const char *fix)
{
	statement_rows_line(
		rows,
		(struct statement_line){ .part = PART_FINDING,
					 .severity = severity,
					 .label = severity_names[severity],
					 .text = statement_item_clean(rows->a, text),
					 .wild = "",
					 .fix = statement_item_clean(rows->a, fix) });
}

/*
 * Each finding beside its first statement; one line beside others that are part of it, for
 * all findings of one such statement.
 */
static void statement_table_add_findings(struct statement_rows *rows, const struct json *found,
					 const struct policy_statement *s)
{
	size_t first, last = 0;

	json_each(f, found) {
		size_t n = json_count(json_get(f, "statements"));
		char more[60] = "", *text;

		if (!statement_table_is_in(f, s, &first) || first != s->index)
			continue;
		if (n > 1)
			snprintf(more, sizeof(more), " (with %zu other statement%s)", n - 1,
				 n == 2 ? "" : "s");
		text = xasprintf("%s%s", json_str(f, "text"), more);
		statement_table_add_finding(rows, finding_read(f).severity, text,
					    json_str(f, "narrower"));
		free(text);
	}
	json_each(f, found) {
		char text[80];

		if (!statement_table_is_in(f, s, &first) || first == s->index ||
		    first == last)
			continue;
		last = first;
		snprintf(text, sizeof(text),
			 "Part of the risk that statement %zu describes.", first);
		statement_table_add_finding(rows, finding_read(f).severity, text, "");
	}
}

bool statement_table_read(struct statement_table *t, const struct json *document,
			  const char *account)
{
	struct policy_set *set = policy_new();
	struct statement_rows rows = { .a = &t->arena };
	struct err err = ERR_INIT;
	struct json *found;

	*t = (struct statement_table){ .extent = "" };
	if (!policy_add(set, NAME, document, &err)) {
		t->unread = statement_item_clean(&t->arena, err.text);
		policy_free(set);
		return false;
	}
	found = statement_table_is_trust(set) ? findings_trust(set, account) :
						findings_identity(set);
	for (size_t i = 0; i < set->n; i++) {
		const struct policy_statement *s = &set->statements[i];
		struct statement_items items = statement_items_of(&t->arena, s);

		statement_rows_add(&rows, s, MARK_NONE);
		statement_rows_items(&rows, &items, NULL, MARK_NONE);
		statement_table_add_findings(&rows, found, s);
	}
	json_each(f, found)
		t->high += finding_read(f).severity == SEVERITY_HIGH;
	t->findings = json_count(found);
	t->rows = rows.at;
	t->count = rows.n;
	if (!statement_table_is_trust(set))
		t->extent = statement_extent(&t->arena, set);
	json_free(found);
	policy_free(set);
	return true;
}
