/* existence.c - see existence.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "aws/call.h"
#include "base/str.h"
#include "format/json.h"
#include "keys/profile_resolve.h"
#include "kinds/value_picks.h"
#include "kube/cluster.h"
#include "pack/pack.h"
#include "policy/arn.h"
#include "resource/instance.h"
#include "resource/resource_call.h"
#include "wizard/existence.h"

typedef enum existence existence_look(struct aws *aws, const char *account, const char *name,
				      struct err *err);

static existence_look existence_look_bucket, existence_look_cluster, existence_look_instance,
	existence_look_principal, existence_look_boundary, existence_look_profile;

static const struct existence_row {
	const char *of;
	const char *kind;	/* for people, and of resources */
	enum aws_op_id op;
	const char *param;	/* of the call: the name; with list, a filter that has it */
	const char *list;	/* of the reply: empty where there is none */
	existence_look *look;	/* in place of a call by the members above */
} rows[] = {
	{ "buckets", "bucket", .look = existence_look_bucket },
	{ "clusters", "EKS cluster", .look = existence_look_cluster },
	{ "roles", "role", OP_IAM_GET_ROLE, "RoleName", NULL, NULL },
	{ "users", "user", OP_IAM_GET_USER, "UserName", NULL, NULL },
	{ "instances", "instance", .look = existence_look_instance },
	{ "subnets", "subnet", OP_EC2_DESCRIBE_SUBNETS, "subnet-id", "subnetSet", NULL },
	{ "security-groups", "security group", OP_EC2_DESCRIBE_SECURITY_GROUPS, "group-id",
	  "securityGroupInfo", NULL },
	{ "profiles", "profile", .look = existence_look_profile },
	{ "arn", "principal", .look = existence_look_principal },
	{ "boundary", "policy", .look = existence_look_boundary },
};

static const struct existence_row *existence_row(const char *of)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (str_eq(rows[i].of, of))
			return &rows[i];
	return NULL;
}

const char *existence_of(const struct pack_value *v)
{
	const char *picks = *v->picks ? v->picks : value_picks_of(v->kind);
	const struct existence_row *row =
		existence_row(v->kind == VALUE_ARN ? (v->exists ? "arn" : "") :
			      v->kind == VALUE_BOUNDARY ? "boundary" : picks);

	return row ? row->of : "";
}

const char *existence_kind(const char *of)
{
	const struct existence_row *row = existence_row(of);

	return row ? row->kind : "";
}

/* --- answers ----------------------------------------------------------------------- */

/* in: "account 123456789012", a Region, or "" */
static enum existence existence_no(const char *kind, const char *name, const char *in,
				   struct err *err)
{
	err_set(err, ERR_INPUT, "there is no %s '%s'%s%s", kind, name, *in ? " in " : "", in);
	err_hint(err, "create it first, or name another");
	return EXISTENCE_NO;
}

/* Takes the parameters. *reply may be NULL; yours. */
static enum existence existence_call(struct aws *aws, enum aws_op_id op, struct json *take,
				     struct json **reply, struct err *err)
{
	bool there;

	if (!call_if_there(aws, op, take, reply, &there, err))
		return EXISTENCE_UNKNOWN;
	return there ? EXISTENCE_YES : EXISTENCE_NO;
}

/* An error of EC2 for an ID that does not exist has many codes; a filter has none. */
static enum existence existence_filter(struct aws *aws, enum aws_op_id op, const char *name,
				       const char *value, const char *list,
				       struct json **reply, struct err *err)
{
	struct json *ask = json_object_new(), *one = json_object_new();

	json_put_str(one, "Name", name);
	json_push(json_put(one, "Value", json_list_new()), json_string_new(value));
	json_push(json_put(ask, "Filter", json_list_new()), one);
	if (!call(aws, op, ask, reply, NULL, err))
		return EXISTENCE_UNKNOWN;
	return json_count(json_get(*reply, list)) ? EXISTENCE_YES : EXISTENCE_NO;
}

/* --- each kind --------------------------------------------------------------------- */

static enum existence existence_look_bucket(struct aws *aws, const char *account,
					    const char *name, struct err *err)
{
	enum existence is = existence_call(aws, OP_S3_HEAD_BUCKET,
					   params("Bucket", name, NULL), NULL, err);

	(void)account;	/* bucket names are those of all accounts */
	if (is == EXISTENCE_NO)
		return existence_no("bucket", name, "", err);
	if (is == EXISTENCE_UNKNOWN && err->status >= 300 && err->status < 400) {
		*err = (struct err)ERR_INIT;	/* elsewhere, so it is there */
		return EXISTENCE_YES;
	}
	if (err->kind == ERR_DENIED) {	/* S3 does not say which of the two */
		err_set(err, ERR_DENIED, "the bucket '%s' belongs to another account, or you "
			"are not allowed to see it", name);
		err_hint(err, "check the name, or ask an administrator to allow s3:ListBucket "
			 "on it");
	}
	return is;
}

