/* compare_all_text.c - how setups compared, as rows and in words; see compare_all.h. */
#include "config.h"

#include <stdio.h>

#include "base/buf.h"
#include "wizard/compare_all.h"
#include "wizard/comparison_words.h"
#include "wizard/journey.h"

struct compared compare_all_row_of(const char *name, const struct plan *p,
				   const struct json *around)
{
	const struct comparison_verdict v = comparison_verdict(p, around);
	enum compared_outcome outcome = comparison_matches(&v) ? OUTCOME_AS_WANTED :
		comparison_differs(&v)			       ? OUTCOME_DIFFERS :
								 OUTCOME_FAILED;
	struct buf text = BUF(200);
	const char *between;
	struct compared row;

	if (outcome == OUTCOME_AS_WANTED)
		buf_str(&text, "matches");
	else if (outcome == OUTCOME_DIFFERS)
		buf_str(&text, "differs: ");
	else if (!v.unread)
		buf_str(&text, "not everything could be checked");
	comparison_counts(&text, &v);
	between = v.missing || v.changed || v.more || v.unread ? ", " : "";
	if (v.unfinished)
		buf_fmt(&text, "%sa run is not finished; 'accredit resume' continues it",
			between);
	else if (v.moved)
		buf_fmt(&text, "%ssomething it depends on has changed", between);
	row = compared_new(name, outcome, text.s);
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
