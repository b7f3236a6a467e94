/* statement_diff.c - two documents compared statement by statement; see statement_table.h. */
#include "config.h"

#include <stdlib.h>

#include "base/str.h"
#include "format/json.h"
#include "policy/statement_rows.h"

/* A document: its statements as items, and which were matched. */
struct side {
	struct policy_set *set;
	struct statement_items *items;
	bool *matched;
};

static bool statement_diff_open(struct side *side, struct statement_table *t, const char *name,
				const struct json *document)
{
	struct err err = ERR_INIT;

	side->set = policy_new();
	if (!policy_add(side->set, name, document, &err)) {
		t->unread = statement_item_clean(&t->arena, err.text);
		return false;
	}
	side->items = xcalloc(side->set->n + 1, sizeof(*side->items));
	side->matched = xcalloc(side->set->n + 1, sizeof(*side->matched));
	for (size_t i = 0; i < side->set->n; i++)
		side->items[i] = statement_items_of(&t->arena, &side->set->statements[i]);
	return true;
}

static void statement_diff_close(struct side *side)
{
	policy_free(side->set);
	free(side->items);
	free(side->matched);
}

/* How many items they share; an action counts more: most statements are on all resources. */
static size_t statement_diff_shared(const struct statement_items *a,
				    const struct statement_items *b)
{
	size_t n = 0;

	for (size_t i = 0; i < a->n; i++)
		if (statement_item_in(b, &a->item[i]))
			n += a->item[i].part == PART_ACTIONS ? 2 : 1;
	return n;
}

/* Sids say nothing. */
static bool statement_diff_same(const struct statement_items *a, const struct statement_items *b)
{
	if (a->s->deny != b->s->deny || a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (!statement_item_in(b, &a->item[i]))
			return false;
	return true;
}

/*
 * The statement of found that this one of wanted was: the same Sid, else the one that shares
 * most, and more than its resources; found's count: none.
 */
static size_t statement_diff_counterpart(const struct side *found,
					 const struct statement_items *wanted)
{
	size_t best = found->set->n, most = 1;

	for (size_t i = 0; i < found->set->n; i++) {
		const struct statement_items *one = &found->items[i];
		bool named = *wanted->s->sid && str_eq(wanted->s->sid, one->s->sid);
		size_t n = statement_diff_shared(wanted, one) + (named ? 100 : 0) +
			(one->s->deny == wanted->s->deny && wanted->s->principal.given);

		if (!found->matched[i] && n > most) {
			most = n;
			best = i;
		}
	}
	return best;
}

/* A line without parts: "- Deny", "+ 2012-10-17". */
static void statement_diff_line(struct statement_rows *rows, const char *label,
				enum statement_mark mark, const char *text)
{
	statement_rows_line(rows, (struct statement_line){ .part = PART_EFFECT, .mark = mark,
							   .label = label, .text = text,
							   .wild = "", .fix = "" });
}

static void statement_diff_changed(struct statement_rows *rows,
				   const struct statement_items *found,
				   const struct statement_items *wanted)
{
	statement_rows_add(rows, wanted->s, MARK_CHANGED);
	if (found->s->deny != wanted->s->deny) {
		statement_diff_line(rows, "Effect", MARK_REMOVED,
				    found->s->deny ? "Deny" : "Allow");
		statement_diff_line(rows, "", MARK_ADDED, wanted->s->deny ? "Deny" : "Allow");
	}
	statement_rows_items(rows, found, wanted, MARK_REMOVED);
	statement_rows_items(rows, wanted, found, MARK_ADDED);
	statement_rows_sort(rows);
}

static void statement_diff_version(struct statement_rows *rows, const struct json *found,
				   const struct json *wanted)
{
	const char *was = json_str(found, "Version"), *is = json_str(wanted, "Version");

	was = *was ? was : "2008-10-17";
	is = *is ? is : "2008-10-17";
	if (str_eq(was, is))
		return;
	statement_rows_add(rows, NULL, MARK_CHANGED);
	statement_diff_line(rows, "Version", MARK_REMOVED, was);
	statement_diff_line(rows, "", MARK_ADDED, is);
}

static void statement_diff_rows(struct statement_table *t, struct statement_rows *rows,
				struct side *found, struct side *wanted, bool extras_stay)
{
	/* First what is the same, so that it is no one's counterpart. */
	for (size_t i = 0; i < wanted->set->n; i++)
		for (size_t k = 0; k < found->set->n && !wanted->matched[i]; k++)
			if (!found->matched[k] &&
			    statement_diff_same(&wanted->items[i], &found->items[k])) {
				found->matched[k] = wanted->matched[i] = true;
				t->same++;
			}
	for (size_t i = 0; i < wanted->set->n; i++) {
		const struct statement_items *items = &wanted->items[i];
		size_t k = extras_stay ? found->set->n : statement_diff_counterpart(found, items);

		if (wanted->matched[i])
			continue;
		if (k < found->set->n) {
			found->matched[k] = true;
			statement_diff_changed(rows, &found->items[k], items);
		} else {
			statement_rows_add(rows, items->s, MARK_ADDED);
			statement_rows_items(rows, items, NULL, MARK_NONE);
		}
	}
	for (size_t k = 0; k < found->set->n && !extras_stay; k++) {
		if (found->matched[k])
			continue;
		statement_rows_add(rows, found->items[k].s, MARK_REMOVED);
		statement_rows_items(rows, &found->items[k], NULL, MARK_NONE);
	}
}

bool statement_table_diff(struct statement_table *t, const struct json *found,
			  const struct json *wanted, bool extras_stay)
{
	struct statement_rows rows = { .a = &t->arena };
	struct side from = { NULL }, to = { NULL };
	bool ok;

	*t = (struct statement_table){ .extent = "" };
	ok = statement_diff_open(&from, t, "the current policy", found) &&
		statement_diff_open(&to, t, "the new policy", wanted);
	if (ok) {
		statement_diff_version(&rows, found, wanted);
		statement_diff_rows(t, &rows, &from, &to, extras_stay);
		t->rows = rows.at;
		t->count = rows.n;
	}
	statement_diff_close(&from);
	statement_diff_close(&to);
	return ok;
}
