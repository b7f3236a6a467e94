/* verified.c - see verified.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/when.h"
#include "format/json.h"
#include "plan/record.h"
#include "probe/result.h"
#include "wizard/drift_history.h"
#include "wizard/verified.h"

/* An interrupted run has changed who knows what, unless it was of checks alone. */
static const char *verified_result_of(const struct record *r, const struct json *report,
				      const struct json *look)
{
	struct probe_tally t = probe_report_tally(report);
	const char *result = probe_result(&t);

	if ((record_half_way(r) && !record_probe_alone(r)) || str_eq(result, "not-run"))
		return "not-run";
	if (str_eq(result, "passed") && !json_true(json_get(report, "ok")))
		return "inconclusive";	/* its run did not end well */
	if (!look || str_eq(result, "failed"))
		return result;
	if (drift_history_differs(look))
		return "failed";
	return drift_history_unseen(look) ? "inconclusive" : result;
}

struct verified verified_read(const struct record *r, const struct json *report)
{
	const char *time = json_str(report, "time"), *last = "";
	const struct json *look = NULL;
	struct verified v;

	json_each(one, json_get(report, "history"))
		look = one;
	/* One from before the setup was changed does not count. */
	if (strcmp(json_str(look, "time"), json_str(report, "changed")) < 0)
		look = NULL;
	v = (struct verified){ .result = verified_result_of(r, report, look),
			       .differs = look && drift_history_differs(look) };
	if (str_eq(v.result, "passed"))
		snprintf(v.time, sizeof(v.time), "%s", time);
	if (!str_eq(v.result, "not-run"))
		last = time;
	if (strcmp(json_str(look, "time"), last) > 0)
		last = json_str(look, "time");
	snprintf(v.checked, sizeof(v.checked), "%s", last);
	return v;
}

void verified_put(struct json *event, const struct verified *v)
{
	json_put(event, "verified",
		 str_eq(v->result, "passed") ? json_string_new(v->time) : json_null_new());
	json_put_str(event, "result", v->result);
}

void verified_words(struct buf *out, const struct verified *v)
{
	char when[WHEN_SIZE];

	if (str_eq(v->result, "passed")) {
		/* the day, with its year: "verified 22 Nov 2026" */
		buf_fmt(out, "verified %s", when_day(when, clock_read_any(v->time), 0));
	} else if (str_eq(v->result, "not-run")) {
		buf_str(out, "not tested");
	} else {
		buf_str(out,
			str_eq(v->result, "failed") ? "verification failed" : v->result);
	}
}
