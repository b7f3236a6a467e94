/* retry.c - see retry.h. */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "net/retry.h"

#define AFTER_MAX_MS 5000

const struct retry_rules retry_standard = {
	.attempts = 3, .capacity = 500, .max_ms = 20000,
	.base_ms = { [RETRY_TRANSIENT] = 50, [RETRY_THROTTLE] = 1000,
		     [RETRY_TIMEOUT] = 50 },
	.cost = { [RETRY_TRANSIENT] = 14, [RETRY_THROTTLE] = 5, [RETRY_TIMEOUT] = 14 },
	.full_refund = true,
};

const struct retry_rules retry_before = {
	.attempts = 3, .capacity = 500, .max_ms = 20000,
	.base_ms = { [RETRY_TRANSIENT] = 1000, [RETRY_THROTTLE] = 1000,
		     [RETRY_TIMEOUT] = 1000 },
	.cost = { [RETRY_TRANSIENT] = 5, [RETRY_THROTTLE] = 5, [RETRY_TIMEOUT] = 10 },
	.full_refund = true,
};

int64_t retry_delay(const struct retry_rules *r, enum retry_why why, int attempt,
		    double random)
{
	int64_t ms = r->base_ms[why];

	while (--attempt > 0 && ms < r->max_ms)
		ms *= 2;
	if (ms > r->max_ms)
		ms = r->max_ms;
	return (int64_t)((double)ms * random);
}

int64_t retry_after(int64_t delay, const char *header)
{
	char *end;
	long long ms;

	if (!*header || strspn(header, "0123456789") != strlen(header))
		return delay;
	errno = 0;
	ms = strtoll(header, &end, 10);
	if (errno || ms < delay)
		return delay;
	return ms > delay + AFTER_MAX_MS ? delay + AFTER_MAX_MS : ms;
}

int retry_take(const struct retry_rules *r, int *tokens, enum retry_why why)
{
	int cost = r->cost[why];

	if (*tokens < cost)
		return 0;
	*tokens -= cost;
	return cost;
}

void retry_give(const struct retry_rules *r, int *tokens, int taken)
{
	*tokens += taken && r->full_refund ? taken : 1;
	if (*tokens > r->capacity)
		*tokens = r->capacity;
}

bool retry_set(struct retry_rules *r, const char *max_attempts, const char *mode,
	       struct err *err)
{
	static const char *const modes[] = { "", "legacy", "standard", "adaptive", NULL };

	if (!str_in(mode, modes)) {
		err_set(err, ERR_INPUT, "unknown AWS_RETRY_MODE '%.40s'", mode);
		return err_hint(err, "use standard");
	}
	if (!*max_attempts)
		return true;
	if (strspn(max_attempts, "0123456789") != strlen(max_attempts) ||
	    strlen(max_attempts) > 3 || atoi(max_attempts) < 1) {
		err_set(err, ERR_INPUT, "AWS_MAX_ATTEMPTS '%.40s' is not a number "
			"from 1 to 999", max_attempts);
		return err_hint(err, "use 3, or unset it");
	}
	r->attempts = atoi(max_attempts);
	return true;
}
