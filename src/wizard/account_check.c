/* account_check.c - whether one answer names something that exists; see account_lists.h. */
#include "config.h"

#include <stdio.h>

#include "base/str.h"
#include "format/json.h"
#include "pack/pack.h"
#include "pack/value.h"
#include "pack/value_take.h"
#include "session/session.h"
#include "wizard/account_lists_internal.h"
#include "wizard/existence.h"

/* The first member that is missing decides, else the first that could not be looked up. */
bool account_check_ask(struct account_question *q, struct aws *aws, struct err *err)
{
	enum account_answer answer = ACCOUNT_EXISTS;
	struct json *members = value_members(q->text);

	json_each(one, members) {
		struct err why = ERR_INIT;
		enum existence is = EXISTENCE_YES;

		if (answer != ACCOUNT_MISSING)
			is = existence_ask(aws, q->account, q->about, json_text(one), &why);
		if (is == EXISTENCE_NO || (is == EXISTENCE_UNKNOWN && answer == ACCOUNT_EXISTS)) {
			answer = is == EXISTENCE_NO ? ACCOUNT_MISSING : ACCOUNT_UNKNOWN;
			*err = why;
		}
	}
	json_free(members);
	if (answer == ACCOUNT_EXISTS && str_eq(q->about, "profiles"))
		answer = ACCOUNT_UNCHECKED;	/* it is free, and need not exist */
	pthread_mutex_lock(&q->of->lock);
	q->answer = answer;
	pthread_mutex_unlock(&q->of->lock);
	return answer == ACCOUNT_EXISTS || answer == ACCOUNT_UNCHECKED;
}

/* Whether the account's list, if it is there, has all members: then no call is needed. */
static bool account_check_is_listed(struct account_lists *l, const struct pack_value *v,
				    const char *text, const char *region)
{
	enum account_list which = account_list_of(v);
	const struct account_item *items;
	struct json *members;
	size_t count;
	bool all;

	if (!which || which == ACCOUNT_PROFILES ||
	    account_lists_read(l, which, region, &items, &count) != ACCOUNT_LIST_READY)
		return false;
	members = value_members(text);
	all = json_count(members);
	json_each(one, members) {
		bool found = false;

		for (size_t i = 0; i < count && !found; i++)
			found = str_eq(items[i].value, json_text(one));
		all = all && found;
	}
	json_free(members);
	return all;
}

/* The question about this answer, which is begun where it was not asked yet. */
static struct account_question *account_check_begin(struct account_lists *l,
						    const struct pack_value *v,
						    const char *text, const char *region)
{
	struct account_question as = { .ask = account_check_ask, .about = existence_of(v) };
	struct account_question *q = account_question_find(l, ACCOUNT_NOTHING, v->name);
	bool aws = !str_eq(as.about, "profiles");

	if (q && str_eq(q->text, text) && str_eq(q->region, region))
		return q;
	if (q)
		account_question_forget(q);
	if (!*text || !*as.about || (aws && !account_can_ask(l)) ||
	    !value_check(v, text, &(struct err)ERR_INIT))
		return NULL;
	snprintf(as.key, sizeof(as.key), "%s", v->name);
	snprintf(as.region, sizeof(as.region), "%s", region);
	as.text = xstrdup(text);
	account_question_start(l, &as, aws);
	return account_question_find(l, ACCOUNT_NOTHING, v->name);
}

enum account_answer account_lists_check(struct account_lists *l, const struct pack_value *v,
					const char *text, const char *region,
					struct err *err)
{
	enum account_answer answer = ACCOUNT_UNCHECKED;
	struct account_question *q;
	struct buf taken = BUF(BUF_TEXT);

	account_questions_tidy(l);
	region = *region ? region : l->session->region;
	value_take(v, text, region, &taken);
	if (account_check_is_listed(l, v, taken.s, region)) {
		answer = ACCOUNT_EXISTS;
	} else if ((q = account_check_begin(l, v, taken.s, region))) {
		pthread_mutex_lock(&l->lock);
		answer = q->ended ? q->answer : ACCOUNT_CHECKING;
		if (q->ended && !q->ok && answer == ACCOUNT_UNCHECKED)
			answer = ACCOUNT_UNKNOWN;	/* no session could be opened */
		if (err && q->ended && !q->ok)
			*err = q->err;
		pthread_mutex_unlock(&l->lock);
	}
	buf_free(&taken);
	return answer;
}
