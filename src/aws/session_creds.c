/* session_creds.c - see session_creds.h. */
#include "config.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/session_creds.h"
#include "base/mem.h"
#include "base/str.h"

#define AGAIN_MS 20000 /* between refreshes: some providers return keys that expire soon */
#define POLL_MS 50

struct shared_creds {
	struct creds creds; /* first: its address is what session_creds_acquire returns */
	int users; /* the session counts as one */
};

struct session_creds {
	pthread_mutex_t lock;	/* of all below */
	struct shared_creds *now;
	creds_refresh *refresh; /* NULL: not refreshed */
	char account[16], region[64];
	struct stop *stop;
	bool refreshing; /* by one thread, without the lock */
	int64_t next; /* clock_ms of the next refresh; 0: at once */
	struct err why; /* of the last refresh, where it failed */
};

static struct shared_creds *session_creds_hold(const struct creds *creds)
{
	struct shared_creds *h = xcalloc(1, sizeof(*h));

	creds_copy(&h->creds, creds);
	h->users = 1;
	return h;
}

/* Locked. */
static void session_creds_drop(struct shared_creds *h)
{
	if (--h->users)
		return;
	creds_close(&h->creds);
	free(h);
}

struct session_creds *session_creds_open(const struct creds *creds, struct stop *stop)
{
	struct session_creds *s = xcalloc(1, sizeof(*s));

	pthread_mutex_init(&s->lock, NULL);
	s->now = session_creds_hold(creds);
	s->stop = stop;
	return s;
}

void session_creds_close(struct session_creds *s)
{
	if (!s)
		return;
	session_creds_drop(s->now);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

void session_creds_enable_refresh(struct session_creds *s, creds_refresh *refresh,
				  const char *account, const char *region)
{
	s->refresh = refresh;
	snprintf(s->account, sizeof(s->account), "%s", account);
	snprintf(s->region, sizeof(s->region), "%s", region);
}

/* Locked before and after. True: there is another key now. */
static bool session_creds_refresh(struct session_creds *s, bool refused)
{
	struct creds fresh;
	struct err err = ERR_INIT;
	char key_id[sizeof(fresh.key_id)];
	const struct creds_refresh_request q = { s->account, s->region, key_id, refused,
						 s->stop };
	bool ok;

	s->refreshing = true;
	memcpy(key_id, s->now->creds.key_id, sizeof(key_id));
	pthread_mutex_unlock(&s->lock);
	ok = s->refresh(&fresh, &q, &err);
	pthread_mutex_lock(&s->lock);
	if (ok) {
		session_creds_drop(s->now);
		s->now = session_creds_hold(&fresh);
		creds_close(&fresh);
	}
	s->why = err;
	s->next = clock_ms() + AGAIN_MS;
	s->refreshing = false;
	return ok;
}

/* Locked. Waits while another thread refreshes. */
static void session_creds_wait_for_other(struct session_creds *s)
{
	while (s->refreshing) {
		pthread_mutex_unlock(&s->lock);
		clock_sleep(POLL_MS, NULL);
		pthread_mutex_lock(&s->lock);
	}
}

/* Seconds until they expire; a day where they never do. */
static time_t session_creds_seconds_left(const struct session_creds *s)
{
	time_t ends = s->now->creds.expires;

	return ends ? ends - clock_wall() : 86400;
}

const struct creds *session_creds_acquire(struct session_creds *s)
{
	struct shared_creds *h;

	pthread_mutex_lock(&s->lock);
	if (s->refresh && session_creds_seconds_left(s) < CREDS_EARLY_S) {
		if (s->refreshing && session_creds_seconds_left(s) <= 0)
			session_creds_wait_for_other(s);
		else if (!s->refreshing && clock_ms() >= s->next)
			session_creds_refresh(s, false);
	}
	h = s->now;
	h->users++;
	pthread_mutex_unlock(&s->lock);
	return &h->creds;
}

void session_creds_release(struct session_creds *s, const struct creds *c)
{
	pthread_mutex_lock(&s->lock);
	session_creds_drop((struct shared_creds *)(uintptr_t)c);
	pthread_mutex_unlock(&s->lock);
}

bool session_creds_refused(struct session_creds *s, const char *key_id, struct err *err)
{
	bool other = false;

	if (!s->refresh)
		return false;
	pthread_mutex_lock(&s->lock);
	session_creds_wait_for_other(s);
	other = !str_eq(s->now->creds.key_id, key_id);
	if (!other)
		other = session_creds_refresh(s, true);
	if (!other && *s->why.text)
		err_hint(err,
			 "refreshing them failed: %.300s; sign in again, then continue",
			 s->why.text);
	pthread_mutex_unlock(&s->lock);
	return other;
}
