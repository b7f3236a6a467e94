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

struct compared compare_all_row_of(const char *name, const struct plan *p,
				   const struct json *around)
{
	struct buf text = BUF(200);
	struct tally_of t = { .unread = plan_unread(p),
			      .more = surroundings_count_extras(around),
			      .moved = surroundings_moved(around),
			      .undecided = surroundings_any_undecided(around) };
	struct compared row;

	for (size_t i = 0; i < p->count; i++) {
		enum action a = p->steps[i].action;

		t.missing += a == ACTION_CREATE;
		t.changed += a == ACTION_UPDATE || a == ACTION_REMOVE;
	}
	if (!compare_all_text_has_differences(&t) && !t.unread && !t.undecided)
		return compared_new(name, OUTCOME_AS_WANTED, "as wanted");
	if (compare_all_text_has_differences(&t))
		compare_all_text_words_of(&text, &t);
	else if (t.unread)
		buf_fmt(&text, "%zu of its things could not be looked at", t.unread);
	else
		buf_str(&text, "not all of it could be told");
	row = compared_new(name,
			   compare_all_text_has_differences(&t) ? OUTCOME_DIFFERS :
								  OUTCOME_FAILED,
			   text.s);
	buf_free(&text);
	return row;
}

struct compared compare_all_row(struct compare_all *m, const struct err *err)
{
	bool skipped = err->kind == ERR_INTERRUPTED || err->kind == ERR_BUSY;
	char text[sizeof(err->text) + 40];

	if (!err->kind)
		return compare_all_row_of(compare_all_name(m), compare_all_journey(m)->plan,
				   compare_all_around(m));
	snprintf(text, sizeof(text), "%s%s", compare_all_elsewhere(m) || skipped ? "" :
		 "could not be read: ",
		 err->text);
	return compared_new(compare_all_name(m),
			    compare_all_elsewhere(m) ? OUTCOME_ELSEWHERE :
				    skipped	     ? OUTCOME_INTERRUPTED :
						       OUTCOME_FAILED,
			    text);
}
