/* result.c - see result.h. */
#include "config.h"

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/plan.h"
#include "probe/probe.h"
#include "probe/result.h"

struct check_results probe_not_run(const struct json *wanted,
				   const struct check_results *run)
{
	struct checks planned = probe_planned_checks(wanted);
	struct check_results not_run = { NULL };

	for (size_t i = 0; i < planned.count; i++) {
		const struct check *check = &planned.check[i];
		struct check_result one = check_result_read(NULL);

		if (check_results_find(run, check->id))
			continue;
		one.id = arena_str(&one.texts, check->id);
		one.label = arena_str(&one.texts, check->label);
		one.optional = check->optional;
		check_results_add(&not_run, one);
	}
	checks_free(&planned);
	return not_run;
}

struct probe_tally probe_count(const struct check_results *run,
			       const struct check_results *not_run)
{
	struct probe_tally t = { .all = run->count + not_run->count,
				 .not_run = not_run->count };

	for (size_t i = 0; i < run->count; i++) {
		const struct check_result *r = &run->result[i];

		if (r->verdict == VERDICT_PASSED)
			t.passed++;
		else if (r->verdict == VERDICT_FAILED)
			t.failed++;
		else if (r->optional)
			t.hints++;
		else
			t.inconclusive++;
	}
	for (size_t i = 0; i < not_run->count; i++)
		t.required_not_run += !not_run->result[i].optional;
	return t;
}

struct probe_tally probe_report_tally(const struct json *report)
{
	struct check_results run = check_results_read(json_get(report, "checks"));
	struct check_results not_run = check_results_read(json_get(report, "not_run"));
	struct probe_tally t = probe_count(&run, &not_run);

	check_results_free(&run);
	check_results_free(&not_run);
	return t;
}

const char *probe_result(const struct probe_tally *t)
{
	if (t->all == t->not_run)
		return "not-run";
	if (t->failed)
		return "failed";
	return t->inconclusive || t->required_not_run || !t->passed ? "inconclusive" : "passed";
}

static void result_add_count(struct buf *out, size_t n, const char *word)
{
	if (n)
		buf_fmt(out, ", %zu %s", n, word);
}

void probe_tally_words(struct buf *out, const struct probe_tally *t)
{
	const char *s = t->all == 1 ? "" : "s";

	if (t->all == t->not_run)
		buf_str(out, "no check was run");
	else if (t->passed == t->all)
		buf_fmt(out, t->all == 1 ? "the check passed" : "all %zu checks passed",
			t->all);
	else
		buf_fmt(out, "%zu of %zu check%s passed", t->passed, t->all, s);
	if (t->all == t->not_run)
		return;
	result_add_count(out, t->failed, "failed");
	result_add_count(out, t->inconclusive, "inconclusive");
	result_add_count(out, t->hints,
			 t->hints == 1 ? "optional check inconclusive" :
					 "optional checks inconclusive");
	result_add_count(out, t->not_run, "not run");
}

void probe_result_words(struct buf *out, const struct probe_tally *t)
{
	const char *result = probe_result(t);

	if (str_eq(result, "not-run")) {
		buf_str(out, "Not tested");
		return;
	}
	buf_str(out,
		str_eq(result, "passed")	 ? "Tested: " :
			str_eq(result, "failed") ? "Test failed: " :
						   "Test incomplete: ");
	probe_tally_words(out, t);
}

bool probe_began(const struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++)
		if (plan->steps[i].begun && probe_is_work(plan->steps[i].work))
			return true;
	return false;
}

bool probe_alone(const struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++)
		if (!probe_is_work(plan->steps[i].work))
			return false;
	return plan->count;
}
