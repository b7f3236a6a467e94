/* broadness.c - how much a policy document allows, in one phrase. */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "policy/findings_internal.h"
#include "policy/statement_rows.h"

/* Texts, each once. open: some of them are allowed on all resources. */
struct broadness_list {
	const char **at;
	size_t n, open;
};

struct broadness {
	struct arena *a;
	struct broadness_list services, actions, patterns;	/* services: with all their actions */
	bool everything, except;	/* Action "*", NotAction */
	bool broad;			/* one of them, or a whole service, on all resources */
	const char *bucket;		/* of every resource so far; "": several, or others */
};

static void broadness_add(struct broadness *e, struct broadness_list *list, const char *text, bool open)
{
	for (size_t i = 0; i < list->n; i++)
		if (!strcasecmp(list->at[i], text))
			return;
	list->at = arena_more(e->a, list->at, list->n, sizeof(*list->at));
	list->at[list->n++] = text;
	list->open += open;
}

static void broadness_add_statement(struct broadness *e, const struct statement_items *items, bool open)
{
	for (size_t i = 0; i < items->n; i++) {
		const struct statement_item *item = &items->item[i];
		bool all = str_eq(item->words, "all actions");

		if (item->part != PART_ACTIONS)
			continue;
		if (item->except || (all && !*item->head)) {
			e->except |= item->except;
			e->everything |= !item->except;
			e->broad |= open;
		} else if (all && (open || !e->broad)) {
			broadness_add(e, &e->services, item->head, open);
			e->broad |= open;
		} else {
			broadness_add(e, item->wild ? &e->patterns : &e->actions,
				   arena_fmt(e->a, "%s:%s", item->head, item->words), open);
		}
	}
}

/* Whether the statement reaches all resources, or all of a type. */
static bool broadness_is_open(const struct policy_statement *s)
{
	bool open = s->resource.except;

	for (size_t i = 0; i < s->resource.n; i++)
		open |= resource_breadth(s->resource.glob[i].text) == ALL_OF_THEM;
	return open;
}

static void broadness_find_bucket(struct broadness *e, const struct policy_statement *s)
{
	static const char s3[] = "arn:aws:s3:::";

	for (size_t i = 0; i < s->resource.n; i++) {
		const char *arn = s->resource.glob[i].text, *name = arn + strlen(s3);
		const char *bucket;

		if (!str_starts(arn, s3)) {
			e->bucket = "";
			return;
		}
		bucket = statement_item_clean(
			e->a, arena_fmt(e->a, "%.*s", (int)strcspn(name, "/"), name));
		if (strpbrk(bucket, "*?") || (e->bucket && !str_eq(e->bucket, bucket)))
			bucket = "";
		e->bucket = bucket;
	}
}

/* "3 actions, 2 wildcards" */
static void broadness_put_counts(struct buf *out, const struct broadness *e, const char *other)
{
	if (e->actions.n)
		buf_fmt(out, "%zu %saction%s", e->actions.n, other,
			e->actions.n == 1 ? "" : "s");
	if (e->patterns.n)
		buf_fmt(out, "%s%zu %swildcard%s", e->actions.n ? ", " : "", e->patterns.n,
			e->actions.n ? "" : other, e->patterns.n == 1 ? "" : "s");
}

/* "all actions of ec2 and s3" */
static void broadness_put_whole(struct buf *out, const struct broadness *e)
{
	const struct broadness_list *all = &e->services;

	if (e->everything || e->except)
		buf_str(out, e->everything ? "all actions" : "all actions except those listed");
	for (size_t i = 0; i < all->n && !e->everything && !e->except; i++)
		buf_fmt(out, "%s%s", !i ? "all actions of " : i + 1 < all->n ? ", " : " and ",
			all->at[i]);
}

static void broadness_put(struct buf *out, const struct broadness *e)
{
	bool whole = e->services.n || e->everything || e->except;
	bool more = (e->actions.n || e->patterns.n) && !e->everything && !e->except;
	size_t open = e->actions.open + e->patterns.open;

	if (e->broad)
		buf_str(out, "Broad: ");
	else if (!open && e->bucket && *e->bucket)
		buf_fmt(out, "Only bucket %s: ", e->bucket);
	else if (!open)
		buf_str(out, "Only named resources: ");
	broadness_put_whole(out, e);
	if (e->broad)
		buf_str(out, " on all resources");
	if (whole && more)
		buf_str(out, e->broad ? "; " : ", ");
	if (more)
		broadness_put_counts(out, e, whole ? "other " : "");
	if (!e->broad && open && !whole && open == e->actions.n + e->patterns.n)
		buf_str(out, " on all resources");
	else if (!e->broad && open)
		buf_fmt(out, ", %zu of them on all resources", open);
}

const char *statement_extent(struct arena *a, const struct policy_set *set)
{
	struct broadness e = { .a = a };
	struct buf out = BUF(BUF_TEXT);
	const char *text;
	bool allows = false;

	/* what is allowed on all resources first: an action that is allowed twice counts so */
	for (int closed = 0; closed < 2; closed++)
		for (size_t i = 0; i < set->n; i++) {
			const struct policy_statement *s = &set->statements[i];
			struct statement_items items;

			if (s->deny || broadness_is_open(s) == (closed == 1))
				continue;
			items = statement_items_of(a, s);
			broadness_add_statement(&e, &items, !closed);
			broadness_find_bucket(&e, s);
			allows = true;
		}
	if (allows)
		broadness_put(&out, &e);
	text = arena_str(a, out.s);
	buf_free(&out);
	return text;
}
