/* compared.c - see compared.h. */
#include "config.h"

#include <stdlib.h>

#include "base/mem.h"
#include "format/json.h"
#include "wizard/compared.h"

static const struct {
	const char *one, *more;
} words[OUTCOME_COUNT] = {
	[OUTCOME_DIFFERS] = { "differs", "differ" },
	[OUTCOME_INTERRUPTED] = { "interrupted", "interrupted" },
	[OUTCOME_FAILED] = { "could not be read", "could not be read" },
	[OUTCOME_ELSEWHERE] = { "in another account", "in another account" },
	[OUTCOME_AS_WANTED] = { "OK", "OK" },
};

struct compared compared_new(const char *name, enum compared_outcome outcome, const char *text)
{
	return (struct compared){ xstrdup(name), outcome, xstrdup(text), NULL };
}

void compared_free(struct compared *row)
{
	free(row->name);
	free(row->text);
	json_free(row->since);
	*row = (struct compared){ .name = NULL };
}

void compared_list_add(struct compared_list *list, struct compared row)
{
	list->rows = xrealloc(list->rows, (list->count + 1) * sizeof(*list->rows));
	list->rows[list->count++] = row;
}

static void compared_add_copy(struct compared_list *list, const struct compared *row)
{
	struct compared copy = compared_new(row->name, row->outcome, row->text);

	copy.since = json_copy(row->since);
	compared_list_add(list, copy);
}

struct compared_list compared_list_copy(const struct compared_list *list, size_t from)
{
	struct compared_list copy = { NULL, 0 };

	for (size_t i = from; i < list->count; i++)
		compared_add_copy(&copy, &list->rows[i]);
	return copy;
}

void compared_list_free(struct compared_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		compared_free(&list->rows[i]);
	free(list->rows);
	*list = (struct compared_list){ NULL, 0 };
}

void compared_list_sort(struct compared_list *list)
{
	struct compared_list sorted = { NULL, 0 };

	for (size_t outcome = 0; outcome < OUTCOME_COUNT; outcome++)
		for (size_t i = 0; i < list->count; i++)
			if (list->rows[i].outcome == outcome)
				compared_add_copy(&sorted, &list->rows[i]);
	compared_list_free(list);
	*list = sorted;
}

size_t compared_list_count(const struct compared_list *list, enum compared_outcome outcome)
{
	size_t n = 0;

	for (size_t i = 0; i < list->count; i++)
		n += list->rows[i].outcome == outcome;
	return n;
}

void compared_list_words(struct buf *out, const struct compared_list *list)
{
	static const enum compared_outcome order[OUTCOME_COUNT] = {
		OUTCOME_AS_WANTED, OUTCOME_DIFFERS, OUTCOME_INTERRUPTED, OUTCOME_FAILED,
		OUTCOME_ELSEWHERE,
	};
	size_t begun;

	buf_fmt(out, "%zu %s: ", list->count, list->count == 1 ? "setup" : "setups");
	begun = out->len;
	for (size_t i = 0; i < OUTCOME_COUNT; i++) {
		size_t n = compared_list_count(list, order[i]);

		if (n || order[i] == OUTCOME_AS_WANTED)
			buf_fmt(out, "%s%zu %s", out->len > begun ? ", " : "", n,
				n == 1 ? words[order[i]].one : words[order[i]].more);
	}
}
