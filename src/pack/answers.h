/*
 * answers.h - what the operator answered. With the pack, it determines every resource
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
 * "" where not answered. The values ACCOUNT_ID and REGION are the members account and
 * region, and never in values.
 */
struct answers {
	char platform[64];
	char name[64]; /* of the setup; [a-z0-9][a-z0-9-]{0,62} */
	char account[16];	/* twelve digits */
	char region[64];
	char method[64];
	char policy[64];
	struct json *values; /* NAME -> text, only those given; owned; NULL: none yet */
	bool exists; /* the setup exists: the location of its key is optional */
};

void answers_free(struct answers *a);
void answers_copy(struct answers *to, const struct answers *from);
bool answers_equal(const struct answers *a, const struct answers *b);

/* Reads an answers file; an unknown member, an invalid value or a secret is ERR_INPUT. */
bool answers_load(struct answers *a, const char *path, struct err *err);
/* The same from a tree; name is the file's in errors. */
bool answers_read(struct answers *a, const struct json *j, const char *name,
		  struct err *err);
/* The tree of an answers file: {v, platform, name, account, ...}. Yours. */
struct json *answers_json(const struct answers *a);

/* One --set NAME=VALUE, as value_take.h takes it; NAME must be a value of the pack. An
 * empty VALUE removes the answer, so that the default counts again. */
bool answers_set(struct answers *a, const struct pack *p, const char *name,
		 const char *value, struct err *err);

/* Every answer becomes what it is taken as (value_take.h) in a->region, which may be "". */
void answers_take(struct answers *a, const struct pack *p);

/* The check of one answer that answers_set makes, and that of a setup's name. region "":
 * it is not known yet, and what depends on it is checked again when it is. */
bool answers_check(const struct pack *p, const char *name, const char *value,
		   const char *region, struct err *err);
bool answers_name_check(const char *name, struct err *err);

/* Each member and value of given replaces that of base. */
void answers_over(struct answers *base, const struct answers *given);

/* Fills platform, name, method, policy and PARTS with defaults where empty; no checks. */
void answers_start(struct answers *a, const struct pack *p);

/*
 * answers_start and answers_take, then all checks that need neither account nor Region, before
 * anybody signs in: adds to wrong each answer that is invalid or missing, and a method or
 * policy that cannot be chosen.
 */
struct errors;
void answers_problems(struct answers *a, const struct pack *p, struct errors *wrong);

/*
 * answers_start; checks every answer (value.h), that the method is not a refused one, and
 * that nothing required is missing; then records the defaults in force as answers, so that
 * a template's new default does not change a setup. Pass a copy while the operator can
 * still go back. account and region must be known. ERR_INPUT: the first that is wrong, with its field.
 */
bool answers_complete(struct answers *a, const struct pack *p, struct err *err);

/* All values in force as fill.h takes them: answers, filled defaults, the program's own,
 * and lists under the name that they fill. Yours. */
struct json *answers_values(const struct answers *a, const struct pack *p);

/* Appends the value in force: the answer, else the filled default, else "".
 * Also PARTITION, DNS_SUFFIX, ACCOUNT_ID, REGION, SETUP, UNIQUE. */
void answers_value(const struct answers *a, const struct pack *p, const char *name,
		   struct buf *out);

#endif
