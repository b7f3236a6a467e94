/*
 * account_lists_internal.h - the questions of account_lists.h, each on a thread of its own:
 * account_lists.c keeps them, account_list.c reads a list, account_check.c looks one
 * answer up.
 */
#ifndef ACCREDIT_ACCOUNT_LISTS_INTERNAL_H
#define ACCREDIT_ACCOUNT_LISTS_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#include "aws/creds.h"
#include "base/mem.h"
#include "wizard/account_lists.h"

struct aws;
struct account_question;

/* On the question's thread. aws is NULL where the question has no credentials. */
typedef bool account_ask(struct account_question *q, struct aws *aws, struct err *err);

struct account_question {
	struct account_question *next;
	struct account_lists *of;

	/* set before the thread starts, then only read */
	account_ask *ask;
	enum account_list which; /* of a list; ACCOUNT_NOTHING: a lookup */
	char region[64];	/* that AWS is asked in */
	char key[80];		/* of a list: "", or the Region that it is of; of a lookup: the value */
	char account[16];
	struct creds creds;
	const char *about;	/* of a lookup: what is looked up, see existence.h */
	char *text;		/* of a lookup: the answer */

	/* the face's thread alone */
	pthread_t thread;
	bool forgotten;		/* stopped, and freed once it has ended */
	struct account_item *shown;
	size_t shown_count, shown_version;

	/* both, under the lock of "of" */
	bool ended, ok;
	int64_t ended_ms;
	struct err err;
	enum account_answer answer;
	struct arena texts;	/* what the items point to */
	struct account_item *items;
	size_t count, version;	/* version: counts the changes of items */

	struct stop stop;
};

struct account_lists {
	struct session *session;
	int wake;
	struct account_question *questions;
	char account[16], arn[300];	/* whom the questions were asked as */
	pthread_mutex_t lock;
	pthread_cond_t changed;
	atomic_bool news;
};

/* --- for the face's thread --- */

/* Frees forgotten questions that have ended; those of another caller are forgotten. */
void account_questions_tidy(struct account_lists *l);
/* The question, unless it was forgotten; NULL: none. key NULL: of a lookup, any. */
struct account_question *account_question_find(struct account_lists *l,
					       enum account_list which, const char *key);
void account_question_forget(struct account_question *q);
/* Starts it. aws false: it needs no credentials. */
void account_question_start(struct account_lists *l, const struct account_question *as,
			    bool aws);
/* Whether someone is signed in, so that AWS can be asked. */
bool account_can_ask(const struct account_lists *l);

/* --- for the questions' threads --- */

/* Adds an item, copied; note may be NULL. */
void account_add(struct account_question *q, const char *value, const char *note);
/* Gives the item with this value a note. */
void account_note(struct account_question *q, const char *value, const char *note);
/* Tells the face that there is something new. */
void account_tell(struct account_lists *l);

account_ask account_list_ask, account_check_ask;

#endif
