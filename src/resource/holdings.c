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
#include "resource/kind.h"
#include "resource/resource_call.h"

#define AT_ONCE 16 /* questions at a time */

/* Role, user and group differ in names alone. */
struct owner {
	const char *kind, *member, *param;
	enum aws_op_id get, list, policy, attached;
};

static const struct owner owners[] = {
	{ "role", "Role", "RoleName", OP_IAM_GET_ROLE, OP_IAM_LIST_ROLE_POLICIES,
	  OP_IAM_GET_ROLE_POLICY, OP_IAM_LIST_ATTACHED_ROLE_POLICIES },
	{ "user", "User", "UserName", OP_IAM_GET_USER, OP_IAM_LIST_USER_POLICIES,
	  OP_IAM_GET_USER_POLICY, OP_IAM_LIST_ATTACHED_USER_POLICIES },
	{ "group", "Group", "GroupName", OP_COUNT, OP_IAM_LIST_GROUP_POLICIES,
	  OP_IAM_GET_GROUP_POLICY, OP_IAM_LIST_ATTACHED_GROUP_POLICIES },
};

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

static struct question *holdings_ask(struct holding *h, const struct owner *of,
				     const char *what, enum aws_op_id op, struct json *take,
				     struct json *into, void (*then)(struct question *q))
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

static void holdings_put_text(struct json *into, const char *key, const char *text)
{
	if (*text)
		json_put_str(into, key, text);
}

