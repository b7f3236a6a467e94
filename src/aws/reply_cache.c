/* reply_cache.c - see reply_cache.h. */
#include "config.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/aws_error.h"
#include "aws/call.h"
#include "aws/evidence.h"
#include "aws/reply_cache.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"

#define BUCKETS 512

struct answer {
	struct answer *next;
	char *question;
	bool known;		/* false: a thread is making the call */
	bool ok;
	struct json *reply;
	char request_id[96];
	struct json *asked;	/* the evidence of the call, or NULL */
	struct err err;		/* where the resource was not found */
};

struct reply_cache {
	pthread_mutex_t lock;
	pthread_cond_t news;
	struct answer *buckets[BUCKETS];
};

struct reply_cache *reply_cache_new(void)
{
	struct reply_cache *m = xcalloc(1, sizeof(*m));

	pthread_mutex_init(&m->lock, NULL);
	pthread_cond_init(&m->news, NULL);
	return m;
}

static void reply_cache_answer_free(struct answer *a)
{
	free(a->question);
	json_free(a->reply);
	json_free(a->asked);
	free(a);
}

void reply_cache_free(struct reply_cache *m)
{
	if (!m)
		return;
	for (size_t i = 0; i < BUCKETS; i++)
		for (struct answer *a = m->buckets[i], *next; a; a = next) {
			next = a->next;
			reply_cache_answer_free(a);
		}
	pthread_cond_destroy(&m->news);
	pthread_mutex_destroy(&m->lock);
	free(m);
}

static int reply_cache_by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* IAM is global: its replies are the same in all Regions. */
static char *reply_cache_question_of(const char *region, enum aws_op_id op,
				     const struct json *params)
{
	bool global = str_eq(aws_ops[op].service, "iam");
	size_t count = json_count(params), n = 0;
	char **parts = xcalloc(count + 1, sizeof(*parts));
	struct buf text = BUF(BUF_TEXT);

	buf_fmt(&text, "%s %d", global ? "" : region, (int)op);
	json_each(member, params) {
		struct buf part = BUF(BUF_TEXT);

		buf_fmt(&part, " %s=", json_key(member));
		json_print(&part, member);
		parts[n++] = buf_take(&part);
	}
	/* sorted, so that the order of the parameters does not matter */
	qsort(parts, n, sizeof(*parts), reply_cache_by_text);
	for (size_t i = 0; i < n; i++) {
		buf_str(&text, parts[i]);
		free(parts[i]);
	}
	free(parts);
	return buf_take(&text);
}

static struct answer **reply_cache_place_of(struct reply_cache *m, const char *question)
{
	unsigned hash = 5381;
	struct answer **at;

	for (const char *s = question; *s; s++)
		hash = hash * 33 + (unsigned char)*s;
	at = &m->buckets[hash % BUCKETS];
	while (*at && !str_eq((*at)->question, question))
		at = &(*at)->next;
	return at;
}

/* The cached reply, or a new entry (*mine) that the caller must fill. Takes question. */
static struct answer *reply_cache_look_up(struct reply_cache *m, char *question, bool *mine)
{
	struct answer **at;

	for (;;) {
		at = reply_cache_place_of(m, question);
		if (!*at || (*at)->known)
			break;
		pthread_cond_wait(&m->news, &m->lock);
	}
	*mine = !*at;
	if (*mine) {
		*at = xcalloc(1, sizeof(**at));
		(*at)->question = question;
	} else {
		free(question);
	}
	return *at;
}

/* Only replies and "not found" are cached; other errors are dropped. */
static void reply_cache_drop(struct reply_cache *m, struct answer *a)
{
	struct answer **at = reply_cache_place_of(m, a->question);

	*at = a->next;
	reply_cache_answer_free(a);
}

bool reply_cache_call(struct reply_cache *m, reply_cache_ask *ask, struct aws *a, enum aws_op_id op,
	       const struct json *params, struct json **reply, char *request_id,
	       struct err *err)
{
	struct answer *answer;
	struct err why = ERR_INIT;
	bool mine, ok;

	pthread_mutex_lock(&m->lock);
	answer = reply_cache_look_up(m, reply_cache_question_of(aws_region(a), op, params),
				     &mine);
	if (mine) {
		pthread_mutex_unlock(&m->lock);
		ok = ask(a, op, params, &answer->reply, answer->request_id, &why);
		pthread_mutex_lock(&m->lock);
		answer->known = true;
		answer->ok = ok;
		answer->err = why;
		answer->asked = evidence_of_call(op, params, answer->request_id);
	}
	ok = answer->ok;
	if (reply)
		*reply = answer->ok ? json_copy(answer->reply) : NULL;
	if (request_id)
		snprintf(request_id, sizeof(answer->request_id), "%s", answer->request_id);
	if (!answer->ok)
		*err = answer->err;
	if (answer->asked)
		evidence_add(answer->asked, answer->reply, &answer->err);
	if (mine && !ok && why.aws_error != AWS_ERROR_NOT_FOUND)
		reply_cache_drop(m, answer);
	if (mine)
		pthread_cond_broadcast(&m->news);
	pthread_mutex_unlock(&m->lock);
	return ok;
}

void reply_cache_remove(struct reply_cache *m, const char *region, enum aws_op_id op,
			const struct json *params)
{
	char *question = reply_cache_question_of(region, op, params);
	struct answer *answer;

	pthread_mutex_lock(&m->lock);
	answer = *reply_cache_place_of(m, question);
	if (answer && answer->known)
		reply_cache_drop(m, answer);
	pthread_mutex_unlock(&m->lock);
	free(question);
}

void reply_cache_add(struct reply_cache *m, const char *region, enum aws_op_id op,
		     const struct json *params, struct json *reply,
		     const struct json *asked)
{
	struct answer *answer;
	bool mine;

	pthread_mutex_lock(&m->lock);
	answer = reply_cache_look_up(m, reply_cache_question_of(region, op, params), &mine);
	if (mine) {
		answer->reply = reply;
		answer->ok = answer->known = true;
		answer->asked = json_copy(asked);
		snprintf(answer->request_id, sizeof(answer->request_id), "%s",
			 json_str(asked, "request_id"));
	} else {
		json_free(reply);	/* a reply to the call itself has more members */
	}
	pthread_mutex_unlock(&m->lock);
}