enum existence existence_cluster(struct aws *aws, const char *name, struct json **reply,
				 struct err *err)
{
	enum existence is = existence_call(aws, OP_EKS_DESCRIBE_CLUSTER, cluster_params(name),
					   reply, err);

	return is == EXISTENCE_NO ? existence_no("EKS cluster", name, aws_region(aws), err) :
				    is;
}

static enum existence existence_look_cluster(struct aws *aws, const char *account,
					     const char *name, struct err *err)
{
	(void)account;
	return existence_cluster(aws, name, NULL, err);
}

/* One that has ended is still described for an hour. */
static enum existence existence_look_instance(struct aws *aws, const char *account,
					      const char *name, struct err *err)
{
	struct json *reply = NULL, *found;
	enum existence is = existence_filter(aws, OP_EC2_DESCRIBE_INSTANCES, "instance-id",
					     name, "reservationSet", &reply, err);

	(void)account;
	found = instance_of_reply(reply);
	if (is == EXISTENCE_YES && instance_has_ended(found)) {
		err_set(err, ERR_INPUT, "the instance '%s' is terminated", name);
		err_hint(err, "name another");
		is = EXISTENCE_NO;
	} else if (is == EXISTENCE_NO) {
		existence_no("instance", name, aws_region(aws), err);
	}
	json_free(found);
	json_free(reply);
	return is;
}

/* arn:PARTITION:iam::ACCOUNT:root, role/... or user/... */
static enum existence existence_look_principal(struct aws *aws, const char *account,
					       const char *text, struct err *err)
{
	struct arn arn;
	bool ok = arn_split(text, &arn) && str_eq(arn.service, "iam") && !*arn.region &&
		arn_is_account_id(arn.account);
	bool role = ok && str_starts(arn.resource, "role/"),
	     user = ok && str_starts(arn.resource, "user/");

	if (!ok || !(str_eq(arn.resource, "root") ||
		     ((role || user) && *arn_last_part(arn.resource)))) {
		err_set(err, ERR_INPUT, "'%s' names no account, role or user", text);
		err_hint(err, "write it as arn:aws:iam::123456789012:root, or with "
			 "role/NAME or user/NAME at its end");
		return EXISTENCE_NO;
	}
	if (!str_eq(arn.account, account)) {
		err_set(err, ERR_DENIED, "it is in account %.12s, and only your account is looked at",
			arn.account);
		err_hint(err, "compare it with where you copied it from");
		return EXISTENCE_UNKNOWN;
	}
	if (!role && !user)
		return EXISTENCE_YES;
	return existence_ask(aws, account, role ? "roles" : "users",
			     arn_last_part(arn.resource), err);
}

static enum existence existence_no_boundary(const char *arn, const char *why, struct err *err)
{
	err_set(err, ERR_INPUT, "%s is no permissions boundary here: %s", arn, why);
	err_hint(err, "give the ARN of a managed policy of this account or of AWS");
	return EXISTENCE_NO;
}

static enum existence existence_look_boundary(struct aws *aws, const char *account,
					      const char *text, struct err *err)
{
	enum existence is;
	struct arn arn;

	if (!arn_split(text, &arn) || !str_eq(arn.partition, aws_partition(aws)) ||
	    !str_eq(arn.service, "iam") ||
	    (!str_eq(arn.account, account) && !str_eq(arn.account, "aws")))
		return existence_no_boundary(text, "it is of another account or partition",
					     err);
	is = existence_call(aws, OP_IAM_GET_POLICY, params("PolicyArn", text, NULL), NULL, err);
	return is == EXISTENCE_NO ?
		existence_no_boundary(text, "there is no such policy", err) : is;
}

static enum existence existence_look_profile(struct aws *aws, const char *account,
					     const char *name, struct err *err)
{
	(void)aws;
	(void)account;
	if (profile_is_free(name, "", err))
		return EXISTENCE_YES;
	if (err->kind != ERR_CHOICE)
		return EXISTENCE_UNKNOWN;
	err->kind = ERR_INPUT;
	err_hint(err, "name another profile");
	return EXISTENCE_NO;
}

enum existence existence_ask(struct aws *aws, const char *account, const char *of,
			     const char *name, struct err *err)
{
	const struct existence_row *row = existence_row(of);
	struct json *reply = NULL;
	enum existence is;
	char in[80];

	if (row->look)
		return row->look(aws, account, name, err);
	if (row->list)
		is = existence_filter(aws, row->op, row->param, name, row->list, &reply, err);
	else
		is = existence_call(aws, row->op, params(row->param, name, NULL), &reply, err);
	json_free(reply);
	if (row->list)
		snprintf(in, sizeof(in), "%s", aws_region(aws));
	else
		snprintf(in, sizeof(in), "account %s", account);
	return is == EXISTENCE_NO ? existence_no(row->kind, name, in, err) : is;
}
