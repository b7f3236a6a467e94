/*
 * answers.h - what the operator answered: enough, with the pack, to know all
 * that is wanted. Holds no secret.
 */
#ifndef ACCREDIT_ANSWERS_H
#define ACCREDIT_ANSWERS_H

#include <stdbool.h>

#include "base/err.h"

struct buf;
struct json;
struct pack;

/*
 * "" where not answered. values: object of NAME -> text, only what was given.
 * The values ACCOUNT_ID and REGION are account and region under another name:
 * they live there and never in values.
 */
struct answers {
	char platform[64];
	char name[64];		/* of the set-up; [a-z0-9][a-z0-9-]{0,62} */
	char account[16];	/* twelve digits */
	char region[64];
	char method[64];
	char policy[64];
	struct json *values;	/* owned; NULL: none yet */
	bool exists;		/* the setup does: where its key lies need not be said */
};

void answers_free(struct answers *a);
void answers_copy(struct answers *to, const struct answers *from);
bool answers_equal(const struct answers *a, const struct answers *b);

/* Reads an answers file; an unknown key, a bad value or a secret is ERR_INPUT. */
bool answers_load(struct answers *a, const char *path, struct err *err);
/* The same from a tree; name is said in errors. */
bool answers_read(struct answers *a, const struct json *j, const char *name,
		  struct err *err);
/* The tree of an answers file: {v, platform, name, account, ...}. Yours. */
struct json *answers_json(const struct answers *a);

/* One --set NAME=VALUE, trimmed; NAME must be a value of the pack. An empty
 * VALUE takes the answer back: the default holds again. */
bool answers_set(struct answers *a, const struct pack *p, const char *name,
		 const char *value, struct err *err);

/* The check of one answer that answers_set makes, and of a set-up's name. */
bool answers_check(const struct pack *p, const char *name, const char *value,
		   struct err *err);
bool answers_name_check(const char *name, struct err *err);

/* given wins over base, member by member and value by value. */
void answers_over(struct answers *base, const struct answers *given);

/* Fills platform, name, method, policy and PARTS where empty, and checks none. */
void answers_start(struct answers *a, const struct pack *p);

/* answers_start, then all checks that need no account and no region: so bad input
 * and a refused method are told before anybody signs in. */
bool answers_early(struct answers *a, const struct pack *p, struct err *err);

/*
 * answers_start, then checks everything given (see value.h), that the method is
 * not a refused one and that nothing required is missing, then fills the values
 * asked that have a default: the answers stay right if a pack's default changes.
 * (So give it a copy while the operator may still go back.) account and region
 * must be known. ERR_INPUT names the value and its flag.
 */
bool answers_complete(struct answers *a, const struct pack *p, struct err *err);

/* All values in force as fill.h takes them: answers, defaults filled in, the
 * program's own, lists under the name they fill. Yours. */
struct json *answers_values(const struct answers *a, const struct pack *p);

/* The value in force: answered, else the pack's default filled in, else "".
 * Also PARTITION, DNS_SUFFIX, ACCOUNT_ID, REGION, SETUP, UNIQUE. Written into out. */
void answers_value(const struct answers *a, const struct pack *p, const char *name,
		   struct buf *out);

#endif
