/* holdings.c - see holdings.h. */
#include "config.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "aws/aws_error.h"
#include "aws/evidence.h"
#include "aws/reply_cache.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "resource/document.h"
#include "resource/holdings.h"
#include "resource/holdings_internal.h"
#include "resource/kind.h"
#include "resource/resource_call.h"

#define AT_ONCE 16 /* questions at a time */

const struct owner holdings_owners[] = {
	[OWNER_ROLE] = { "role", "Role", "RoleName", OP_IAM_GET_ROLE, OP_IAM_LIST_ROLE_POLICIES,
	  OP_IAM_GET_ROLE_POLICY, OP_IAM_LIST_ATTACHED_ROLE_POLICIES },
	[OWNER_USER] = { "user", "User", "UserName", OP_IAM_GET_USER, OP_IAM_LIST_USER_POLICIES,
	  OP_IAM_GET_USER_POLICY, OP_IAM_LIST_ATTACHED_USER_POLICIES },
	[OWNER_GROUP] = { "group", "Group", "GroupName", OP_COUNT, OP_IAM_LIST_GROUP_POLICIES,
	  OP_IAM_GET_GROUP_POLICY, OP_IAM_LIST_ATTACHED_GROUP_POLICIES },
};

/* --- managed policies ------------------------------------------------------------- */

static void *holdings_make_memory(struct aws *a, const char *name, struct err *err)
{
	(void)a;
	(void)name;
	(void)err;
	return reply_cache_new();
}

static void holdings_end_memory(void *memory)
{
	reply_cache_free(memory);
}

/* What AWS itself publishes does not change during a run. */
static bool holdings_ask_managed(struct aws *a, enum aws_op_id op, const char *arn,
				 struct json *take, struct json **reply, struct err *err)
{
	struct reply_cache *m = strstr(arn, ":iam::aws:policy/") ?
		aws_keep(a, "AWS managed policies", holdings_make_memory,
			 holdings_end_memory, err) :
		NULL;
	bool ok = m ? reply_cache_call(m, aws_call, a, op, take, reply, NULL, err) :
		  aws_call(a, op, take, reply, NULL, err);

	json_free(take);
	return ok;
}

struct json *holdings_managed(struct aws *a, const char *arn, struct err *err)
{
	struct json *policy = NULL, *reply = NULL, *document = NULL;
	const char *version;

	if (!holdings_ask_managed(a, OP_IAM_GET_POLICY, arn, params("PolicyArn", arn, NULL),
				  &policy, err))
		return NULL;
	version = json_str(json_get(policy, "Policy"), "DefaultVersionId");
	if (holdings_ask_managed(a, OP_IAM_GET_POLICY_VERSION, arn,
				 params("PolicyArn", arn, "VersionId", version, NULL),
				 &reply, err))
		document = document_decode(json_str(json_get(reply, "PolicyVersion"),
						    "Document"), "the managed policy", err);
	json_free(policy);
	json_free(reply);
	return document;
}

/* --- a round of questions ------------------------------------------------------------ */

struct question *holdings_ask(struct holding *h, const struct owner *of, const char *what,
			      enum aws_op_id op, struct json *take, struct json *into,
			      void (*then)(struct question *q))
{
	struct question *q = xcalloc(1, sizeof(*q));

	*q = (struct question){ .h = h, .of = of, .what = what, .op = op, .ask = take,
				.into = into, .take = then };
	*h->end = q;
	h->end = &q->next;
	return q;
}

static void *holdings_answer(void *with)
{
	struct question *q = with;
	struct json *was = evidence_swap(q->asked);

	if (q->op == OP_IAM_GET_POLICY_VERSION) {
		q->reply = holdings_managed(q->h->a, json_str(q->ask, "PolicyArn"), &q->err);
		q->ok = q->reply;
	} else {
		q->ok = aws_call(q->h->a, q->op, q->ask, &q->reply, NULL, &q->err);
	}
	evidence_record_to(was);
	return NULL;
}

static void holdings_answer_all(struct question *first)
{
	struct question *q = first, *from = first;

	while (q) {
		size_t n = 0;

		for (; q && n < AT_ONCE; q = q->next, n++) {
			q->asked = q->h->listens ? json_list_new() : NULL;
			q->begun = !pthread_create(&q->thread, NULL, holdings_answer, q);
			if (!q->begun)
				holdings_answer(q);
		}
		for (; from != q; from = from->next)
			if (from->begun)
				pthread_join(from->thread, NULL);
	}
}

