/* preflight_dry.c - asks EC2 by dry runs, which change nothing; see preflight_internal.h. */
#include "config.h"

#include <string.h>

#include "advise/preflight_internal.h"
#include "aws/aws_error.h"
#include "aws/call.h"
#include "aws/decode.h"
#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "probe/launch_params.h"
#include "probe/dry_run_ignored.h"
#include "resource/resource_call.h"

#define HOPS "2"	/* any value: the question is whether it may be changed */

static struct json *preflight_dry_launch(struct preflight *p,
					 const struct required_action *right,
					 struct err *err)
{
	(void)right;
	return launch_params_dry(p->aws, p->seen, p->wanted, p->setup, p->with_profile, err);
}

static struct json *preflight_dry_metadata(struct preflight *p,
					   const struct required_action *right,
					   struct err *err)
{
	const char *id = strrchr(right->resource, '/');

	(void)p;
	(void)err;
	return params("InstanceId", id ? id + 1 : "", "HttpPutResponseHopLimit", HOPS,
		      "DryRun", "true", NULL);
}

/* Not all calls have a dry run: AssociateIamInstanceProfile has none. */
static const struct dry {
	const char *action;
	enum aws_op_id op;
	struct json *(*ask)(struct preflight *p, const struct required_action *right,
			    struct err *err);
	bool whole;	/* the answer is for all actions that the call requires */
} dries[] = {
	{ "ec2:RunInstances", OP_EC2_RUN_INSTANCES, preflight_dry_launch, true },
	{ "ec2:ModifyInstanceMetadataOptions", OP_EC2_MODIFY_INSTANCE_METADATA_OPTIONS,
	  preflight_dry_metadata, false },
};

static const struct dry *preflight_dry_of(const struct required_action *right)
{
	for (size_t i = 0; i < sizeof(dries) / sizeof(*dries); i++)
		if (str_eq(dries[i].action, right->action))
			return &dries[i];
	return NULL;
}

bool preflight_is_dry(const struct required_action *right)
{
	return preflight_dry_of(right);
}

/* --- what it says --------------------------------------------------------------------- */

/* Which resource of the launch was denied is known only from EC2's encoded message. */
static void preflight_dry_refused(struct preflight *p, const struct err *err,
				  struct json *row)
{
	struct denied d;
	enum decoded how;
	bool known = decode_denied(p->aws, p->aws, err, &d, &how);

	json_put_str(row, "decision",
		     known && d.explicit_deny ? "explicitDeny" : "implicitDeny");
	if (known) {
		json_put_str(row, "action", d.action);
		json_put_str(row, "resource", *d.resource ? d.resource : "*");
		json_put_str(row, "layer", d.policy_type);
		if (*d.key) {
			json_put_str(row, "key", d.key);
			json_put_str(row, "value", d.value);
		}
	} else {
		json_put_str(row, "resource", "*");
		json_put_str(row, "layer", "unknown");
	}
	if (how == DECODED_REFUSED)
		json_put_str(row, "note", DECODE_REFUSED);
	if (!p->with_profile)
		json_put_str(
			row, "tried",
			"EC2 dry run, without the instance profile, which does not exist "
			"yet");
}

static void preflight_dry_ask(struct preflight *p, const struct dry *d,
			      const struct required_action *right)
{
	struct json *row = json_object_new(), *reply = NULL, *with;
	struct err err = ERR_INIT;

	with = d->ask(p, right, &err);
	if (with && aws_call(p->aws, d->op, with, &reply, NULL, &err)) {
		struct buf why = BUF(400);

		dry_run_ignored_end(p->aws, reply, &why);
		json_put_str(row, "decision", "unsure");
		json_put_str(row, "why", why.s);
		buf_free(&why);
	} else if (str_eq(err.code, "DryRunOperation")) {
		json_put_str(row, "decision", "allowed");
	} else if (with && err.aws_error == AWS_ERROR_DENIED) {
		preflight_dry_refused(p, &err, row);
	} else {
		struct buf why = BUF(400);

		if (err.kind == ERR_STOPPED)
			buf_str(&why, "EC2 did not answer the dry run in time");
		else
			buf_fmt(&why, "EC2 dry run: %.300s", err.text);
		json_put_str(row, "decision", "unsure");
		json_put_str(row, "why", why.s);
		buf_free(&why);
	}
	preflight_answer(p, right->action, right->resource, row,
			 d->whole || !str_eq(json_str(row, "decision"), "unsure"));
	json_free(reply);
	json_free(with);
}

void preflight_dry(struct preflight *p)
{
	for (size_t i = 0; i < p->required.count; i++) {
		const struct required_action *right = &p->required.item[i];
		const struct dry *d = preflight_dry_of(right);

		if (d && (d->ask != preflight_dry_launch || p->wanted))
			preflight_dry_ask(p, d, right);
	}
}