static void holdings_unread(struct question *q)
{
	struct json *row = json_push(q->h->unread, json_object_new()), *error;

	json_put_str(row, "what", q->what);
	json_put_str(row, "name", q->name ? q->name : "");
	if (q->group)
		json_put_str(row, "group", q->group);
	error = json_put(row, "error", json_object_new());
	holdings_put_text(error, "code", q->err.code);
	json_put_str(error, "message", q->err.text);
	holdings_put_text(error, "request_id", q->err.request_id);
	holdings_put_text(error, "remedy", q->err.hint);
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

/* --- answers ----------------------------------------------------------------------- */

static void holdings_take_document(struct question *q)
{
	struct json *document = NULL;

	if (q->ok && q->op == OP_IAM_GET_POLICY_VERSION) {
		document = q->reply;
		q->reply = NULL;
	} else if (q->ok) {
		document = document_decode(json_str(q->reply, "PolicyDocument"),
					   "the inline policy", &q->err);
	}
	if (document)
		json_put(q->into, "document", document);
	else
		holdings_unread(q);
}

static void holdings_ask_managed_later(struct question *q, const char *what,
				       const char *name, const char *arn, struct json *into)
{
	struct question *next = holdings_ask(q->h, q->of, what, OP_IAM_GET_POLICY_VERSION,
					     params("PolicyArn", arn, NULL), into,
					     holdings_take_document);

	next->name = xstrdup(name);
	next->group = q->group ? xstrdup(q->group) : NULL;
}

static void holdings_take_inline(struct question *q)
{
	const char *owner = json_str(q->ask, q->of->param);
	struct json *list;

	if (!q->ok) {
		holdings_unread(q);
		return;
	}
	list = json_put(q->into, "inline", json_list_new());
	json_each(name, json_get(q->reply, "PolicyNames")) {
		struct json *one = json_push(list, json_object_new());
		struct question *next = holdings_ask(q->h, q->of, "inline", q->of->policy,
						     params(q->of->param, owner,
							    "PolicyName", json_text(name),
							    NULL),
						     one, holdings_take_document);

		json_put_str(one, "name", json_text(name));
		next->name = xstrdup(json_text(name));
		next->group = q->group ? xstrdup(q->group) : NULL;
	}
}

static void holdings_take_attached(struct question *q)
{
	struct json *list;

	if (!q->ok) {
		holdings_unread(q);
		return;
	}
	list = json_put(q->into, "attached", json_list_new());
	json_each(policy, json_get(q->reply, "AttachedPolicies")) {
		struct json *one = json_push(list, json_object_new());
		const char *name = json_str(policy, "PolicyName");

		json_put_str(one, "name", name);
		json_put_str(one, "arn", json_str(policy, "PolicyArn"));
		holdings_ask_managed_later(q, "attached", name, json_str(one, "arn"), one);
	}
}

static void holdings_ask_policies(struct holding *h, const struct owner *of,
				  const char *name, struct json *into)
{
	struct question *lists[] = {
		holdings_ask(h, of, "inline", of->list, params(of->param, name, NULL), into,
			     holdings_take_inline),
		holdings_ask(h, of, "attached", of->attached, params(of->param, name, NULL),
			     into, holdings_take_attached),
	};

	for (size_t i = 0; of == &owners[2] && i < 2; i++)
		lists[i]->group = xstrdup(name);
}

static void holdings_take_groups(struct question *q)
{
	struct json *list;

	if (!q->ok) {
		holdings_unread(q);
		return;
	}
	list = json_put(q->into, "groups", json_list_new());
	json_each(group, json_get(q->reply, "Groups")) {
		struct json *one = json_push(list, json_object_new());

		json_put_str(one, "name", json_str(group, "GroupName"));
		holdings_ask_policies(q->h, &owners[2], json_str(group, "GroupName"), one);
	}
}

static void holdings_take_boundary(struct question *q, const struct json *of)
{
	const char *arn = json_str(json_get(of, "PermissionsBoundary"),
				   "PermissionsBoundaryArn");
	struct json *one;

	if (!*arn)
		return;
	one = json_put(q->into, "boundary", json_object_new());
	json_put_str(one, "arn", arn);
	holdings_ask_managed_later(q, "boundary", arn, arn, one);
}

static void holdings_take_trust(struct question *q, const struct json *of)
{
	struct json *document = document_decode(json_str(of, "AssumeRolePolicyDocument"),
						"the role's trust", &q->err);

	if (document)
		json_put(q->into, "trust", document);
	else
		holdings_unread(q);
}

static void holdings_take_principal(struct question *q)
{
	const struct json *of = json_get(q->reply, q->of->member);
	static const char *const members[][2] = {
		{ "arn", "Arn" }, { "path", "Path" }, { "description", "Description" },
	};

	if (!q->ok) {
		q->h->gone = q->err.aws_error == AWS_ERROR_NOT_FOUND;
		q->h->why = q->err;
		holdings_unread(q);
		return;
	}
	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++)
		if (i < 2 || q->of == owners)
			json_put_str(q->into, members[i][0], json_str(of, members[i][1]));
	json_put(q->into, "tags", tags_from_aws(json_get(of, "Tags")));
	if (q->of == owners)
		holdings_take_trust(q, of);
	holdings_take_boundary(q, of);
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
	const struct owner *of = &owners[str_eq(kind, "user")];
	struct json *tree = json_object_new();
	struct holding h;
	bool ok;

	*found = NULL;
	json_put_str(tree, "kind", of->kind);
	json_put_str(tree, "name", name);
	holdings_begin(&h, a, tree);
	holdings_ask(&h, of, of->kind, of->get, params(of->param, name, NULL), tree,
		     holdings_take_principal);
	holdings_ask_policies(&h, of, name, tree);
	if (of == &owners[1])
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

static void holdings_take_password(struct question *q)
{
	if (q->ok || q->err.aws_error == AWS_ERROR_NOT_FOUND)
		json_put(q->into, "password", json_bool_new(q->ok));
	else
		holdings_unread(q);
}

static void holdings_take_keys(struct question *q)
{
	struct json *list;

	if (!q->ok) {
		holdings_unread(q);
		return;
	}
	list = json_put(q->into, "keys", json_list_new());
	json_each(key, json_get(q->reply, "AccessKeyMetadata")) {
		struct json *one = json_push(list, json_object_new());

		json_put_str(one, "id", json_str(key, "AccessKeyId"));
		json_put_str(one, "status", json_str(key, "Status"));
	}
}

bool holdings_add_access(struct aws *a, struct json *found, struct err *err)
{
	const struct owner *of = &owners[1];
	const char *name = json_str(found, "name");
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
