/* exists.c - what the answers name must be there; see exists.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "aws/aws_error.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/resource_json.h"
#include "pack/answers.h"
#include "pack/pack.h"
#include "pack/pack_when.h"
#include "pack/value.h"
#include "resource/resource_call.h"
#include "wizard/exists.h"

struct question_form {
	struct aws *aws;
	const struct resources *wanted;
	const struct answers *answers;
	const struct pack_value *value;
};

/* Made by this very setup. */
static bool exists_is_made(const struct resources *wanted, const char *kind,
			   const char *name)
{
	for (size_t i = 0; i < wanted->count; i++)
		if (str_eq(wanted->items[i]->kind, kind) &&
		    str_eq(wanted->items[i]->name, name))
			return true;
	return false;
}

/* Without the permission to look, nothing is reported as missing. */
static bool exists_look(const struct question_form *q, enum aws_op_id op, struct json *take,
			const char *what, const char *name, struct err *err)
{
	struct json *reply = NULL;
	bool there;

	if (call_if_there(q->aws, op, take, &reply, &there, err)) {
		json_free(reply);
		if (there)
			return true;
		err_set(err, ERR_INPUT,
			"there is no %s '%s' in account %s: %s (%s) must be there "
			"before",
			what, name, q->answers->account, q->value->label, q->value->name);
		err_field(err, q->value->name);
		return err_hint(err, "create it first, or name another: --set %s=...",
				q->value->name);
	}
	if (err->kind == ERR_STOPPED || err->kind == ERR_NET)
		return err->status >= 300 && err->status < 400;	/* elsewhere, so it is there */
	*err = (struct err)ERR_INIT;
	return true;
}

/* --- each kind of answer ------------------------------------------------------------- */

/* Bucket names are those of all accounts, so that no account is named. */
static bool exists_bucket(const struct question_form *q, const char *kind,
			  const char *name, struct err *err)
{
	struct err why = ERR_INIT;

	if (exists_is_made(q->wanted, kind, name) ||
	    exists_look(q, OP_S3_HEAD_BUCKET, params("Bucket", name, NULL), kind, name,
			&why))
		return true;
	*err = why;
	if (why.kind != ERR_INPUT)
		return false;
	err_set(err, ERR_INPUT, "there is no bucket '%s': %s (%s) must be there before",
		name, q->value->label, q->value->name);
	err_field(err, q->value->name);
	return err_hint(err, "%s", why.hint);
}

static bool exists_role_or_user(const struct question_form *q, const char *kind,
				const char *name, struct err *err)
{
	bool user = str_eq(kind, "user");

	return exists_is_made(q->wanted, kind, name) ||
		exists_look(q, user ? OP_IAM_GET_USER : OP_IAM_GET_ROLE,
			    params(user ? "UserName" : "RoleName", name, NULL), kind, name,
			    err);
}

/* arn:PARTITION:iam::ACCOUNT:root, role/... or user/... */
static bool exists_principal(const struct question_form *q, const char *kind,
			     const char *arn, struct err *err)
{
	char partition[24] = "", account[16] = "";
	const char *name = strrchr(arn, '/');
	int end = 0;

	(void)kind;
	sscanf(arn, "arn:%23[a-z-]:iam::%15[0-9]:%n", partition, account, &end);
	if (!end || strlen(account) != 12 ||
	    !(str_eq(arn + end, "root") || (name && name[1] &&
	      (str_starts(arn + end, "role/") || str_starts(arn + end, "user/"))))) {
		err_set(err, ERR_INPUT, "'%s' names no account, role or user: %s (%s)", arn,
			q->value->label, q->value->name);
		return err_hint(err, "write it as arn:aws:iam::123456789012:root, or with "
				"role/NAME or user/NAME at its end");
	}
	if (!str_eq(account, q->answers->account) || !name)
		return true;
	return str_starts(arn + end, "role/") ?
		exists_role_or_user(q, "role", name + 1, err) :
		exists_role_or_user(q, "user", name + 1, err);
}

static const struct {
	enum value_kind_id is;
	const char *kind;	/* of the resource that it names; NULL: its text says it */
	bool (*look)(const struct question_form *q, const char *kind, const char *text,
		     struct err *err);
} kinds[] = {
	{ VALUE_BUCKET, "bucket", exists_bucket },
	{ VALUE_BUCKET_LIST, "bucket", exists_bucket },
	{ VALUE_ROLE_NAME, "role", exists_role_or_user },
	{ VALUE_USER_NAME, "user", exists_role_or_user },
	{ VALUE_ARN, NULL, exists_principal },
};

bool exists_answers(const struct answers *a, const struct pack *p, const struct json *wanted,
		   struct aws *aws, struct err *err)
{
	struct json *values = answers_values(a, p);
	struct resources created = resources_load(json_get(wanted, "resources"));
	bool ok = true;

	for (const struct pack_value *v = p->values; ok && v->name; v++) {
		const struct question_form q = {
			.aws = aws, .wanted = &created, .answers = a, .value = v
		};
		struct json *all;

		if (!v->exists || !value_asked(v, a))
			continue;
		all = value_members(json_str(values, v->name));
		for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
			if (kinds[i].is == v->kind)
				json_each(one, all)
					ok = ok && kinds[i].look(&q, kinds[i].kind,
								 json_text(one), err);
		json_free(all);
	}
	resources_free(&created);
	json_free(values);
	return ok;
}
