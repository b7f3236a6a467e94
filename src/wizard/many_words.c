/* many_words.c - how set-ups compared, as rows and in words; see many.h. */
#include "config.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/plan.h"
#include "wizard/around.h"
#include "wizard/journey.h"
#include "wizard/many.h"

static const struct outcome {
	const char *name, *one, *more;
} outcomes[] = {
	{ "differs", "differs", "differ" },
	{ "interrupted", "interrupted", "interrupted" },
	{ "failed", "could not be read", "could not be read" },
	{ "elsewhere", "is of another account", "are of another account" },
	{ "as-wanted", "as wanted", "as wanted" },
};
enum { DIFFERS, INTERRUPTED, FAILED, ELSEWHERE, AS_WANTED, OUTCOMES };

static struct json *row_of(const char *name, size_t outcome, const char *text)
{
	struct json *row = json_object_new();

	json_put_str(row, "name", name);
	json_put_str(row, "outcome", outcomes[outcome].name);
	json_put_str(row, "text", text);
	return row;
}

static void words_of(struct buf *out, size_t missing, size_t changed, bool moved,
		     size_t unread)
{
	buf_str(out, "differs: ");
	if (missing)
		buf_fmt(out, "%zu missing", missing);
	if (changed)
		buf_fmt(out, "%s%zu changed", missing ? ", " : "", changed);
	if (moved)
		buf_fmt(out, "%swhat it stands on", missing || changed ? ", " : "");
	if (unread)
		buf_fmt(out, "; %zu could not be looked at", unread);
}

struct json *many_row_of(const char *name, const struct plan *p,
			 const struct json *around)
{
	struct buf text = BUF(200);
	size_t missing = 0, changed = 0, unread = plan_unread(p);
	bool moved = around_differs(around);
	struct json *row;

	for (size_t i = 0; i < p->count; i++) {
		enum action a = p->steps[i].action;

		missing += a == ACTION_CREATE;
		changed += a == ACTION_UPDATE || a == ACTION_REMOVE;
	}
	if (!missing && !changed && !moved && !unread)
		return row_of(name, AS_WANTED, outcomes[AS_WANTED].one);
	if (missing || changed || moved)
		words_of(&text, missing, changed, moved, unread);
	else
		buf_fmt(&text, "%zu of its things could not be looked at", unread);
	row = row_of(name, missing || changed || moved ? DIFFERS : FAILED, text.s);
	buf_free(&text);
	return row;
}

struct json *many_row(struct many *m, const struct err *err)
{
	bool skipped = err->kind == ERR_INTERRUPTED || err->kind == ERR_BUSY;
	char text[sizeof(err->text) + 40];

	if (!err->kind)
		return many_row_of(many_name(m), many_journey(m)->plan,
				   many_around(m));
	snprintf(text, sizeof(text), "%s%s", many_elsewhere(m) || skipped ? "" :
		 "could not be read: ",
		 err->text);
	return row_of(many_name(m), many_elsewhere(m) ? ELSEWHERE :
		      skipped ? INTERRUPTED : FAILED, text);
}

static size_t count(const struct json *rows, size_t outcome)
{
	size_t n = 0;

	json_each(row, rows)
		n += str_eq(json_str(row, "outcome"), outcomes[outcome].name);
	return n;
}

void many_words(struct buf *out, const struct json *rows)
{
	static const size_t order[OUTCOMES] = { AS_WANTED, DIFFERS, INTERRUPTED, FAILED,
						 ELSEWHERE };
	size_t all = json_count(rows), begun;

	buf_fmt(out, "%zu %s: ", all, all == 1 ? "set-up" : "set-ups");
	begun = out->len;
	for (size_t i = 0; i < OUTCOMES; i++) {
		const struct outcome *o = &outcomes[order[i]];
		size_t n = count(rows, order[i]);

		if (n || order[i] == AS_WANTED)
			buf_fmt(out, "%s%zu %s", out->len > begun ? ", " : "", n,
				n == 1 ? o->one : o->more);
	}
}

void many_sort(struct json **rows)
{
	struct json *sorted = json_list_new();

	for (size_t i = 0; i < OUTCOMES; i++)
		json_each(row, *rows)
			if (str_eq(json_str(row, "outcome"), outcomes[i].name))
				json_push(sorted, json_copy(row));
	json_free(*rows);
	*rows = sorted;
}
