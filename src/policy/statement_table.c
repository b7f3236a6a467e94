/* statement_table.c - see statement_table.h. Here: one document, with its findings. */
#include "config.h"

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

/* The place of a finding's first or another statement; 0: not in this document. */
static size_t statement_table_place(const struct json *finding, const struct policy_statement *s,
				    size_t *first)
{
	size_t found = 0;

	*first = 0;
	json_each(at, json_get(finding, "statements")) {
		size_t index = (size_t)json_number(json_get(at, "index"));

		*first = *first ? *first : index;
		found = index == s->index ? index : found;
	}
	return found;
}

/*
 * The finding beside its first statement, with the others that are part of it; there it is
 * mentioned.
 */
static void statement_table_add_findings(struct statement_rows *rows, const struct json *found,
					 const struct policy_statement *s)
{
	json_each(f, found) {
		struct statement_line line = { .part = PART_FINDING, .wild = "", .fix = "" };
		struct buf text = BUF(BUF_TEXT);
		size_t first, n = json_count(json_get(f, "statements"));

		if (!statement_table_place(f, s, &first))
			continue;
		line.severity = finding_read(f).severity;
		line.label = severity_names[line.severity];
		if (first == s->index) {
			buf_str(&text, json_str(f, "text"));
			if (n > 1)
				buf_fmt(&text, " (%zu statements)", n);
			line.fix = statement_item_clean(rows->a, json_str(f, "narrower"));
		} else {
			buf_fmt(&text, "Part of the finding of statement %zu.", first);
		}
		line.text = statement_item_clean(rows->a, text.s);
		statement_rows_line(rows, line);
		buf_free(&text);
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
