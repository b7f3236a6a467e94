/* statement_rows.c - see statement_rows.h. */
#include "config.h"

#include <strings.h>

#include "base/str.h"
#include "policy/statement_rows.h"

const char statement_marks[] = " +-~";

static const struct {
	const char *label, *except;
} parts[] = {
	[PART_EFFECT] = { "Effect", "" },
	[PART_PRINCIPALS] = { "Principals", "everyone except " },
	[PART_ACTIONS] = { "Actions", "all actions except " },
	[PART_RESOURCES] = { "Resources", "all resources except " },
	[PART_CONDITIONS] = { "Only if", "" },
	[PART_FINDING] = { "", "" },
};

struct statement_row *statement_rows_add(struct statement_rows *rows,
					 const struct policy_statement *s,
					 enum statement_mark mark)
{
	struct statement_row *row;

	rows->at = arena_more(rows->a, rows->at, rows->n, sizeof(*rows->at));
	row = &rows->at[rows->n++];
	*row = (struct statement_row){ .index = s ? s->index : 0,
				       .effect = !s ? "Policy" : s->deny ? "Deny" : "Allow",
				       .deny = s && s->deny,
				       .sid = s ? statement_item_clean(rows->a, s->sid) : "",
				       .mark = mark };
	return row;
}

void statement_rows_line(struct statement_rows *rows, struct statement_line line)
{
	struct statement_row *row = &rows->at[rows->n - 1];

	row->lines = arena_more(rows->a, row->lines, row->count, sizeof(*row->lines));
	row->lines[row->count++] = line;
}

static bool statement_rows_counts(const struct statement_items *others,
				  const struct statement_item *item)
{
	return !others || !statement_item_in(others, item);
}

/*
 * The line that item i begins: the actions of its service that follow, names before
 * patterns; or the item alone.
 */
static void statement_rows_group(struct statement_rows *rows,
				 const struct statement_items *items, size_t i,
				 const struct statement_items *others,
				 struct statement_line line)
{
	const struct statement_item *first = &items->item[i];
	struct buf names = BUF(BUF_TEXT), patterns = BUF(BUF_TEXT);

	if (first->except)
		buf_str(&names, parts[first->part].except);
	if (*first->head)
		buf_fmt(&names, "%s: ", first->head);
	for (size_t k = i, n = 0; k < items->n; k++) {
		const struct statement_item *item = &items->item[k];
		struct buf *into = item->wild ? &patterns : &names;

		if (item->part != first->part || strcasecmp(item->head, first->head) ||
		    !statement_rows_counts(others, item) ||
		    (k > i && first->part != PART_ACTIONS))
			continue;
		buf_fmt(into, "%s%s", (item->wild ? patterns.len : n) ? ", " : "",
			item->words);
		n += !item->wild;
	}
	if (patterns.len && names.len && names.s[names.len - 1] != ' ')
		buf_str(&names, "; ");
	line.text = arena_str(rows->a, names.s);
	line.wild = arena_str(rows->a, patterns.s);
	statement_rows_line(rows, line);
	buf_free(&names);
	buf_free(&patterns);
}

void statement_rows_items(struct statement_rows *rows, const struct statement_items *items,
			  const struct statement_items *others, enum statement_mark mark)
{
	enum statement_part last = PART_FINDING;

	for (size_t i = 0; i < items->n; i++) {
		const struct statement_item *item = &items->item[i];
		struct statement_line line = { .part = item->part, .mark = mark, .fix = "",
					       .label = "" };
		bool grouped = false;

		for (size_t k = 0; k < i && item->part == PART_ACTIONS; k++)
			grouped |= items->item[k].part == PART_ACTIONS &&
				!strcasecmp(items->item[k].head, item->head) &&
				statement_rows_counts(others, &items->item[k]);
		if (grouped || !statement_rows_counts(others, item))
			continue;
		if (item->part != last)
			line.label = parts[item->part].label;
		else if (item->part == PART_CONDITIONS && !mark)
			line.label = "and if";
		last = item->part;
		statement_rows_group(rows, items, i, others, line);
	}
}

void statement_rows_sort(struct statement_rows *rows)
{
	const struct statement_row *row = &rows->at[rows->n - 1];

	for (size_t i = 1; i < row->count; i++)
		for (size_t k = i; k && row->lines[k].part < row->lines[k - 1].part; k--) {
			struct statement_line line = row->lines[k];

			row->lines[k] = row->lines[k - 1];
			row->lines[k - 1] = line;
		}
	for (size_t i = 0; i < row->count; i++)
		if (row->lines[i].part != PART_EFFECT)
			row->lines[i].label = i && row->lines[i].part == row->lines[i - 1].part ?
						      "" :
						      parts[row->lines[i].part].label;
}
