/* holdings_internal.h - a question to IAM, and where its answer goes; see holdings.h. */
#ifndef ACCREDIT_HOLDINGS_INTERNAL_H
#define ACCREDIT_HOLDINGS_INTERNAL_H

#include <pthread.h>
#include <stdbool.h>

#include "aws/ops.h"
#include "base/err.h"

struct aws;
struct json;

enum { OWNER_ROLE, OWNER_USER, OWNER_GROUP };

/* Role, user and group differ in names alone. */
struct owner {
	const char *kind, *member, *param;
	enum aws_op_id get, list, policy, attached;
};
extern const struct owner holdings_owners[];

struct holding;

/* One call of a round, and where its answer goes. */
struct question {
	struct question *next;
	struct holding *h;
	const struct owner *of;
	const char *what;
	char *name, *group;	/* of the policy; of the group or NULL */
	enum aws_op_id op;	/* OP_IAM_GET_POLICY_VERSION: holdings_managed */
	struct json *ask;
	struct json *into;	/* in the tree */
	void (*take)(struct question *q);
	struct json *reply, *asked;
	struct err err;
	bool ok, begun;
	pthread_t thread;
};

struct holding {
	struct aws *a;
	struct json *tree, *unread;
	struct question *first, **end;	/* of the next round */
	struct err why;			/* of the principal itself */
	bool gone, any, listens;
	bool stopped;
	struct err stop;
};

/*
 * Asks in the next round; then takes the answer. take (the parameters) and into (a part of
 * the tree) as of struct question. Borrowed.
 */
struct question *holdings_ask(struct holding *h, const struct owner *of, const char *what,
			      enum aws_op_id op, struct json *take, struct json *into,
			      void (*then)(struct question *q));
/* Asks for the inline and the attached policies of this owner. */
void holdings_ask_policies(struct holding *h, const struct owner *of, const char *name,
			   struct json *into);

/* A tree of this role or user, of which nothing was read yet; yours. */
struct json *holdings_new(const char *kind, const char *name);

/* Each puts the answer of its question into the tree, or into "unread". */
void holdings_take_principal(struct question *q);
void holdings_take_groups(struct question *q);
void holdings_take_password(struct question *q);
void holdings_take_keys(struct question *q);

#endif
