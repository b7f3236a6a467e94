/* clock.c - see clock.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"

int64_t clock_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static time_t pretended;

void clock_pretend(time_t t)
{
	pretended = t;
}

time_t clock_wall(void)
{
	return pretended ? pretended : time(NULL);
}

void clock_iso(char out[24], time_t t)
{
	struct tm tm;

	gmtime_r(&t, &tm);
	strftime(out, 24, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

time_t clock_read_iso(const char *s)
{
	struct tm tm = { 0 };
	const char *end = strptime(s, "%Y-%m-%dT%H:%M:%SZ", &tm);

	return end && !*end ? timegm(&tm) : -1;
}

time_t clock_read_any(const char *s)
{
	struct tm tm = { 0 };
	const char *at = strptime(s, "%Y-%m-%dT%H:%M:%S", &tm);
	int hours = 0, minutes = 0, used = 0;
	char sign[2];

	if (!at)
		return -1;
	if (*at == '.')
		at += 1 + strspn(at + 1, "0123456789");
	if (!*at || !strcmp(at, "Z") || !strcmp(at, "UTC"))
		return timegm(&tm);
	if (sscanf(at, "%1[+-]%2d:%2d%n", sign, &hours, &minutes, &used) != 3 ||
	    at[used])
		return -1;
	minutes += 60 * hours;
	return timegm(&tm) + (*sign == '-' ? 60 : -60) * (time_t)minutes;
}

/* "Z", "UTC", "+02", "+0200" or "+02:00" at *at, which is moved behind it. */
static bool clock_read_offset(const char **at, long *offset)
{
	static const char *const names[] = { "UTC", "GMT", "Z", "z" };
	const char *s = *at + strspn(*at, " ");
	size_t digits;

	*offset = 0;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strncmp(s, names[i], strlen(names[i]))) {
			*at = s + strlen(names[i]);
			return true;
		}
	digits = *s == '+' || *s == '-' ? strspn(s + 1, "0123456789") : 0;
	if (digits != 2 && digits != 4)
		return false;
	*offset = 3600 * (10 * (s[1] - '0') + s[2] - '0');
	*at = s + 1 + digits;
	if (digits == 2 && **at == ':' && strspn(*at + 1, "0123456789") == 2)
		*at += 3;
	if (*at - s > 3)
		*offset += 60 * (10 * ((*at)[-2] - '0') + (*at)[-1] - '0');
	*offset *= *s == '-' ? -1 : 1;
	return true;
}

time_t clock_read_zone(const char *s)
{
	static const char *const forms[] = {
		"%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M",
		"%Y%m%dT%H%M%S", "%Y/%m/%d %H:%M:%S", "%a, %d %b %Y %H:%M:%S",
		"%d %b %Y %H:%M:%S", "%a %b %d %H:%M:%S",
	};

	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		struct tm tm = { 0 };
		const char *at = strptime(s, forms[i], &tm);
		long offset;

		if (!at)
			continue;
		if ((*at == '.' || *at == ',') && at[1] >= '0' && at[1] <= '9')
			at += 1 + strspn(at + 1, "0123456789");
		if (!clock_read_offset(&at, &offset))
			continue;
		if (!tm.tm_year)	/* date(1) has it behind the zone */
			at = strptime(at, " %Y", &tm);
		if (at && !at[strspn(at, " ")])
			return timegm(&tm) - offset;
	}
	return -1;
}

void clock_amz(char out[20], time_t t)
{
	struct tm tm;

	gmtime_r(&t, &tm);
	strftime(out, 20, "%Y%m%dT%H%M%SZ", &tm);
}

time_t clock_http(const char *date)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct tm tm = { 0 };
	char month[4];
	const char *at;

	if (sscanf(date, "%*3s, %2d %3s %4d %2d:%2d:%2d", &tm.tm_mday, month,
		   &tm.tm_year, &tm.tm_hour, &tm.tm_min, &tm.tm_sec) != 6)
		return -1;
	at = strstr(months, month);
	if (!at || strlen(month) != 3 || (at - months) % 3)
		return -1;
	tm.tm_mon = (int)(at - months) / 3;
	tm.tm_year -= 1900;
	return timegm(&tm);
}

/* Slices of 20 ms: a stop is seen soon, and no thread needs a wake channel. */
bool clock_sleep(int64_t ms, struct stop *stop)
{
	int64_t end = clock_ms() + ms;

	for (;;) {
		int64_t left = end - clock_ms();
		struct timespec t = { 0, 0 };

		if (stop && atomic_load(&stop->asked))
			return false;
		if (left <= 0)
			return true;
		if (left > 20)
			left = 20;
		t.tv_nsec = (long)left * 1000000;
		nanosleep(&t, NULL);
	}
}
