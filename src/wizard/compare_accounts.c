/* compare_accounts.c - see compare_accounts.h. */
#include "config.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/call.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/thread.h"
#include "format/json.h"
#include "handoff/afterwards.h"
#include "handoff/handoff.h"
#include "kinds/resource_json.h"
#include "plan/plan.h"
#include "session/session.h"
#include "stackset/stackset_event.h"
#include "wizard/comparison_words.h"
#include "wizard/compare_accounts.h"
#include "wizard/journey.h"
#include "wizard/surroundings.h"

#define THREADS_MAX 32

/* The walk; rows and next under the lock. */
struct walk {
	const struct compare_accounts *c;
	const struct json *left; /* what the form leaves: rows with "id" */
	struct account_rows *rows;
	const struct json *next;
	pthread_mutex_t lock;
};

/* --- one account -----------------------------------------------------------------------
 */

/* The answers with this account in place of the one that they were completed for. */
static void compare_accounts_answers(struct answers *to, const struct answers *from,
				     const char *id)
{
	answers_copy(to, from);
	snprintf(to->account, sizeof(to->account), "%s", id);
	json_each(value, from->values) {
		const char *text = json_text(value), *at;
		struct buf other = BUF(BUF_TEXT);

		for (; (at = strstr(text, from->account));
		     text = at + strlen(from->account)) {
			buf_add(&other, text, (size_t)(at - text));
			buf_str(&other, id);
		}
		buf_str(&other, text);
		json_put_str(to->values, json_key(value), other.s);
		buf_free(&other);
	}
}

static bool compare_accounts_is_left(const struct json *left, const struct step *step)
{
	return step->resource && afterwards_find(left, step->resource->id);
}

/* What differs, in words; *unread: some of it could not be read. */
static void compare_accounts_words(const struct walk *w, const struct journey *j,
				   struct buf *out, bool *unread)
{
	struct json *around = surroundings_look(j);
	size_t more;

	for (size_t i = 0; i < j->plan->count; i++) {
		const struct step *step = &j->plan->steps[i];
		struct buf row = BUF(BUF_TEXT);
		enum comparison_row is = comparison_row(&row, step, "");

		*unread |= is == ROW_UNREAD;
		if (is != ROW_NONE && is != ROW_MATCHES &&
		    !compare_accounts_is_left(w->left, step))
			buf_fmt(out, "%s%s", out->len ? "; " : "", row.s);
		buf_free(&row);
	}
	more = surroundings_count_extras(around);
	if (more)
		buf_fmt(out, "%s%zu more than the template allows", out->len ? "; " : "",
			more);
	json_free(around);
}

static bool compare_accounts_look(const struct walk *w, struct session *s, const char *id,
				  struct account_row *row, struct err *err)
{
	const struct journey *of = w->c->of;
	struct buf text = BUF(BUF_TEXT);
	bool unread = false, ok;
	struct journey j;

	journey_init(&j, s, w->c->stop);
	j.probe = false;
	j.by_hand = j.exists = j.one_of_many = true;
	ok = journey_platform(&j, of->answers.platform, err);
	if (ok)
		compare_accounts_answers(&j.given, &of->answers, id);
	ok = ok && journey_answers(&j, err) && journey_plan(&j, PLAN_VERIFY, NULL, err);
	if (ok) {
		compare_accounts_words(w, &j, &text, &unread);
		row->verdict = unread ? ACCOUNT_UNREAD :
			text.len      ? ACCOUNT_DIFFERS :
					ACCOUNT_MATCHES;
		row->text = xstrdup(text.s);
	}
	buf_free(&text);
	journey_free(&j);
	return ok;
}

static bool compare_accounts_one(const struct walk *w, const char *id,
				 struct account_row *row, struct err *err)
{
	const struct compare_accounts *c = w->c;
	const struct session *of = c->of->session;
	struct buf arn = BUF(1024);
	struct session s;
	bool ok;

