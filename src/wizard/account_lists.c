/* account_lists.c - the lists and the threads that fetch them; see account_lists.h. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/eventfd.h>

#include "aws/call.h"
#include "aws/creds_chain.h"
#include "base/str.h"
#include "base/thread.h"
#include "kinds/value_picks.h"
#include "pack/pack.h"
#include "session/session.h"
#include "wizard/account_lists_internal.h"

#define AGAIN_MS 15000	/* a list that failed is not fetched again before */

/* --- the questions' threads -------------------------------------------------------- */

void account_add(struct account_question *q, const char *value, const char *note)
{
	pthread_mutex_lock(&q->of->lock);
	q->items = arena_more(&q->texts, q->items, q->count, sizeof(*q->items));
	q->items[q->count++] = (struct account_item){
		.value = arena_str(&q->texts, value),
		.note = arena_str(&q->texts, note ? note : ""),
	};
	q->version++;
	pthread_mutex_unlock(&q->of->lock);
}

void account_note(struct account_question *q, const char *value, const char *note)
{
	pthread_mutex_lock(&q->of->lock);
	for (size_t i = 0; i < q->count; i++)
		if (str_eq(q->items[i].value, value))
			q->items[i].note = arena_str(&q->texts, note);
	q->version++;
	pthread_mutex_unlock(&q->of->lock);
}

void account_tell(struct account_lists *l)
{
	atomic_store(&l->news, true);
	if (l->wake >= 0 && eventfd_write(l->wake, 1) < 0)
		return;		/* full: the face is awake already */
}

static void *account_lists_main(void *with)
{
	struct account_question *q = with;
	struct account_lists *l = q->of;
	struct err err = ERR_INIT;
	struct aws *aws = *q->account ? aws_open(&q->creds, q->region, &q->stop, &err) : NULL;
	bool ok = aws || !*q->account;

	/* without an operator's MFA code: a list is no reason to ask for one */
	if (aws && !q->creds.mfa)
		aws_enable_refresh(aws, creds_find_fresh, q->account);
	ok = ok && q->ask(q, aws, &err);
	aws_close(aws);
	pthread_mutex_lock(&l->lock);
	q->ok = ok;
	q->err = err;
	q->ended_ms = clock_ms();
	q->ended = true;
	pthread_cond_broadcast(&l->changed);
	pthread_mutex_unlock(&l->lock);
	account_tell(l);
	return NULL;
}

/* --- the questions ----------------------------------------------------------------- */

static bool account_lists_ended(struct account_question *q)
{
	bool ended;

	pthread_mutex_lock(&q->of->lock);
	ended = q->ended;
	pthread_mutex_unlock(&q->of->lock);
	return ended;
}

static void account_lists_free_question(struct account_question *q)
{
	pthread_join(q->thread, NULL);
	creds_close(&q->creds);
	arena_free(&q->texts);
	free(q->shown);
	free(q->text);
	free(q);
}

void account_question_forget(struct account_question *q)
{
	q->forgotten = true;
	atomic_store(&q->stop.asked, true);
}

void account_questions_tidy(struct account_lists *l)
{
	struct account_question **at = &l->questions, *q;

	if (!str_eq(l->account, l->session->account) || !str_eq(l->arn, l->session->arn)) {
		account_lists_forget(l);
		snprintf(l->account, sizeof(l->account), "%s", l->session->account);
		snprintf(l->arn, sizeof(l->arn), "%s", l->session->arn);
	}
	while ((q = *at)) {
		if (q->forgotten && account_lists_ended(q)) {
			*at = q->next;
			account_lists_free_question(q);
		} else {
			at = &q->next;
		}
	}
}

struct account_question *account_question_find(struct account_lists *l,
					       enum account_list which, const char *key)
{
	for (struct account_question *q = l->questions; q; q = q->next)
		if (!q->forgotten && q->which == which && str_eq(q->key, key))
			return q;
	return NULL;
}

bool account_can_ask(const struct account_lists *l)
{
	return l->session->aws;
}

void account_question_start(struct account_lists *l, const struct account_question *as,
			    bool aws)
{
	struct account_question *q = xcalloc(1, sizeof(*q));

	*q = *as;
	q->of = l;
	if (aws) {
		creds_copy(&q->creds, &l->session->creds);
		memcpy(q->account, l->session->account, sizeof(q->account));
	}
	if (!thread_start(&q->thread, account_lists_main, q)) {
		creds_close(&q->creds);	/* asked again the next time */
		free(q->text);
		free(q);
		return;
	}
	q->next = l->questions;
	l->questions = q;
}

/* --- the lists --------------------------------------------------------------------- */

struct account_lists *account_lists_new(struct session *session, int wake)
{
	struct account_lists *l = xcalloc(1, sizeof(*l));
	pthread_condattr_t attributes;

	l->session = session;
	l->wake = wake;
	pthread_mutex_init(&l->lock, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&l->changed, &attributes);
	pthread_condattr_destroy(&attributes);
	return l;
}

