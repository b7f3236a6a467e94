/*
 * condition_values.c - values of conditions other than texts: numbers, dates (the W3C forms
 * of ISO 8601, or seconds since 1970), IPv4 and IPv6 networks.
 */
#include "config.h"

#include <arpa/inet.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "policy/policy_internal.h"

#define DIGITS "0123456789"

/* "-12.5", "3e4": no hexadecimal, no names, nothing after the number. */
bool value_number(const char *s, double *out)
{
	char *end;

	if (!*s || strspn(s, DIGITS "+-.eE") != strlen(s))
		return false;
	*out = strtod(s, &end);
	return end != s && !*end && isfinite(*out);
}

/* Reads n digits as a number within bounds and moves *s behind them. */
static bool condition_values_digits(const char **s, size_t n, int from, int to, int *out)
{
	int value = 0;

	for (size_t i = 0; i < n; i++, (*s)++) {
		if (**s < '0' || **s > '9')
			return false;
		value = value * 10 + (**s - '0');
	}
	*out = value;
	return value >= from && value <= to;
}

static bool condition_values_skip(const char **s, char c)
{
	if (**s != c)
		return false;
	(*s)++;
	return true;
}

/* "hh:mm", "hh:mm:ss" or "hh:mm:ss.s", and a zone. */
static bool condition_values_clock_time(const char **s, struct tm *tm, double *fraction,
					int *east)
{
	int hours, minutes, sign;
	char *end;

	if (!condition_values_digits(s, 2, 0, 23, &tm->tm_hour) ||
	    !condition_values_skip(s, ':') ||
	    !condition_values_digits(s, 2, 0, 59, &tm->tm_min))
		return false;
	if (condition_values_skip(s, ':') &&
	    !condition_values_digits(s, 2, 0, 59, &tm->tm_sec))
		return false;
	if (**s == '.') {
		if (!strspn(*s + 1, DIGITS))
			return false;
		*fraction = strtod(*s, &end);
		*s = end;
	}
	/* "Z" or "+02:00": seconds east of UTC */
	*east = 0;
	if (condition_values_skip(s, 'Z'))
		return true;
	if (**s != '+' && **s != '-')
		return false;
	sign = **s == '-' ? -1 : 1;
	(*s)++;
	if (!condition_values_digits(s, 2, 0, 23, &hours) ||
	    !condition_values_skip(s, ':') ||
	    !condition_values_digits(s, 2, 0, 59, &minutes))
		return false;
	*east = sign * (hours * 3600 + minutes * 60);
	return true;
}

/* Four digits are a year; other numbers are seconds since 1970. */
bool value_date(const char *s, double *out)
{
	struct tm tm = { .tm_mday = 1 };
	double fraction = 0;
	int east = 0, day;

	if (strlen(s) != 4 && strspn(s, DIGITS ".") == strlen(s))
		return value_number(s, out);
	if (!condition_values_digits(&s, 4, 1, 9999, &tm.tm_year))
		return false;
	tm.tm_year -= 1900;
	if (condition_values_skip(&s, '-')) {
		if (!condition_values_digits(&s, 2, 1, 12, &tm.tm_mon))
			return false;
		tm.tm_mon--;
		if (condition_values_skip(&s, '-')) {
			if (!condition_values_digits(&s, 2, 1, 31, &tm.tm_mday))
				return false;
			if (condition_values_skip(&s, 'T') &&
			    !condition_values_clock_time(&s, &tm, &fraction, &east))
				return false;
		}
	}
	day = tm.tm_mday;
	*out = (double)(timegm(&tm) - east) + fraction;
	return !*s && tm.tm_mday == day;	/* rejects 31 February */
}

bool value_net(const char *s, struct value_net *out)
{
	const char *slash = strchr(s, '/');
	size_t n = slash ? (size_t)(slash - s) : strlen(s);
	char address[64];
	int bits = 0;

	if (n >= sizeof(address))
		return false;
	memcpy(address, s, n);
	address[n] = '\0';
	if (inet_pton(AF_INET, address, out->bytes) == 1)
		out->size = 4;
	else if (inet_pton(AF_INET6, address, out->bytes) == 1)
		out->size = 16;
	else
		return false;
	out->bits = (unsigned)out->size * 8;
	if (!slash)
		return true;
	n = strlen(++slash);
	if (!n || n > 3 || !condition_values_digits(&slash, n, 0, (int)out->bits, &bits))
		return false;
	out->bits = (unsigned)bits;
	return true;
}

bool value_net_within(const struct value_net *in, const struct value_net *out)
{
	size_t whole = out->bits / 8;
	unsigned rest = out->bits % 8, mask = (0xff00u >> rest) & 0xff;

	if (in->size != out->size || in->bits < out->bits ||
	    memcmp(in->bytes, out->bytes, whole))
		return false;
	return !rest || (in->bytes[whole] & mask) == (out->bytes[whole] & mask);
}