	*row = (struct account_row){ .verdict = ACCOUNT_UNREAD };
	snprintf(row->id, sizeof(row->id), "%s", id);
	buf_fmt(&arn, "arn:%s:iam::%s:role/%s", aws_partition(of->aws), id, c->role);
	ok = session_assume(&s, of, arn.s, c->external_id, c->stop, err);
	if (ok) {
		ok = compare_accounts_look(w, &s, id, row, err);
		session_close(&s);
	}
	if (!ok && err->kind != ERR_STOPPED)
		row->text = xstrdup(err->text);
	buf_free(&arn);
	return ok || err->kind != ERR_STOPPED;
}

/* --- all of them -----------------------------------------------------------------------
 */

static void compare_accounts_add(struct walk *w, struct account_row row)
{
	static const char *const verdicts[] = { "yes", "no", "cannot-tell" };
	const struct stackset_verified told = { row.id, verdicts[row.verdict], row.text };

	w->rows->items[w->rows->count++] = row;
	w->c->tell(w->c->with, stackset_verified_event(&told));
}

static void *compare_accounts_thread(void *with)
{
	struct walk *w = with;
	bool ok = true;

	while (ok) {
		struct err err = ERR_INIT;
		struct account_row row;
		const char *id;

		pthread_mutex_lock(&w->lock);
		id = json_text(w->next);
		w->next = w->next ? json_next(w->next) : NULL;
		pthread_mutex_unlock(&w->lock);
		ok = id && !(w->c->stop && atomic_load(&w->c->stop->asked)) &&
			compare_accounts_one(w, id, &row, &err);
		pthread_mutex_lock(&w->lock);
		if (ok)
			compare_accounts_add(w, row);
		pthread_mutex_unlock(&w->lock);
	}
	return NULL;
}

static int compare_accounts_by_id(const void *a, const void *b)
{
	return strcmp(((const struct account_row *)a)->id,
		      ((const struct account_row *)b)->id);
}

bool compare_accounts(const struct compare_accounts *c, struct account_rows *rows,
		      struct err *err)
{
	struct resources resources = resources_load(json_get(c->of->wanted, "resources"));
	const struct handoff h = { .pack = c->of->pack,
				   .answers = &c->of->answers,
				   .wanted = c->of->wanted,
				   .resources = &resources };
	struct json *left = handoff_afterwards(&h, "cloudformation");
	struct walk w = { .c = c,
			  .left = left,
			  .rows = rows,
			  .next = json_first(c->ids),
			  .lock = PTHREAD_MUTEX_INITIALIZER };
	pthread_t threads[THREADS_MAX];
	int n = 0;

	*rows = (struct account_rows){ .count = 0 };
	rows->items = xcalloc(json_count(c->ids) + 1, sizeof(*rows->items));
	while (n < c->parallel && n < THREADS_MAX && (size_t)n < json_count(c->ids) &&
	       thread_start(&threads[n], compare_accounts_thread, &w))
		n++;
	if (!n)
		compare_accounts_thread(&w);
	for (int i = 0; i < n; i++)
		pthread_join(threads[i], NULL);
	if (rows->count)
		qsort(rows->items, rows->count, sizeof(*rows->items),
		      compare_accounts_by_id);
	json_free(left);
	resources_free(&resources);
	return rows->count == json_count(c->ids) ||
		err_set(err, ERR_STOPPED, "not all accounts were verified");
}

void account_rows_free(struct account_rows *rows)
{
	for (size_t i = 0; i < rows->count; i++)
		free(rows->items[i].text);
	free(rows->items);
	*rows = (struct account_rows){ .count = 0 };
}

size_t account_rows_count(const struct account_rows *rows, enum account_verdict verdict)
{
	size_t n = 0;

	for (size_t i = 0; i < rows->count; i++)
		n += rows->items[i].verdict == verdict;
	return n;
}
