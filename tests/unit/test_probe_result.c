/* What checks come to: four results, and the words for them. */
#include "config.h"

#include "unit.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/resource_json.h"
#include "plan/plan.h"
#include "plan/step_works.h"
#include "probe/not_found.h"
#include "probe/result.h"

#define PROBE(id) "{\"id\":\"" id "\",\"says\":\"" id " works\",\"where\":\"here\"}"
#define HINT(id) "{\"id\":\"" id "\",\"says\":\"\",\"where\":\"here\",\"optional\":true}"
#define CHECK(id, verdict) "{\"id\":\"" id "\",\"verdict\":\"" verdict "\"}"
#define MAYBE(id, verdict) "{\"id\":\"" id "\",\"verdict\":\"" verdict "\",\"optional\":true}"
#define THREE PROBE("a") "," PROBE("b") "," PROBE("c")

static const struct { const char *wanted, *checks, *result, *words; } rows[] = {
	{ THREE, "", "not-run", "Not tested" },
	{ "", "", "not-run", "Not tested" },
	{ THREE, CHECK("a", "yes"), "inconclusive",
	  "Test incomplete: 1 of 3 checks passed, 2 not run" },
	{ THREE, CHECK("a", "yes") "," CHECK("c", "yes"), "inconclusive",
	  "Test incomplete: 2 of 3 checks passed, 1 not run" },
	{ THREE, CHECK("b", "no"), "failed",
	  "Test failed: 0 of 3 checks passed, 1 failed, 2 not run" },
	{ THREE, CHECK("a", "yes") "," CHECK("b", "yes") "," CHECK("c", "yes"), "passed",
	  "Tested: all 3 checks passed" },
	{ THREE, CHECK("a", "yes") "," CHECK("b", "no") "," CHECK("c", "cannot-tell"),
	  "failed", "Test failed: 1 of 3 checks passed, 1 failed, 1 inconclusive" },
	{ THREE, CHECK("a", "yes") "," CHECK("b", "yes") "," CHECK("c", "cannot-tell"),
	  "inconclusive", "Test incomplete: 2 of 3 checks passed, 1 inconclusive" },
	{ PROBE("a"), CHECK("a", "yes"), "passed", "Tested: the check passed" },
	/* an optional one may be inconclusive or not run, but not fail */
	{ PROBE("a") "," HINT("h"), CHECK("a", "yes") "," MAYBE("h", "cannot-tell"), "passed",
	  "Tested: 1 of 2 checks passed, 1 optional check inconclusive" },
	{ PROBE("a") "," HINT("h"), CHECK("a", "yes"), "passed",
	  "Tested: 1 of 2 checks passed, 1 not run" },
	{ PROBE("a") "," HINT("h"), CHECK("a", "yes") "," MAYBE("h", "no"), "failed",
	  "Test failed: 1 of 2 checks passed, 1 failed" },
	{ HINT("h"), MAYBE("h", "cannot-tell"), "inconclusive",
	  "Test incomplete: 0 of 1 check passed, 1 optional check inconclusive" },
	/* one that was not planned counts as it is */
	{ "", CHECK("x", "yes"), "passed", "Tested: the check passed" },
};

static struct json *parse(const char *before, const char *rest, const char *after)
{
	struct err err = ERR_INIT;
	struct buf text = BUF(4096);
	struct json *j;

	buf_fmt(&text, "%s%s%s", before, rest, after);
	j = json_parse(text.s, text.len, "test", &err);
	assert_non_null(j);
	buf_free(&text);
	return j;
}

static void result_table(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct json *wanted = parse("{\"probes\":[", rows[i].wanted, "]}");
		struct json *checks = parse("[", rows[i].checks, "]");
		struct check_results run = check_results_read(checks);
		struct check_results not_run = probe_not_run(wanted, &run);
		struct probe_tally t = probe_count(&run, &not_run);
		struct buf words = BUF(256);

		probe_result_words(&words, &t);
		assert_string_equal(probe_result(&t), rows[i].result);
		assert_string_equal(words.s, rows[i].words);
		buf_free(&words);
		check_results_free(&not_run);
		check_results_free(&run);
		json_free(checks);
		json_free(wanted);
	}
}

static void nothing_at_all(void **state)
{
	struct check_results none = { NULL };
	struct probe_tally t = probe_count(&none, &none);

	(void)state;
	assert_string_equal(probe_result(&t), "not-run");
	t = probe_report_tally(NULL);
	assert_string_equal(probe_result(&t), "not-run");
	assert_string_equal(verdict_word(verdict_parse("yes")), "passed");
	assert_string_equal(verdict_word(verdict_parse("no")), "failed");
	assert_string_equal(verdict_word(verdict_parse("cannot-tell")), "inconclusive");
	assert_string_equal(verdict_word(verdict_parse("missing")), "");
}

