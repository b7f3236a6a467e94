/* test_retry.c - the retry quota and its waits, against the cases as data. */
#include "config.h"

#include "unit.h"

#include "aws/aws_error.h"
#include "base/str.h"
#include "net/retry.h"
#include "vectors.h"

/* What one attempt brought, as the client sees it. */
static bool is_retryable(const struct json *response, enum retry_why *why)
{
	enum aws_error f;

	*why = RETRY_TRANSIENT;
	if (*json_str(response, "transport")) {
		*why = RETRY_TIMEOUT;
		return true;
	}
	f = aws_error_of_code("iam", json_str(response, "code"), NULL,
		     (int)json_number(json_get(response, "status")));
	if (f == AWS_ERROR_THROTTLING)
		*why = RETRY_THROTTLE;
	return f == AWS_ERROR_THROTTLING || f == AWS_ERROR_TRANSIENT;
}

static bool attempt_is(const struct retry_rules *rules, int attempt, int *tokens,
		       int *taken, const struct json *response, const struct json *want)
{
	const char *outcome = "fail";
	int64_t delay = 0;
	enum retry_why why;
	int cost = 0;

	if (json_number(json_get(response, "status")) == 200) {
		outcome = "success";
		retry_give(rules, tokens, *taken);
	} else if (is_retryable(response, &why) && attempt < rules->attempts) {
		cost = retry_take(rules, tokens, why);
		if (cost) {
			*taken = cost;
			outcome = "retry";
			delay = retry_delay(rules, why, attempt, 1.0);
		}
	}
	return str_eq(outcome, json_str(want, "outcome")) &&
	       *tokens == (int)json_number(json_get(want, "tokens")) &&
	       delay == (int64_t)json_number(json_get(want, "delay_ms"));
}

static bool case_passes(struct retry_rules rules, const struct json *c)
{
	const struct json *given = json_get(c, "given");
	int tokens;

	rules.attempts = (int)json_number(json_get(given, "max_attempts"));
	rules.capacity = (int)json_number(json_get(given, "capacity"));
	tokens = json_get(given, "tokens") ?
		 (int)json_number(json_get(given, "tokens")) : rules.capacity;
	if (json_get(given, "max_backoff_ms"))
		rules.max_ms = (int)json_number(json_get(given, "max_backoff_ms"));
	json_each(call, json_get(c, "calls")) {
		const struct json *response = json_first(json_get(call, "responses"));
		int attempt = 0, taken = 0;

		json_each(want, json_get(call, "expected")) {
			if (!attempt_is(&rules, ++attempt, &tokens, &taken, response,
					want)) {
				printf("%s: attempt %d\n", json_str(c, "name"), attempt);
				return false;
			}
			response = json_next(response);
		}
	}
	return true;
}

static bool sequence_is(const struct retry_rules *rules, enum retry_why why,
			const struct json *want)
{
	int attempt = 0;

	json_each(ms, want)
		if (retry_delay(rules, why, ++attempt, 1.0) != (int64_t)json_number(ms))
			return false;
	return attempt > 0;
}

static bool headers_are(const struct retry_rules *rules, const struct json *cases)
{
	json_each(c, cases)
		if (retry_after(retry_delay(rules, RETRY_TRANSIENT, 1, 1.0),
				json_str(c, "header")) !=
		    (int64_t)json_number(json_get(c, "delay_ms")))
			return false;
	return json_count(cases) > 0;
}

static void run_cases(const char *file, const struct retry_rules *rules, int *passed,
		      int *all)
{
	char *folder = vectors_folder("retry");
	struct json *j;

	if (!folder)
		return;
	j = vectors_json(folder, file);
	json_each(c, json_get(j, "cases")) {
		*passed += case_passes(*rules, c);
		*all += 1;
	}
	if (json_get(j, "retry_after_header_cases")) {
		*passed += sequence_is(rules, RETRY_TRANSIENT,
				       json_path(j, "backoff_sequence_ms.transient")) &&
			   sequence_is(rules, RETRY_THROTTLE,
				       json_path(j, "backoff_sequence_ms.throttling"));
		*passed += headers_are(rules,
				       json_path(j, "retry_after_header_cases.cases"));
		*all += 2;
	} else {
		*passed += sequence_is(rules, RETRY_TRANSIENT,
				       json_get(j, "backoff_sequence_ms"));
		*all += 1;
	}
	json_free(j);
	free(folder);
}

static void vectors_2_1(void **state)
{
	int passed = 0, all = 0;

	(void)state;
	run_cases("standard-v2_1.json", &retry_standard, &passed, &all);
	assert_true(!all || vectors_count("retry standard 2.1", passed, all));
}

static void vectors_2_0(void **state)
{
	int passed = 0, all = 0;

	(void)state;
	run_cases("standard-v2_0.json", &retry_before, &passed, &all);
	assert_true(!all || vectors_count("retry standard 2.0", passed, all));
}

static void settings(void **state)
{
	struct retry_rules r = retry_standard;
	struct err err;

	(void)state;
	assert_true(retry_set(&r, "", "", &err));
	assert_int_equal(r.attempts, 3);
	assert_true(retry_set(&r, "7", "adaptive", &err));
	assert_int_equal(r.attempts, 7);
	assert_false(retry_set(&r, "0", "", &err));
	assert_false(retry_set(&r, "-1", "", &err));
	assert_false(retry_set(&r, "many", "", &err));
	assert_false(retry_set(&r, "", "wild", &err));
	assert_int_equal(err.kind, ERR_INPUT);
}

static void empty_bucket(void **state)
{
	int tokens = 4;

	(void)state;
	assert_int_equal(retry_take(&retry_standard, &tokens, RETRY_THROTTLE), 0);
	assert_int_equal(tokens, 4);
	retry_give(&retry_standard, &tokens, 0);
	assert_int_equal(retry_take(&retry_standard, &tokens, RETRY_THROTTLE), 5);
	assert_int_equal(tokens, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors_2_1),
		cmocka_unit_test(vectors_2_0),
		cmocka_unit_test(settings),
		cmocka_unit_test(empty_bucket),
	};

	return run_all(tests);
}
