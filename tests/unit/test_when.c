/* test_when.c - times and durations as people write them. */
#include "config.h"

#include "unit.h"

#include "base/clock.h"
#include "base/when.h"
#include "format/json.h"

#define NOW "2026-11-29T09:10:00Z"
#define HOUR 3600
#define DAY (24 * HOUR)

static void test_times(void **state)
{
	static const struct { const char *iso, *at, *full; } rows[] = {
		{ "2026-11-29T07:09:26Z", "29 Nov 07:09 UTC", "29 Nov 07:09 UTC (2 h ago)" },
		{ "2026-11-29T09:10:00Z", "29 Nov 09:10 UTC", "29 Nov 09:10 UTC (now)" },
		{ "2026-11-29T09:09:59Z", "29 Nov 09:09 UTC", "29 Nov 09:09 UTC (1 s ago)" },
		{ "2026-11-29T09:08:30Z", "29 Nov 09:08 UTC", "29 Nov 09:08 UTC (1 min ago)" },
		{ "2026-11-28T09:10:01Z", "28 Nov 09:10 UTC", "28 Nov 09:10 UTC (23 h ago)" },
		{ "2026-11-27T09:10:00Z", "27 Nov 09:10 UTC", "27 Nov 09:10 UTC (2 days ago)" },
		{ "2026-08-31T09:10:00Z", "31 Aug 09:10 UTC", "31 Aug 09:10 UTC (90 days ago)" },
		{ "2025-11-29T07:09:26Z", "29 Nov 2025 07:09 UTC",
		  "29 Nov 2025 07:09 UTC (365 days ago)" },
		/* what is to come is not earlier than it says */
		{ "2026-11-29T09:10:01Z", "29 Nov 09:10 UTC", "29 Nov 09:10 UTC (in 1 s)" },
		{ "2026-11-29T09:11:01Z", "29 Nov 09:11 UTC", "29 Nov 09:11 UTC (in 2 min)" },
		{ "2026-11-29T10:09:30Z", "29 Nov 10:09 UTC", "29 Nov 10:09 UTC (in 1 h)" },
		{ "2026-11-30T09:09:30Z", "30 Nov 09:09 UTC", "30 Nov 09:09 UTC (in 24 h)" },
		{ "2026-12-01T08:30:00Z", "1 Dec 08:30 UTC", "1 Dec 08:30 UTC (in 2 days)" },
		{ "2026-12-02T09:10:00Z", "2 Dec 09:10 UTC", "2 Dec 09:10 UTC (in 3 days)" },
		{ "2027-01-01T00:00:00Z", "1 Jan 2027 00:00 UTC",
		  "1 Jan 2027 00:00 UTC (in 33 days)" },
		/* as AWS writes it, and what is none */
		{ "2026-11-29T08:09:26+01:00", "29 Nov 07:09 UTC", "29 Nov 07:09 UTC (2 h ago)" },
		{ "never", "never", "never" },
		{ "", "", "" },
	};
	time_t now = clock_read_iso(NOW);
	char out[WHEN_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_string_equal(when_at_iso(out, rows[i].iso, now), rows[i].at);
		assert_string_equal(when_full_iso(out, rows[i].iso, now), rows[i].full);
	}
	assert_string_equal(when_at(out, -1, now), "");
	assert_string_equal(when_full(out, -1, now), "");
	assert_string_equal(when_span(out, -1, now), "");
}

/* AWS gives the last use of a key by the minute. */
static void test_by_the_minute(void **state)
{
	static const struct {
		const char *iso, *says;
	} rows[] = {
		{ "2026-11-29T09:10:00Z", "29 Nov 09:10 UTC (just now)" },
		{ "2026-11-29T09:08:01Z", "29 Nov 09:08 UTC (just now)" },
		{ "2026-11-29T09:08:00Z", "29 Nov 09:08 UTC (2 min ago)" },
		{ "2026-11-29T07:09:26Z", "29 Nov 07:09 UTC (2 h ago)" },
		{ "2026-11-29T09:11:00Z", "29 Nov 09:11 UTC (in 1 min)" },
		{ "never", "never" },
	};
	char out[WHEN_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_string_equal(when_minute_iso(out, rows[i].iso, clock_read_iso(NOW)),
				    rows[i].says);
}

static void test_age_of_key(void **state)
{
	static const struct { const char *iso, *says; } rows[] = {
		{ "2026-11-29T09:10:00Z", "created today" },
		{ "2026-11-29T00:00:00Z", "created today" },
		{ "2026-11-29T09:10:05Z", "created today" },	/* AWS's clock is ahead */
		{ "2026-11-28T23:59:59Z", "created yesterday" },
		{ "2026-11-27T10:00:00Z", "1 day old" },
		{ "2026-11-27T09:10:00Z", "2 days old" },
		{ "2026-08-27T09:10:00Z", "94 days old" },
	};
	time_t now = clock_read_iso(NOW);
	char out[WHEN_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_string_equal(when_created(out, clock_read_iso(rows[i].iso), now),
				    rows[i].says);
	assert_string_equal(when_created(out, -1, now), "");
}

static void test_durations(void **state)
{
	static const struct { int64_t seconds; const char *says; } rows[] = {
		{ -5, "0 s" },
		{ 0, "0 s" },
		{ 1, "1 s" },
		{ 59, "59 s" },
		{ 60, "1 min" },
		{ 125, "2 min 5 s" },
		{ HOUR - 1, "59 min 59 s" },
		{ HOUR, "1 h" },
		{ HOUR + 59, "1 h" },
		{ HOUR + 180, "1 h 3 min" },
		{ 25 * HOUR, "25 h" },
		{ 2 * DAY, "2 days" },
		{ 2 * DAY + 4 * HOUR + 59, "2 days 4 h" },
	};
	char out[WHEN_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_string_equal(when_duration(out, rows[i].seconds), rows[i].says);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_by_the_minute),
		cmocka_unit_test(test_age_of_key),
		cmocka_unit_test(test_durations),
	};

	return run_all(tests);
}