/* An event that was read is written as it was, with every member it can have. */
static void events_are_read_and_written(void **state)
{
	static const char *const events[] = {
		"{\"event\":\"check\",\"id\":\"a\",\"expected\":\"deny\",\"verdict\":\"no\","
		"\"layer\":\"scp\",\"optional\":true,\"evidence\":{\"call\":\"c\",\"time\":\"t\","
		"\"request_id\":\"r\",\"text\":\"w\"},\"says\":\"s\"}",
		"{\"event\":\"check\",\"id\":\"a\",\"expected\":\"allow\",\"verdict\":\"cannot-tell\","
		"\"evidence\":{\"call\":\"\",\"time\":\"\",\"request_id\":\"\",\"text\":\"\"}}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(events) / sizeof(*events); i++) {
		struct json *event = parse("", events[i], ""), *again;
		struct check_result r = check_result_read(event);
		struct buf text = BUF(1024);

		again = check_result_event(&r);
		json_print(&text, again);
		assert_string_equal(text.s, events[i]);
		buf_free(&text);
		json_free(again);
		json_free(event);
	}
}

/* --- what may still come -------------------------------------------------------------- */

#define ASKS(call) "{\"id\":\"c\",\"where\":\"here\",\"call\":" call "}"

static const struct {
	const char *call, *kind, *resource;
	enum action action;
	bool ran, done, may;
} marks[] = {
	{ "{\"canary\":\"lake\"}", "bucket", "\"name\":\"lake\"", ACTION_CREATE, false, false, true },
	{ "{\"canary\":\"lake\"}", "bucket", "\"name\":\"lake\"", ACTION_NONE, false, false, false },
	{ "{\"canary\":\"lake\"}", "bucket", "\"name\":\"lake-2\"", ACTION_CREATE, false, false, false },
	{ "{\"canary\":\"lake\"}", "role", "\"name\":\"R\"", ACTION_CREATE, false, false, false },
	{ "{\"identity\":\"R\"}", "role-policy", "\"name\":\"P\",\"role\":\"R\"", ACTION_UPDATE,
	  false, false, true },
	{ "[\"iam\",\"get-role\",\"--role-name\",\"R\"]", "role", "\"name\":\"R\"", ACTION_CREATE,
	  false, false, true },
	{ "{\"simulate\":{\"principal\":\"arn:aws:iam::1:role/a/R\"}}", "role", "\"name\":\"R\"",
	  ACTION_CREATE, false, false, true },
	{ "{\"trust\":\"x\"}", "role", "\"name\":\"R\"", ACTION_UPDATE, false, false, true },
	{ "{\"can\":{\"user\":\"u\"}}", "role", "\"name\":\"R\"", ACTION_CREATE, false, false, true },
	/* a plan that was compared, and one that was carried out */
	{ "{\"identity\":\"R\"}", "role", "\"name\":\"R\"", ACTION_CREATE, true, false, false },
	{ "{\"identity\":\"R\"}", "role", "\"name\":\"R\"", ACTION_CREATE, true, true, true },
};

static void what_may_still_come(void **state)
{
	static const char *const none[] = { NULL };

	(void)state;
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		struct json *wanted = parse("{\"probes\":[" , ASKS("0"), "]}");
		struct json *probe = json_first(json_get(wanted, "probes"));
		struct json *j = parse("{\"id\":\"x\",", marks[i].resource, "}");
		struct resource *resource = resource_load(j);
		struct plan *from, *plan;
		struct step *step;

		json_put(probe, "call", parse("", marks[i].call, ""));
		from = plan_new("s", wanted);
		plan = plan_new("s", wanted);
		step = plan_add(from, "x.do", plan_work(marks[i].kind), "x", marks[i].action,
				resource, NULL, none);
		step->begun = marks[i].done;
		step->state = marks[i].done ? STEP_DONE : STEP_IDLE;
		not_found_mark(plan, from, marks[i].ran);
		if (not_found_any_may_appear(plan->wanted) != marks[i].may)
			fail_msg("row %zu: %s", i, marks[i].call);
		plan_free(plan);
		plan_free(from);
		resource_free(resource);
		json_free(j);
		json_free(wanted);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(result_table),
		cmocka_unit_test(nothing_at_all),
		cmocka_unit_test(events_are_read_and_written),
		cmocka_unit_test(what_may_still_come),
	};

	return run_all(tests);
}
