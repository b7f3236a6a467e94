/*
 * clock.h - time: the monotonic clock for waits, the wall clock for records,
 * and the one flag that stops everything.
 */
#ifndef ACCREDIT_CLOCK_H
#define ACCREDIT_CLOCK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

int64_t clock_ms(void); /* CLOCK_BOOTTIME: counts time in suspend too */
time_t clock_wall(void);			/* seconds since 1970, UTC */
void clock_pretend(time_t t);	/* for tests: what clock_wall says from now on; 0: the time */
void clock_iso(char out[24], time_t t);	/* 2026-11-22T09:00:00Z */
time_t clock_read_iso(const char *s);	/* the same back; -1: not one */

/*
 * The same as others write it: a fraction of a second, "Z", "UTC" or an offset
 * such as "+02:00", or none of these (UTC). -1: not one.
 */
time_t clock_read_any(const char *s);

/*
 * A time with its zone in one of the forms that the AWS CLI reads: ISO 8601,
 * extended or basic, with "Z", "UTC", "GMT" or an offset, RFC 2822, or as date(1)
 * prints it. -1: none of these, or no zone is named.
 */
time_t clock_read_zone(const char *s);
void clock_amz(char out[20], time_t t);	/* 20261122T090000Z */

/* Seconds since 1970 of an HTTP date ("Sun, 22 Nov 2026 09:00:00 GMT"); -1: not one. */
time_t clock_http(const char *date);

/*
 * The operator's request to stop. Set by a signal handler or another thread;
 * every wait checks it. All zero is ready for use.
 */
struct stop {
	atomic_bool asked;
};

/* Sleeps ms milliseconds; false at once when stop (may be NULL) is asked. */
bool clock_sleep(int64_t ms, struct stop *stop);

#endif
