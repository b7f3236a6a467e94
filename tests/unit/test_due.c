/* test_due.c - what is due of setups, as rows; and the columns of a list. */
#include "config.h"

#include "unit.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/str.h"
#include "wizard/due.h"
#include "wizard/setups_list.h"

#define NOW "2026-11-29T09:10:00Z"

/* What differs from a setup in order; "": none. */
struct given {
	const char *name, *platform, *result, *checked, *changed, *key, *previous_at;
	bool differs, interrupted, running, removed, waits;
	enum previous_state previous;
	size_t done, all;
};

static const char *or(const char *s, const char *usual)
{
	return s ? s : usual;
}

static time_t at(const char *iso)
{
	return *iso ? clock_read_iso(iso) : 0;
}

static struct setup_row row_of(const struct given *g)
{
	const char *key = or(g->key, "2026-11-20T00:00:00Z");
	struct setup_row row = { .interrupted = g->interrupted,
				 .running = g->running,
				 .done = g->done,
				 .all = g->all,
				 .exists = !g->waits,
				 .removed = g->removed,
				 .has_key = *key,
				 .waits = g->waits,
				 .waiting = { .since = "2026-11-28T09:10:00Z",
					      .form = "cloudformation" } };

	snprintf(row.answers.name, sizeof(row.answers.name), "%s", or(g->name, "alpha"));
	snprintf(row.answers.platform, sizeof(row.answers.platform), "%s",
		 or(g->platform, "deadline"));
	row.key_created = at(key);
	row.changed = at(or(g->changed, "2026-11-20T00:00:00Z"));
	row.verified.result = or(g->result, "passed");
	row.verified.differs = g->differs;
	snprintf(row.verified.checked, sizeof(row.verified.checked), "%s",
		 or(g->checked, "2026-11-27T09:10:00Z"));
	row.previous.state = g->previous;
	snprintf(row.previous.at, sizeof(row.previous.at), "%s", or(g->previous_at, ""));
	return row;
}

/* One setup: what is due, or NULL, and the columns "state|verified|key|next". */
static const struct {
	struct given given;
	const char *journey, *text;
	bool later;
	const char *columns;
} cases[] = {
	{ { .name = NULL }, NULL, NULL, false, "ready|passed 2 days ago|9 days|-" },
	{ { .interrupted = true, .done = 2, .all = 4 },
	  "resume",
	  "1 interrupted run: 'alpha' (2 of 4 steps done)",
	  false,
	  "interrupted|passed 2 days ago|9 days|resume" },
	/* another process is at it */
	{ { .interrupted = true, .running = true },
	  NULL,
	  NULL,
	  false,
	  "running|passed 2 days ago|9 days|-" },
	{ { .result = "failed", .differs = true, .checked = "2026-11-26T09:00:00Z" },
	  "verify",
	  "1 setup differs: 'alpha' (3 days ago)",
	  false,
	  "ready|differs 3 days ago|9 days|repair" },
	{ { .result = "failed" },
	  "verify",
	  "1 setup failed verification: 'alpha' (2 days ago)",
	  false,
	  "ready|failed 2 days ago|9 days|verify" },
	/* the old key: not before a day has passed */
	{ { .previous = PREVIOUS_DEACTIVATED, .previous_at = "2026-11-29T07:09:00Z" },
	  "rotate",
	  "1 rotation to finish: delete the old key of 'alpha' (from 30 Nov 07:09 UTC)",
	  true,
	  "ready|passed 2 days ago|9 days|delete old key in 22 h" },
	{ { .previous = PREVIOUS_DEACTIVATED, .previous_at = "2026-11-28T09:10:00Z" },
	  "rotate",
	  "1 rotation to finish: delete the old key of 'alpha' (now)",
	  false,
	  "ready|passed 2 days ago|9 days|delete old key" },
	{ { .previous = PREVIOUS_WAITING, .previous_at = "2026-11-28T09:10:00Z" },
	  "rotate",
	  "1 replaced key is still active: 'alpha' (since 28 Nov 09:10 UTC)",
	  false,
	  "ready|passed 2 days ago|9 days|finish rotation" },
	{ { .previous = PREVIOUS_REVERTED, .previous_at = "2026-11-28T09:10:00Z" },
	  "rotate",
	  "1 key left from a reverted rotation: 'alpha' (since 28 Nov 09:10 UTC)",
	  false,
	  "ready|passed 2 days ago|9 days|delete newer key" },
	/* ninety days to the second, and one more */
	{ { .key = "2026-08-31T09:10:00Z" },
	  NULL,
	  NULL,
	  false,
	  "ready|passed 2 days ago|90 days|-" },
	{ { .key = "2026-08-31T09:09:59Z" },
	  "rotate",
	  "1 key older than 90 days: 'alpha' (90 days old)",
	  false,
	  "ready|passed 2 days ago|90 days|rotate key" },
	{ { .checked = "2026-10-30T09:10:00Z" },
	  NULL,
	  NULL,
	  false,
	  "ready|passed 30 days ago|9 days|-" },
	{ { .checked = "2026-10-18T09:10:00Z", .changed = "2026-10-17T00:00:00Z" },
	  "verify",
	  "1 setup not verified for 30 days: 'alpha' (last time 42 days ago)",
	  false,
	  "ready|passed 42 days ago|9 days|verify" },
	/* never verified: counted from its last change; unknown where there is no report */
	{ { .result = "not-run", .checked = "", .changed = "2026-10-17T00:00:00Z" },
	  "verify",
	  "1 setup not verified for 30 days: 'alpha' (never)",
	  false,
	  "ready|not run|9 days|verify" },
	{ { .result = "not-run", .checked = "", .changed = "" },
	  NULL,
	  NULL,
	  false,
	  "ready|not run|9 days|-" },
	/* what a removal left is not looked after */
	{ { .removed = true, .differs = true, .key = "2026-01-01T00:00:00Z" },
	  NULL,
	  NULL,
	  false,
	  "partly removed|differs 2 days ago|332 days|-" },
	/* a user's key without a setup: nothing to verify */
	{ { .platform = "",
	    .result = "not-run",
	    .checked = "",
	    .changed = "2026-01-01T00:00:00Z" },
	  NULL,
	  NULL,
	  false,
	  "ready|-|9 days|-" },
	{ { .key = "" }, NULL, NULL, false, "ready|passed 2 days ago|-|-" },
	{ { .waits = true, .result = "not-run", .checked = "", .changed = "", .key = "" },
	  "verify",
	  "1 hand-off waits for the administrator: 'alpha' (since 28 Nov, CloudFormation)",
	  false,
	  "waiting|not run|-|verify" },
};

