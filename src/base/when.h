/*
 * when.h - times and durations as people write them, for screens, text and messages. Times
 * are UTC and say so. Records, events and evidence keep ISO 8601 (clock.h).
 *
 * Each function writes into out and returns it. Where t is negative (not known), or iso is
 * not a time, out is "" or the text of iso.
 */
#ifndef ACCREDIT_WHEN_H
#define ACCREDIT_WHEN_H

#include <stdint.h>
#include <time.h>

enum { WHEN_SIZE = 64 };

/* "29 Nov 07:09 UTC"; in another year than now "29 Nov 2025 07:09 UTC". */
const char *when_at(char out[WHEN_SIZE], time_t t, time_t now);

/* Without the time of day: "29 Nov". */
const char *when_day(char out[WHEN_SIZE], time_t t, time_t now);

/* "2 h ago", "in 3 h", "now": rounded away from now for what is to come. */
const char *when_span(char out[WHEN_SIZE], time_t t, time_t now);

/* Both: "29 Nov 07:09 UTC (2 h ago)". */
const char *when_full(char out[WHEN_SIZE], time_t t, time_t now);

/* when_at and when_full of a time as records and AWS write it (clock_read_any). */
const char *when_at_iso(char out[WHEN_SIZE], const char *iso, time_t now);
const char *when_full_iso(char out[WHEN_SIZE], const char *iso, time_t now);

/*
 * A time that AWS gives by the minute, such as a key's last use: as when_full_iso, and
 * within the last two minutes "29 Nov 07:09 UTC (just now)".
 */
const char *when_minute_iso(char out[WHEN_SIZE], const char *iso, time_t now);

/* The age of a key: "created today", "created yesterday" (days of UTC), "94 days old". */
const char *when_created(char out[WHEN_SIZE], time_t t, time_t now);

/* "0 s", "2 min 5 s", "1 h 3 min", "2 days 4 h". */
const char *when_duration(char out[WHEN_SIZE], int64_t seconds);

#endif
