/* unanswered.c - see unanswered.h. */
#include "config.h"

#include <stdio.h>

#include "base/clock.h"
#include "net/unanswered.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct unanswered *calls;
static void (*on_answer)(void);

void unanswered_open(struct unanswered *u, const char *whom, int retries)
{
	*u = (struct unanswered){ .whom = whom, .retries = retries,
				  .thread = pthread_self() };
	pthread_mutex_lock(&lock);
	u->next = calls;
	calls = u;
	pthread_mutex_unlock(&lock);
}

void unanswered_close(struct unanswered *u)
{
	struct unanswered **at = &calls;

	unanswered_over(u);
	pthread_mutex_lock(&lock);
	while (*at && *at != u)
		at = &(*at)->next;
	if (*at)
		*at = u->next;
	pthread_mutex_unlock(&lock);
}

void unanswered_retry(struct unanswered *u, int retry)
{
	pthread_mutex_lock(&lock);
	u->retry = retry;
	pthread_mutex_unlock(&lock);
}

static void unanswered_set(struct unanswered *u, int64_t since)
{
	void (*heard)(void);

	pthread_mutex_lock(&lock);
	heard = u->told ? on_answer : NULL;
	u->told = false;
	u->since = since;
	pthread_mutex_unlock(&lock);
	if (heard)
		heard();
}

void unanswered_sent(struct unanswered *u)
{
	if (!u->since)		/* only this thread sets it */
		unanswered_set(u, clock_ms());
}

void unanswered_heard(struct unanswered *u)
{
	unanswered_set(u, clock_ms());
}

void unanswered_over(struct unanswered *u)
{
	unanswered_set(u, 0);
}

/* thread NULL: of any thread. */
static bool unanswered_tell(const pthread_t *thread, char out[UNANSWERED_WORDS])
{
	struct unanswered *oldest = NULL;
	int64_t now = clock_ms();
	int n;

	*out = '\0';
	pthread_mutex_lock(&lock);
	for (struct unanswered *u = calls; u; u = u->next)
		if (u->since && now - u->since >= UNANSWERED_MS &&
		    (!thread || pthread_equal(*thread, u->thread)) &&
		    (!oldest || u->since < oldest->since))
			oldest = u;
	if (oldest) {
		oldest->told = true;
		n = snprintf(out, UNANSWERED_WORDS, "no answer from %s for %d s",
			     oldest->whom, (int)((now - oldest->since) / 1000));
		if (oldest->retry && n < UNANSWERED_WORDS)
			snprintf(out + n, (size_t)(UNANSWERED_WORDS - n),
				 " (retry %d of %d)", oldest->retry, oldest->retries);
	}
	pthread_mutex_unlock(&lock);
	return oldest;
}

bool unanswered_words(char out[UNANSWERED_WORDS])
{
	return unanswered_tell(NULL, out);
}

bool unanswered_words_of(pthread_t thread, char out[UNANSWERED_WORDS])
{
	return unanswered_tell(&thread, out);
}

void unanswered_on_answer(void (*heard)(void))
{
	pthread_mutex_lock(&lock);
	on_answer = heard;
	pthread_mutex_unlock(&lock);
}