static void holdings_note(struct question *q)
{
	struct json *list = evidence_swap(NULL);

	json_each(row, list ? q->asked : NULL)
		json_push(list, json_copy(row));
	evidence_record_to(list);
}

static void holdings_settle(struct question *q)
{
	struct holding *h = q->h;

	holdings_note(q);
	if (!q->ok && q->err.kind == ERR_STOPPED && !h->stopped) {
		h->stopped = true;
		h->stop = q->err;
	}
	q->take(q);
	h->any |= q->ok;
	json_free(q->ask);
	json_free(q->reply);
	json_free(q->asked);
	free(q->name);
	free(q->group);
	free(q);
}

/* Round after round, until no answer raises a question. */
static bool holdings_answered(struct holding *h, struct err *err)
{
	while (h->first && !h->stopped && !h->gone) {
		struct question *first = h->first;

		h->first = NULL;
		h->end = &h->first;
		holdings_answer_all(first);
		for (struct question *q = first, *next; q; q = next) {
			next = q->next;
			holdings_settle(q);
		}
	}
	while (h->first) {		/* stopped: they are not asked any more */
		struct question *q = h->first;

		h->first = q->next;
		q->take = holdings_note;
		holdings_settle(q);
	}
	if (h->stopped)
		*err = h->stop;
	return !h->stopped;
}

/* --- the whole --------------------------------------------------------------------- */

static void holdings_begin(struct holding *h, struct aws *a, struct json *tree)
{
	*h = (struct holding){ .a = a, .tree = tree, .listens = evidence_is_recorded() };
	h->end = &h->first;
	h->unread = json_get(tree, "unread");
	if (!h->unread)
		h->unread = json_put(tree, "unread", json_list_new());
}

/* Where the principal may not be read its lists still tell whether it is there. */
static bool holdings_is_gone(const struct holding *h)
{
	json_each(row, h->any ? NULL : h->unread)
		if (str_eq(json_str(json_get(row, "error"), "code"), "NoSuchEntity"))
			return true;
	return h->gone;
}

bool holdings_read(struct aws *a, const char *kind, const char *name,
		   struct json **found, struct err *err)
{
	const struct owner *of = &holdings_owners[str_eq(kind, "user") ? OWNER_USER : OWNER_ROLE];
	struct json *tree = holdings_new(of->kind, name);
	struct holding h;
	bool ok;

	*found = NULL;
	holdings_begin(&h, a, tree);
	holdings_ask(&h, of, of->kind, of->get, params(of->param, name, NULL), tree,
		     holdings_take_principal);
	holdings_ask_policies(&h, of, name, tree);
	if (of == &holdings_owners[OWNER_USER])
		holdings_ask(&h, of, "groups", OP_IAM_LIST_GROUPS_FOR_USER,
			     params(of->param, name, NULL), tree, holdings_take_groups);
	ok = holdings_answered(&h, err);
	if (ok && !holdings_is_gone(&h) && h.any) {
		*found = tree;
		return true;
	}
	if (ok && !holdings_is_gone(&h)) {
		*err = h.why;
		ok = false;
	}
	json_free(tree);
	return ok;
}

bool holdings_add_access(struct aws *a, struct json *found, struct err *err)
{
	const struct owner *of = &holdings_owners[OWNER_USER];
	const char *name = holdings_name(found);
	struct holding h;

	holdings_begin(&h, a, found);
	holdings_ask(&h, of, "password", OP_IAM_GET_LOGIN_PROFILE,
		     params(of->param, name, NULL), found, holdings_take_password);
	holdings_ask(&h, of, "keys", OP_IAM_LIST_ACCESS_KEYS, params(of->param, name, NULL),
		     found, holdings_take_keys);
	return holdings_answered(&h, err);
}

bool holdings_whole(const struct json *found)
{
	json_each(row, json_get(found, "unread"))
		if (!str_eq(json_str(row, "what"), "password") &&
		    !str_eq(json_str(row, "what"), "keys"))
			return false;
	return true;
}
