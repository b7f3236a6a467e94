/* report_compared.c - see report_compared.h. */
#include "config.h"

#include <stdio.h>

#include "base/buf.h"
#include "command/report.h"
#include "command/report_compared.h"
#include "format/json.h"
#include "plan/plan.h"
#include "wizard/accept.h"
#include "wizard/compare_all.h"
#include "wizard/comparison_words.h"
#include "wizard/describe.h"
#include "wizard/journey.h"
#include "wizard/surroundings.h"

void report_events(bool as_json, const struct json *events)
{
	json_each(event, events)
		report_event(as_json, json_copy(event));
}

void report_compared(bool as_json, bool of_many, const struct journey *j,
		     const struct json *compared, const struct compared *row)
{
	struct buf text = BUF(BUF_TEXT);

	if (as_json) {
		report_plan(true, j);
		report_events(true, compared);
		return;
	}
	if (of_many)
		buf_fmt(&text, "%s: %s\n", j->answers.name, row->text);
	comparison_rows(&text, j->plan, !of_many);
	if (!of_many)
		describe_risks(&text, j->risks);
	report_text(text.s);
	buf_free(&text);
}

void report_compared_remedy(const struct journey *j)
{
	bool others = false;

	/* What repair would not change says itself what helps. */
	for (size_t i = 0; i < j->plan->count; i++) {
		const struct step *step = &j->plan->steps[i];

		if (step->action == ACTION_NONE || step->action == ACTION_ADOPT)
			continue;
		others |= !step->err.kind;
		if (step->err.kind)
			printf("%s\n  %s\n", step->err.text, step->err.hint);
	}
	if (others && j->by_hand)
		printf("It differs from the template: register it with 'accredit adopt %s' and the "
		       "same answers, then fix it with 'accredit repair %s'.\n",
		       j->answers.platform, j->answers.platform);
	else if (others)
		printf("'%s' differs from its template: fix it with 'accredit repair %s'.\n",
		       j->answers.name, j->answers.name);
}

void report_compared_more(const struct journey *j, const struct json *around)
{
	if (!surroundings_count_kept(around))
		return;
	if (j->by_hand || !accept_count(around))
		printf("Additions and denials are not repaired: remove them in the account.\n");
	else
		printf("Additions: remove them in the account, or record them as accepted with "
		       "'accredit accept %s'.\n",
		       j->answers.name);
}