static void test_cases(void **state)
{
	time_t now = clock_read_iso(NOW);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct setup_row row = row_of(&cases[i].given);
		const struct setups all = { &row, 1 };
		struct due_columns c = due_columns(&row, now);
		struct due due[DUE_MAX];
		char columns[300];
		size_t n = due_find(&all, now, due);

		snprintf(columns, sizeof(columns), "%s|%s|%s|%s", c.state, c.verified, c.key,
			 c.next);
		if (!str_eq(columns, cases[i].columns))
			fail_msg("case %zu: %s, not %s", i, columns, cases[i].columns);
		if (n != (cases[i].journey ? 1 : 0))
			fail_msg("case %zu: %zu are due: %s", i, n, n ? due[0].text : "");
		if (!n)
			continue;
		if (!str_eq(due[0].text, cases[i].text))
			fail_msg("case %zu: %s, not %s", i, due[0].text, cases[i].text);
		assert_string_equal(due[0].journey, cases[i].journey);
		assert_string_equal(due[0].setup, "alpha");
		assert_int_equal(due[0].now, !cases[i].later);
	}
}

/* Of several setups one line a rule, the most urgent first; a row of the menu has the first. */
static void test_several(void **state)
{
	static const struct given given[] = {
		{ .key = "2026-08-01T00:00:00Z" },
		{ .name = "beta", .key = "2026-08-01T00:00:00Z",
		  .previous = PREVIOUS_DEACTIVATED, .previous_at = "2026-11-29T07:09:00Z" },
		{ .name = "gamma", .previous = PREVIOUS_DEACTIVATED,
		  .previous_at = "2026-11-01T07:09:00Z" },
	};
	struct setup_row rows[3];
	const struct setups all = { rows, 3 };
	const struct setups none = { NULL };
	struct due due[DUE_MAX];
	char note[DUE_TEXT];
	size_t n;

	(void)state;
	for (size_t i = 0; i < 3; i++)
		rows[i] = row_of(&given[i]);
	n = due_find(&all, clock_read_iso(NOW), due);
	assert_int_equal(n, 2);
	assert_string_equal(due[0].text, "2 rotations to finish: delete the old keys of 'beta' "
			    "(from 30 Nov 07:09 UTC), 'gamma' (now)");
	assert_true(due[0].now);
	assert_string_equal(due[1].text, "2 keys older than 90 days: 'alpha' (120 days old), "
			    "'beta' (120 days old)");
	assert_true(due_is_noted(due, 0));
	assert_false(due_is_noted(due, 1));
	assert_true(due_menu_note(note, "rotate", &all, due, n));
	assert_string_equal(note, due[0].text);
	assert_false(due_menu_note(note, "setups", &all, due, n));
	assert_string_equal(note, "3: alpha, beta, gamma");
	assert_false(due_menu_note(note, "verify", &all, due, n));
	assert_string_equal(note, "");
	assert_int_equal(due_find(&none, clock_read_iso(NOW), due), 0);
	assert_false(due_menu_note(note, "setups", &none, due, 0));
	assert_string_equal(note, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_several),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
