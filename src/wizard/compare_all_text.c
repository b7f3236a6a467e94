/* compare_all_text.c - how setups compared, as rows and in words; see compare_all.h. */
#include "config.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/plan.h"
#include "wizard/compare_all.h"
#include "wizard/journey.h"
#include "wizard/surroundings.h"

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

static struct json *compare_all_text_row_of(const char *name, size_t outcome,
					    const char *text)
{
	struct json *row = json_object_new();

	json_put_str(row, "name", name);
	json_put_str(row, "outcome", outcomes[outcome].name);
	json_put_str(row, "text", text);
	return row;
}

/* How one setup compared. */
struct tally_of {
	size_t missing, changed, more, unread;
	bool moved, undecided;
};

static bool compare_all_text_has_differences(const struct tally_of *t)
{
	return t->missing || t->changed || t->more || t->moved;
}

static void compare_all_text_words_of(struct buf *out, const struct tally_of *t)
{
	const char *between = "differs: ";

	if (t->missing) {
		buf_fmt(out, "%s%zu missing", between, t->missing);
		between = ", ";
	}
	if (t->changed) {
		buf_fmt(out, "%s%zu changed", between, t->changed);
		between = ", ";
	}
	if (t->more) {
		buf_fmt(out, "%s%zu more than wanted", between, t->more);
		between = ", ";
	}
	if (t->moved)
		buf_fmt(out, "%swhat it stands on", between);
	if (t->unread)
		buf_fmt(out, "; %zu could not be looked at", t->unread);
}

struct json *compare_all_row_of(const char *name, const struct plan *p,
			 const struct json *around)
{
	struct buf text = BUF(200);
	struct tally_of t = { .unread = plan_unread(p),
			      .more = surroundings_count_extras(around),
			      .moved = surroundings_moved(around),
			      .undecided = surroundings_any_undecided(around) };
	struct json *row;

	for (size_t i = 0; i < p->count; i++) {
		enum action a = p->steps[i].action;

		t.missing += a == ACTION_CREATE;
		t.changed += a == ACTION_UPDATE || a == ACTION_REMOVE;
	}
	if (!compare_all_text_has_differences(&t) && !t.unread && !t.undecided)
		return compare_all_text_row_of(name, AS_WANTED, outcomes[AS_WANTED].one);
	if (compare_all_text_has_differences(&t))
		compare_all_text_words_of(&text, &t);
	else if (t.unread)
		buf_fmt(&text, "%zu of its things could not be looked at", t.unread);
	else
		buf_str(&text, "not all of it could be told");
	row = compare_all_text_row_of(name,
				      compare_all_text_has_differences(&t) ? DIFFERS :
									     FAILED,
				      text.s);
	buf_free(&text);
	return row;
}

struct json *compare_all_row(struct compare_all *m, const struct err *err)
{
	bool skipped = err->kind == ERR_INTERRUPTED || err->kind == ERR_BUSY;
	char text[sizeof(err->text) + 40];

	if (!err->kind)
		return compare_all_row_of(compare_all_name(m), compare_all_journey(m)->plan,
				   compare_all_around(m));
	snprintf(text, sizeof(text), "%s%s", compare_all_elsewhere(m) || skipped ? "" :
		 "could not be read: ",
		 err->text);
	return compare_all_text_row_of(compare_all_name(m),
				       compare_all_elsewhere(m) ? ELSEWHERE :
					       skipped		? INTERRUPTED :
								  FAILED,
				       text);
}

static size_t compare_all_text_count(const struct json *rows, size_t outcome)
{
	size_t n = 0;

	json_each(row, rows)
		n += str_eq(json_str(row, "outcome"), outcomes[outcome].name);
	return n;
}

void compare_all_words(struct buf *out, const struct json *rows)
{
	static const size_t order[OUTCOMES] = { AS_WANTED, DIFFERS, INTERRUPTED, FAILED,
						 ELSEWHERE };
	size_t all = json_count(rows), begun;

	buf_fmt(out, "%zu %s: ", all, all == 1 ? "set-up" : "set-ups");
	begun = out->len;
	for (size_t i = 0; i < OUTCOMES; i++) {
		const struct outcome *o = &outcomes[order[i]];
		size_t n = compare_all_text_count(rows, order[i]);

		if (n || order[i] == AS_WANTED)
			buf_fmt(out, "%s%zu %s", out->len > begun ? ", " : "", n,
				n == 1 ? o->one : o->more);
	}
}

void compare_all_sort(struct json **rows)
{
	struct json *sorted = json_list_new();

	for (size_t i = 0; i < OUTCOMES; i++)
		json_each(row, *rows)
			if (str_eq(json_str(row, "outcome"), outcomes[i].name))
				json_push(sorted, json_copy(row));
	json_free(*rows);
	*rows = sorted;
}