void account_lists_forget(struct account_lists *l)
{
	for (struct account_question *q = l ? l->questions : NULL; q; q = q->next)
		account_question_forget(q);
}

void account_lists_free(struct account_lists *l)
{
	struct account_question *q, *next;

	if (!l)
		return;
	account_lists_forget(l);
	for (q = l->questions; q; q = next) {
		next = q->next;
		account_lists_free_question(q);
	}
	pthread_mutex_destroy(&l->lock);
	pthread_cond_destroy(&l->changed);
	free(l);
}

/* Those of the Region that was asked for; the others are the account's, or the computer's. */
static const char *account_lists_key(const struct account_lists *l, enum account_list which,
				     const char *region)
{
	bool regional = which == ACCOUNT_CLUSTERS || which == ACCOUNT_INSTANCES ||
		which == ACCOUNT_SUBNETS || which == ACCOUNT_SECURITY_GROUPS;

	return !regional ? "" : *region ? region : l->session->region;
}

void account_lists_want(struct account_lists *l, enum account_list which,
			const char *region)
{
	struct account_question as = { .ask = account_list_ask, .which = which }, *q;
	bool aws = which != ACCOUNT_PROFILES, again;

	account_questions_tidy(l);
	if (which == ACCOUNT_NOTHING || (aws && !account_can_ask(l)))
		return;
	snprintf(as.key, sizeof(as.key), "%s", account_lists_key(l, which, region));
	snprintf(as.region, sizeof(as.region), "%.63s", *as.key ? as.key : l->session->region);
	q = account_question_find(l, which, as.key);
	if (q) {
		pthread_mutex_lock(&l->lock);
		again = q->ended && !q->ok && q->err.kind != ERR_DENIED &&
			clock_ms() - q->ended_ms >= AGAIN_MS;
		pthread_mutex_unlock(&l->lock);
		if (!again)
			return;
		account_question_forget(q);
	}
	account_question_start(l, &as, aws);
}

static int account_lists_compare(const void *a, const void *b)
{
	const struct account_item *one = a, *two = b;
	int order = strcasecmp(one->value, two->value);

	return order ? order : strcmp(one->value, two->value);
}

enum account_list_state account_lists_read(struct account_lists *l, enum account_list which,
					   const char *region,
					   const struct account_item **items,
					   size_t *count)
{
	struct account_question *q =
		account_question_find(l, which, account_lists_key(l, which, region));
	enum account_list_state state = ACCOUNT_LIST_NONE;

	*items = NULL;
	*count = 0;
	if (!q)
		return state;
	pthread_mutex_lock(&l->lock);
	state = !q->ended ? ACCOUNT_LIST_LOADING : q->ok ? ACCOUNT_LIST_READY :
							   ACCOUNT_LIST_FAILED;
	if (q->shown_version != q->version) {
		q->shown = xrealloc(q->shown, q->count * sizeof(*q->shown));
		memcpy(q->shown, q->items, q->count * sizeof(*q->shown));
		q->shown_count = q->count;
		q->shown_version = q->version;
		qsort(q->shown, q->count, sizeof(*q->shown), account_lists_compare);
	}
	pthread_mutex_unlock(&l->lock);
	*items = q->shown;
	*count = q->shown_count;
	return state;
}

bool account_lists_err(struct account_lists *l, enum account_list which,
		       const char *region, struct err *err)
{
	struct account_question *q =
		account_question_find(l, which, account_lists_key(l, which, region));
	bool failed = false;

	if (q) {
		pthread_mutex_lock(&l->lock);
		failed = q->ended && !q->ok;
		if (failed)
			*err = q->err;
		pthread_mutex_unlock(&l->lock);
	}
	return failed;
}

/* Under the lock. */
static bool account_lists_any_open(const struct account_lists *l)
{
	for (const struct account_question *q = l->questions; q; q = q->next)
		if (!q->forgotten && !q->ended)
			return true;
	return false;
}

void account_lists_wait(struct account_lists *l, int ms)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += ms / 1000;
	until.tv_nsec += ms % 1000 * 1000000L;
	until.tv_sec += until.tv_nsec / 1000000000L;
	until.tv_nsec %= 1000000000L;
	pthread_mutex_lock(&l->lock);
	while (account_lists_any_open(l) &&
	       pthread_cond_timedwait(&l->changed, &l->lock, &until) != ETIMEDOUT)
		;
	pthread_mutex_unlock(&l->lock);
}

bool account_lists_news(struct account_lists *l)
{
	return l && atomic_exchange(&l->news, false);
}

enum account_list account_list_of(const struct pack_value *v)
{
	const char *picks = *v->picks ? v->picks : value_picks_of(v->kind);
	int n = 0;

	while (value_picks[n] && !str_eq(value_picks[n], picks))
		n++;
	return value_picks[n] ? (enum account_list)(n + 1) : ACCOUNT_NOTHING;
}
