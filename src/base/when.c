/* when.c - see when.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/when.h"

#define DAY 86400

/* Each is used from so many seconds on; the smallest is the last. */
static const struct unit {
	int64_t seconds, from;
	const char *one, *many;
} units[] = {
	{ DAY, 2 * DAY, "1 day", "days" },
	{ 3600, 3600, "1 h", "h" },
	{ 60, 60, "1 min", "min" },
	{ 1, 0, "1 s", "s" },
};

static const struct unit *when_unit(int64_t seconds)
{
	const struct unit *u = units;

	while (seconds < u->from)
		u++;
	return u;
}

static void when_count(char out[WHEN_SIZE], const struct unit *u, int64_t n)
{
	if (n == 1)
		snprintf(out, WHEN_SIZE, "%s", u->one);
	else
		snprintf(out, WHEN_SIZE, "%lld %s", (long long)n, u->many);
}

const char *when_at(char out[WHEN_SIZE], time_t t, time_t now)
{
	/* not of the locale, as all other words */
	static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct tm at, today;

	*out = '\0';
	if (t < 0 || !gmtime_r(&t, &at) || !gmtime_r(&now, &today))
		return out;
	if (at.tm_year == today.tm_year)
		snprintf(out, WHEN_SIZE, "%d %s %02d:%02d UTC", at.tm_mday,
			 months[at.tm_mon], at.tm_hour, at.tm_min);
	else
		snprintf(out, WHEN_SIZE, "%d %s %d %02d:%02d UTC", at.tm_mday,
			 months[at.tm_mon], at.tm_year + 1900, at.tm_hour, at.tm_min);
	return out;
}

const char *when_day(char out[WHEN_SIZE], time_t t, time_t now)
{
	char *hour;

	when_at(out, t, now);
	hour = strchr(out, ':');
	if (hour)
		hour[-3] = '\0';
	return out;
}

const char *when_span(char out[WHEN_SIZE], time_t t, time_t now)
{
	int64_t past = (int64_t)now - t, n = past < 0 ? -past : past;
	const struct unit *u = when_unit(n);
	char count[WHEN_SIZE];

	*out = '\0';
	if (t < 0)
		return out;
	if (past < 0) { /* what may begin in 90 minutes may not begin in 1 h */
		n = (n + u->seconds - 1) / u->seconds * u->seconds;
		u = when_unit(n);
	}
	when_count(count, u, n / u->seconds);
	snprintf(out, WHEN_SIZE, !past ? "now" : past < 0 ? "in %.50s" : "%.50s ago", count);
	return out;
}

const char *when_full(char out[WHEN_SIZE], time_t t, time_t now)
{
	char span[WHEN_SIZE];

	if (*when_at(out, t, now))
		snprintf(out + strlen(out), WHEN_SIZE - strlen(out), " (%.30s)",
			 when_span(span, t, now));
	return out;
}

static const char *when_iso(char out[WHEN_SIZE], const char *iso, time_t now,
			    const char *(*how)(char *out, time_t t, time_t now))
{
	time_t t = clock_read_any(iso);

	if (t >= 0)
		return how(out, t, now);
	snprintf(out, WHEN_SIZE, "%s", iso);
	return out;
}

const char *when_at_iso(char out[WHEN_SIZE], const char *iso, time_t now)
{
	return when_iso(out, iso, now, when_at);
}

const char *when_full_iso(char out[WHEN_SIZE], const char *iso, time_t now)
{
	return when_iso(out, iso, now, when_full);
}

static const char *when_minute(char out[WHEN_SIZE], time_t t, time_t now)
{
	if (t < 0 || now < t || now - t >= 120)
		return when_full(out, t, now);
	if (*when_at(out, t, now))
		snprintf(out + strlen(out), WHEN_SIZE - strlen(out), " (just now)");
	return out;
}

const char *when_minute_iso(char out[WHEN_SIZE], const char *iso, time_t now)
{
	return when_iso(out, iso, now, when_minute);
}

const char *when_created(char out[WHEN_SIZE], time_t t, time_t now)
{
	long days = (long)((now - t) / DAY);

	if (t < 0)
		*out = '\0';
	else if (t / DAY >= now / DAY)
		snprintf(out, WHEN_SIZE, "created today");
	else if (t / DAY == now / DAY - 1)
		snprintf(out, WHEN_SIZE, "created yesterday");
	else
		snprintf(out, WHEN_SIZE, days == 1 ? "%ld day old" : "%ld days old", days);
	return out;
}

const char *when_duration(char out[WHEN_SIZE], int64_t seconds)
{
	const struct unit *u = when_unit(seconds < 0 ? 0 : seconds);
	char rest[WHEN_SIZE];

	seconds = seconds < 0 ? 0 : seconds;
	when_count(out, u, seconds / u->seconds);
	seconds %= u->seconds;
	if (u->seconds == 1 || seconds < u[1].seconds)
		return out;
	when_count(rest, u + 1, seconds / u[1].seconds);
	snprintf(out + strlen(out), WHEN_SIZE - strlen(out), " %.30s", rest);
	return out;
}
