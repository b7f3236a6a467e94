/* key_check.c - the step that makes the checks with the access key. */
#include "config.h"

#include <pthread.h>
#include <stdio.h>

#include "aws/call.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/run.h"
#include "probe/attempt.h"
#include "probe/call_variables.h"
#include "probe/image.h"
#include "probe/key_check.h"
#include "probe/not_found.h"
#include "probe/probe_steps.h"
#include "probe/with_key.h"
#include "resource/resource_call.h"

struct checking {
	struct step_ctx *c;
	struct check_results results; /* in the order they came */
};

/* The nonce is in the name of the test object: after a kill, what was left is found by it. */
static struct json *key_check_prepare(struct step_ctx *c, struct err *err)
{
	char nonce[17];

	(void)c;
	(void)err;
	str_random(nonce, 16);
	return params("nonce", nonce, NULL);
}

static void key_check_tell(void *with, struct check_result result)
{
	struct checking *k = with;

	check_results_tell(&k->results, k->c, result);
}

struct listener {
	struct step_ctx *c;
	void (*tell)(void *with, struct check_result result);
	void *with;
};

static void key_check_waits(void *with, size_t left, bool silent)
{
	const struct listener *t = with;

	step_waits(t->c, "%s; retrying %zu check%s",
		   silent ? "no answer from AWS" :
			   not_found_any_may_appear(t->c->plan->wanted) ?
			    "new resources are still propagating" :
			    "not as expected yet",
		   left, left == 1 ? "" : "s");
}

struct finding {
	struct step_ctx *c;
	char subnet[64];
};

/*
 * The subnet for dry runs: the operator's, or the worker's. If there is neither, one is
 * needed only where there is no default VPC, and any subnet will do.
 */
static void *key_check_find_in_thread(void *with)
{
	struct finding *f = with;
	const struct json *wanted = f->c->plan->wanted, *first;
	const char *mine = json_str(json_get(wanted, "worker"), "subnet");
	struct json *reply = NULL;
	struct err ignored = ERR_INIT;

	first = json_first(json_path(wanted, "network.places"));
	snprintf(f->subnet, 64, "%s", *mine ? mine : json_str(first, "subnet"));
	if (*f->subnet ||
	    !call(f->c->aws, OP_EC2_DESCRIBE_SUBNETS, NULL, &reply, NULL, &ignored))
		return NULL;
	first = json_first(json_get(reply, "subnetSet"));
	snprintf(f->subnet, 64, "%s", json_str(first, "subnetId"));
	json_each(one, json_get(reply, "subnetSet"))
		if (str_eq(json_str(one, "defaultForAz"), "true"))
			*f->subnet = '\0';
	json_free(reply);
	return NULL;
}

/* The image is found with the operator's permissions: the key may not have them. */
static struct json *key_check_variables(struct step_ctx *c, const struct checks *checks,
					struct err *err)
{
	struct json *variables = params("$REGION", aws_region(c->aws), NULL);
	const char *type;
	char image[64];

	if (!with_key_uses(checks, "$IMAGE_ID") && !with_key_uses(checks, "$INSTANCE_TYPE"))
		return variables;
	if (image_first(c->aws, image, &type, err)) {
		json_put_str(variables, "$IMAGE_ID", image);
		json_put_str(variables, "$INSTANCE_TYPE", type);
		return variables;
	}
	json_put_str(variables, "why", err->text);
	if (err->kind != ERR_STOPPED) {
		*err = (struct err)ERR_INIT;
		return variables;
	}
	json_free(variables);
	return NULL;
}

static void key_check_hear(void *with, struct check_result result)
{
	const struct listener *t = with;

	t->tell(t->with, result);
}

bool key_check_make(struct step_ctx *c, struct aws *as_key, const struct checks *checks,
		    int64_t patience, void (*tell)(void *with, struct check_result result),
		    void *with, struct err *err)
{
	struct finding f = { .c = c };
	pthread_t thread;
	bool asks = with_key_uses(checks, SUBNET_VARIABLE);
	bool threaded = asks &&
		!pthread_create(&thread, NULL, key_check_find_in_thread, &f);
	struct json *variables = key_check_variables(c, checks, err);
	struct checks filled;
	struct listener told = { .c = c, .tell = tell, .with = with };
	struct with_key d = {
		.key_session = as_key,
		.operator = c->aws,
		.stop = c->stop,
		.variables = variables,
		.nonce = json_str(c->step->params, "nonce"),
		.patience = patience,
		.tell = key_check_hear,
		.waits = key_check_waits,
		.with = &told,
	};
	bool ok;

	if (threaded)
		pthread_join(thread, NULL);
	filled = call_variables_subnet(checks, f.subnet);
	ok = variables && with_key_check(&d, &filled, err);
	checks_free(&filled);
	json_free(variables);
	if (ok)
		step_works(c);
	return ok;
}

/*
 * A test object that was left after a kill. It is read first, because deleting an object that
 * does not exist would create a delete marker.
 */
static bool key_check_drop_left(struct step_ctx *c, const char *bucket, const char *key,
				struct err *err)
{
	struct json *reply = NULL, *ask = params("Bucket", bucket, "Key", key, NULL);
	bool ok = call(c->aws, OP_S3_GET_OBJECT, json_copy(ask), &reply, NULL, err);

	if (ok && *json_str(reply, "VersionId"))
		json_put_str(ask, "VersionId", json_str(reply, "VersionId"));
	if (ok)
		call(c->aws, OP_S3_DELETE_OBJECT, json_copy(ask), NULL, NULL, err);
	json_free(reply);
	json_free(ask);
	if (err->kind == ERR_STOPPED)
		return false;
	*err = (struct err)ERR_INIT;	/* it does not exist, or may not be read */
	return true;
}

bool key_check_clear(struct step_ctx *c, struct err *err)
{
	struct checks checks = checks_read(c->plan->wanted, CHECK_BY_KEY);
	char key[64];
	bool ok = true;

	attempt_canary_key(key, json_str(c->step->params, "nonce"));
	for (size_t i = 0; ok && i < checks.count; i++)
		if (checks.check[i].call.bucket)
			ok = key_check_drop_left(c, checks.check[i].call.bucket, key, err);
	checks_free(&checks);
	return ok;
}

static bool key_check_run(struct step_ctx *c, struct err *err)
{
	struct checks checks = checks_read(c->plan->wanted, CHECK_BY_KEY);
	struct checking k = { .c = c };
	struct aws *as_key = NULL;
	bool ok = (!c->step->again || key_check_clear(c, err)) &&
		key_check_session(c, &as_key, err) &&
		key_check_make(c, as_key, &checks, 0, key_check_tell, &k, err);

	aws_close(as_key);
	checks_free(&checks);
	check_results_free(&k.results);
	return ok;
}

const struct step_work key_check_work = {
	.kind = "key-check",
	.prepare = key_check_prepare,
	.run = key_check_run,
	.undo = key_check_clear,
};
