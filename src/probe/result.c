/* result.c - see result.h. */
#include "config.h"

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/plan.h"
#include "probe/probe.h"
#include "probe/result.h"

static bool result_has_event(const struct json *checks, const char *id)
{
	json_each(event, checks)
		if (str_eq(json_str(event, "id"), id))
			return true;
	return false;
}

struct json *probe_not_run(const struct json *wanted, const struct json *checks)
{
	struct json *planned = probe_listed(wanted), *left = json_list_new(), *row;

	json_each(probe, planned) {
		if (result_has_event(checks, json_str(probe, "id")))
			continue;
		row = json_push(left, json_object_new());
		json_put_str(row, "id", json_str(probe, "id"));
		json_put_str(row, "says", json_str(probe, "says"));
		if (json_true(json_get(probe, "optional")))
			json_put(row, "optional", json_bool_new(true));
	}
	json_free(planned);
	return left;
}

struct probe_tally probe_count(const struct json *checks, const struct json *not_run)
{
	struct probe_tally t = { .all = json_count(checks) + json_count(not_run),
				 .not_run = json_count(not_run) };

	json_each(event, checks) {
		const char *verdict = json_str(event, "verdict");

		if (str_eq(verdict, "yes"))
			t.passed++;
		else if (str_eq(verdict, "no"))
			t.failed++;
		else if (json_true(json_get(event, "optional")))
			t.hints++;
		else
			t.inconclusive++;
	}
	json_each(row, not_run)
		t.required_not_run += !json_true(json_get(row, "optional"));
	return t;
}

struct probe_tally probe_report_tally(const struct json *report)
{
	return probe_count(json_get(report, "checks"), json_get(report, "not_run"));
}

const char *probe_result(const struct probe_tally *t)
{
	if (t->all == t->not_run)
		return "not-run";
	if (t->failed)
		return "failed";
	return t->inconclusive || t->required_not_run || !t->passed ? "inconclusive" : "passed";
}

static void result_add_count(struct buf *out, const char *before, size_t n,
			     const char *word)
{
	if (n)
		buf_fmt(out, "%s%zu %s", before, n, word);
}

void probe_tally_words(struct buf *out, const struct probe_tally *t)
{
	const char *s = t->all == 1 ? "" : "s", *before = t->not_run ? "; " : ", ";

	if (t->all == t->not_run) {
		buf_str(out, "the checks were not run");
		return;
	}
	if (t->not_run)
		buf_fmt(out, "%zu of %zu check%s ran; %zu %s not run", t->all - t->not_run,
			t->all, s, t->not_run, t->not_run == 1 ? "was" : "were");
	else if (t->passed == 1 && t->all == 1)
		buf_str(out, "the check passed");
	else if (t->passed == t->all)
		buf_fmt(out, "all %zu check%s passed", t->all, s);
	else
		buf_fmt(out, "%zu of %zu check%s passed", t->passed, t->all, s);
	result_add_count(out, before, t->failed, "failed");
	result_add_count(out, before, t->inconclusive, "inconclusive");
	result_add_count(out, before, t->hints,
			 t->hints == 1 ? "optional check was inconclusive" :
					 "optional checks were inconclusive");
}

void probe_result_words(struct buf *out, const struct probe_tally *t)
{
	buf_str(out, str_eq(probe_result(t), "passed") ? "Verified: " : "Not verified: ");
	probe_tally_words(out, t);
}

static const struct { const char *verdict, *word; } words[] = {
	{ "yes", "passed" }, { "no", "failed" }, { "cannot-tell", "inconclusive" },
};

const char *probe_verdict_word(const char *verdict)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (str_eq(verdict, words[i].verdict))
			return words[i].word;
	return "";
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
