/* holdings_json.c - IAM's answers into the tree of holdings.h, and what is read from it. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "aws/aws_error.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "resource/document.h"
#include "resource/holdings.h"
#include "resource/holdings_internal.h"
#include "resource/kind.h"
#include "resource/resource_call.h"

const char *holdings_kind(const struct json *found)
{
	return json_str(found, "kind");
}

const char *holdings_name(const struct json *of)
{
	return json_str(of, "name");
}

struct json *holdings_policy_new(const char *arn)
{
	struct json *policy = json_object_new();
	const char *slash = strrchr(arn, '/');

	json_put_str(policy, "arn", arn);
	json_put_str(policy, "name", slash ? slash + 1 : arn);
	return policy;
}

struct holdings_unread holdings_unread_read(const struct json *row)
{
	return (struct holdings_unread){
		.what = json_str(row, "what"),
		.name = json_str(row, "name"),
		.group = json_str(row, "group"),
		.message = json_str(json_get(row, "error"), "message"),
	};
}

const struct json *holdings_attached(const struct json *found, const char *arn)
{
	json_each(policy, json_get(found, "attached"))
		if (str_eq(json_str(policy, "arn"), arn))
			return policy;
	return NULL;
}

struct json *holdings_new(const char *kind, const char *name)
{
	struct json *tree = json_object_new();

	json_put_str(tree, "kind", kind);
	json_put_str(tree, "name", name);
	return tree;
}

static void holdings_json_put_text(struct json *into, const char *key, const char *text)
{
	if (*text)
		json_put_str(into, key, text);
}

static void holdings_json_add_unread(struct question *q)
{
	struct json *row = json_push(q->h->unread, json_object_new()), *error;

	json_put_str(row, "what", q->what);
	json_put_str(row, "name", q->name ? q->name : "");
	if (q->group)
		json_put_str(row, "group", q->group);
	error = json_put(row, "error", json_object_new());
	holdings_json_put_text(error, "code", q->err.code);
	json_put_str(error, "message", q->err.text);
	holdings_json_put_text(error, "request_id", q->err.request_id);
	holdings_json_put_text(error, "remedy", q->err.hint);
}

/* --- answers ----------------------------------------------------------------------- */

static void holdings_json_take_document(struct question *q)
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
		holdings_json_add_unread(q);
}

static void holdings_json_ask_managed_later(struct question *q, const char *what,
				       const char *name, const char *arn, struct json *into)
{
	struct question *next = holdings_ask(q->h, q->of, what, OP_IAM_GET_POLICY_VERSION,
					     params("PolicyArn", arn, NULL), into,
					     holdings_json_take_document);

	next->name = xstrdup(name);
	next->group = q->group ? xstrdup(q->group) : NULL;
}

static void holdings_json_take_inline(struct question *q)
{
	const char *owner = json_str(q->ask, q->of->param);
	struct json *list;

	if (!q->ok) {
		holdings_json_add_unread(q);
		return;
	}
	list = json_put(q->into, "inline", json_list_new());
	json_each(name, json_get(q->reply, "PolicyNames")) {
		struct json *one = json_push(list, json_object_new());
		struct question *next = holdings_ask(q->h, q->of, "inline", q->of->policy,
						     params(q->of->param, owner,
							    "PolicyName", json_text(name),
							    NULL),
						     one, holdings_json_take_document);

		json_put_str(one, "name", json_text(name));
		next->name = xstrdup(json_text(name));
		next->group = q->group ? xstrdup(q->group) : NULL;
	}
}

static void holdings_json_take_attached(struct question *q)
{
	struct json *list;

	if (!q->ok) {
		holdings_json_add_unread(q);
		return;
	}
	list = json_put(q->into, "attached", json_list_new());
	json_each(policy, json_get(q->reply, "AttachedPolicies")) {
		struct json *one = json_push(list, json_object_new());
		const char *name = json_str(policy, "PolicyName");

		json_put_str(one, "name", name);
		json_put_str(one, "arn", json_str(policy, "PolicyArn"));
		holdings_json_ask_managed_later(q, "attached", name, json_str(one, "arn"), one);
	}
}

void holdings_ask_policies(struct holding *h, const struct owner *of,
				  const char *name, struct json *into)
{
	struct question *lists[] = {
		holdings_ask(h, of, "inline", of->list, params(of->param, name, NULL), into,
			     holdings_json_take_inline),
		holdings_ask(h, of, "attached", of->attached, params(of->param, name, NULL),
			     into, holdings_json_take_attached),
	};

	for (size_t i = 0; of == &holdings_owners[OWNER_GROUP] && i < 2; i++)
		lists[i]->group = xstrdup(name);
}

void holdings_take_groups(struct question *q)
{
	struct json *list;

	if (!q->ok) {
		holdings_json_add_unread(q);
		return;
	}
	list = json_put(q->into, "groups", json_list_new());
	json_each(group, json_get(q->reply, "Groups")) {
		struct json *one = json_push(list, json_object_new());

		json_put_str(one, "name", json_str(group, "GroupName"));
		holdings_ask_policies(q->h, &holdings_owners[OWNER_GROUP], json_str(group, "GroupName"), one);
	}
}

void holdings_take_principal(struct question *q)
{
	const struct json *of = json_get(q->reply, q->of->member);
	static const char *const members[][2] = {
		{ "arn", "Arn" }, { "path", "Path" }, { "description", "Description" },
	};
	const char *arn;
	struct json *one, *trust;

	if (!q->ok) {
		q->h->gone = q->err.aws_error == AWS_ERROR_NOT_FOUND;
		q->h->why = q->err;
		holdings_json_add_unread(q);
		return;
	}
	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++)
		if (i < 2 || q->of == &holdings_owners[OWNER_ROLE])
			json_put_str(q->into, members[i][0], json_str(of, members[i][1]));
	json_put(q->into, "tags", tags_from_aws(json_get(of, "Tags")));
	if (q->of == &holdings_owners[OWNER_ROLE]) {
		trust = document_decode(json_str(of, "AssumeRolePolicyDocument"),
					"the role's trust", &q->err);
		if (trust)
			json_put(q->into, "trust", trust);
		else
			holdings_json_add_unread(q);
	}
	arn = json_str(json_get(of, "PermissionsBoundary"), "PermissionsBoundaryArn");
	if (!*arn)
		return;
	one = json_put(q->into, "boundary", json_object_new());
	json_put_str(one, "arn", arn);
	holdings_json_ask_managed_later(q, "boundary", arn, arn, one);
}

void holdings_take_password(struct question *q)
{
	if (q->ok || q->err.aws_error == AWS_ERROR_NOT_FOUND)
		json_put(q->into, "password", json_bool_new(q->ok));
	else
		holdings_json_add_unread(q);
}

void holdings_take_keys(struct question *q)
{
	struct json *list;

	if (!q->ok) {
		holdings_json_add_unread(q);
		return;
	}
	list = json_put(q->into, "keys", json_list_new());
	json_each(key, json_get(q->reply, "AccessKeyMetadata")) {
		struct json *one = json_push(list, json_object_new());

		json_put_str(one, "id", json_str(key, "AccessKeyId"));
		json_put_str(one, "status", json_str(key, "Status"));
	}
}
