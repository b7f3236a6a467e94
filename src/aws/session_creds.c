/* session_creds.c - see session_creds.h. */
#include "config.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/call.h"
#include "aws/session_creds.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"

#define AGAIN_MS 20000		/* after a look: some sources give what ends soon */
#define LOOK_MS 50

struct held {
	struct creds creds;	/* first: its address is what takers have */
	int users;		/* the lease counts as one */
};

struct session_creds {
	pthread_mutex_t lock;	/* of all below */
	struct held *now;
	char account[16], region[64];	/* account "": not renewed */
	struct stop *stop;
	bool renewing;		/* one thread is looking */
	int64_t next;		/* not before this time again; 0: at once */
	struct err why;		/* of the last renewal that failed */
};

static struct held *session_creds_hold(const struct creds *creds)
{
	struct held *h = xcalloc(1, sizeof(*h));

	creds_copy(&h->creds, creds);
	h->users = 1;
	return h;
}

/* Locked. */
static void session_creds_drop(struct held *h)
{
	if (--h->users)
		return;
	creds_close(&h->creds);
	free(h);
}

struct session_creds *session_creds_open(const struct creds *creds, struct stop *stop)
{
	struct session_creds *l = xcalloc(1, sizeof(*l));

	pthread_mutex_init(&l->lock, NULL);
	l->now = session_creds_hold(creds);
	l->stop = stop;
	return l;
}

void session_creds_close(struct session_creds *l)
{
	if (!l)
		return;
	session_creds_drop(l->now);
	pthread_mutex_destroy(&l->lock);
	free(l);
}

void session_creds_enable_refresh(struct session_creds *l, const char *account,
				  const char *region)
{
	snprintf(l->account, sizeof(l->account), "%s", account);
	snprintf(l->region, sizeof(l->region), "%s", region);
}

/* --- looking them up again ---------------------------------------------------------- */

static bool session_creds_is_same_account(const struct session_creds *l,
					  const struct creds *fresh, struct err *err)
{
	struct json *reply = NULL;
	struct aws *a = aws_open(fresh, l->region, l->stop, err);
	bool ok = a && aws_call(a, OP_STS_GET_CALLER_IDENTITY, NULL, &reply, NULL, err);

	aws_close(a);
	if (ok && !str_eq(json_str(reply, "Account"), l->account))
		ok = err_set(err, ERR_LOGIN, "they belong to account %.20s now, not to "
			     "%s", json_str(reply, "Account"), l->account);
	json_free(reply);
	return ok;
}

/* The network is asked without the lock: others go on with what is there. */
static bool session_creds_look_again(const struct session_creds *l, const char *key_id,
				     struct creds *fresh, struct err *err)
{
	if (!creds_find(fresh, l->stop, err))
		return false;
	if (!str_eq(fresh->key_id, key_id) && session_creds_is_same_account(l, fresh, err))
		return true;
	if (!err->kind)
		err_set(err, ERR_LOGIN, "their source still gives the same ones");
	creds_close(fresh);
	return false;
}

/* Locked before and after; true: another key is there now. */
static bool session_creds_refresh(struct session_creds *l)
{
	struct creds fresh;
	struct err err = ERR_INIT;
	char key_id[sizeof(fresh.key_id)];
	bool ok;

	l->renewing = true;
	memcpy(key_id, l->now->creds.key_id, sizeof(key_id));
	pthread_mutex_unlock(&l->lock);
	ok = session_creds_look_again(l, key_id, &fresh, &err);
	pthread_mutex_lock(&l->lock);
	if (ok) {
		session_creds_drop(l->now);
		l->now = session_creds_hold(&fresh);
		creds_close(&fresh);
	}
	l->why = err;
	l->next = clock_ms() + AGAIN_MS;
	l->renewing = false;
	return ok;
}

/* Locked. A key that is over is waited for, as long as somebody looks. */
static void session_creds_wait_for_other(struct session_creds *l)
{
	while (l->renewing) {
		pthread_mutex_unlock(&l->lock);
		clock_sleep(LOOK_MS, NULL);
		pthread_mutex_lock(&l->lock);
	}
}

/* Seconds until the end; a day where there is none. */
static time_t session_creds_left(const struct session_creds *l)
{
	time_t ends = l->now->creds.expires;

	return ends ? ends - clock_wall() : 86400;
}

const struct creds *session_creds_acquire(struct session_creds *l)
{
	struct held *h;

	pthread_mutex_lock(&l->lock);
	if (*l->account && session_creds_left(l) < CREDS_EARLY_S) {
		if (l->renewing && session_creds_left(l) <= 0)
			session_creds_wait_for_other(l);
		else if (!l->renewing && clock_ms() >= l->next)
			session_creds_refresh(l);
	}
	h = l->now;
	h->users++;
	pthread_mutex_unlock(&l->lock);
	return &h->creds;
}

void session_creds_release(struct session_creds *l, const struct creds *c)
{
	pthread_mutex_lock(&l->lock);
	session_creds_drop((struct held *)(uintptr_t)c);
	pthread_mutex_unlock(&l->lock);
}

bool session_creds_refused(struct session_creds *l, const char *key_id, struct err *err)
{
	bool other = false;

	if (!*l->account)
		return false;
	pthread_mutex_lock(&l->lock);
	session_creds_wait_for_other(l);
	other = !str_eq(l->now->creds.key_id, key_id);
	if (!other) {
		creds_cache_clear();
		other = session_creds_refresh(l);
	}
	if (!other && *l->why.text)
		err_hint(err, "they were looked up again: %.300s; sign in again, then go "
			 "on where this stopped", l->why.text);
	pthread_mutex_unlock(&l->lock);
	return other;
}
