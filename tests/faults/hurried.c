/*
 * hurried.c - accredit with short pauses, for tests that run it thousands of times:
 * linked from the same objects with --wrap=clock_sleep, clock_ms and clock_wall. A pause
 * takes a hundredth of its time, and the clocks advance as if it had taken all of it.
 */
#include "config.h"

#include <stdatomic.h>

#include "base/clock.h"

#define SHARE 100

/* The names that the linker makes. */
int64_t __real_clock_ms(void);
time_t __real_clock_wall(void);
bool __real_clock_sleep(int64_t ms, struct stop *stop);
int64_t __wrap_clock_ms(void);
time_t __wrap_clock_wall(void);
bool __wrap_clock_sleep(int64_t ms, struct stop *stop);

static atomic_llong skipped;	/* milliseconds that were not slept */

int64_t __wrap_clock_ms(void)
{
	return __real_clock_ms() + atomic_load(&skipped);
}

time_t __wrap_clock_wall(void)
{
	return __real_clock_wall() + (time_t)(atomic_load(&skipped) / 1000);
}

bool __wrap_clock_sleep(int64_t ms, struct stop *stop)
{
	bool slept = __real_clock_sleep(ms / SHARE, stop);

	atomic_fetch_add(&skipped, ms - ms / SHARE);
	return slept;
}
