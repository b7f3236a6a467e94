/* key_check.c - the step that makes the checks with the access key, from here. */
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
	struct json *events;	/* in the order they came */
};

/* The name of the test object: after a kill it is known what may have been left. */
static struct json *key_check_prepare(struct step_ctx *c, struct err *err)
{
	char nonce[17];

	(void)c;
	(void)err;
	str_random(nonce, 16);
	return params("nonce", nonce, NULL);
}

static void key_check_tell(void *with, struct json *event)
{
	struct checking *k = with;

	json_push(k->events, json_copy(event));
	step_emit(k->c, event);
	step_output_json(k->c, "checks", json_copy(k->events));
}

struct notices {
	struct step_ctx *c;
	void (*tell)(void *with, struct json *event);
	void *with;
};

static void key_check_waits(void *with, size_t left)
{
	const struct notices *t = with;

	step_waits(t->c, "%s; %zu %s tried again", not_found_any_may_come(t->c->plan->wanted) ?
		   "a new key or policy may not be known everywhere in AWS yet" :
		   "AWS refused, or did not answer", left, left == 1 ? "check is" : "checks are");
}

/*
 * The subnet that dry runs name: the operator's, or the worker's. Otherwise only where
 * there is no default VPC does one have to be named: then any will do.
 */
static void key_check_find_subnet(struct step_ctx *c, char subnet[64])
{
	const struct json *wanted = c->plan->wanted, *first;
	const char *mine = json_str(json_get(wanted, "worker"), "subnet");
	struct json *reply = NULL;
	struct err ignored = ERR_INIT;

	first = json_first(json_path(wanted, "network.places"));
	snprintf(subnet, 64, "%s", *mine ? mine : json_str(first, "subnet"));
	if (*subnet || !call(c->aws, OP_EC2_DESCRIBE_SUBNETS, NULL, &reply, NULL, &ignored))
		return;
	first = json_first(json_get(reply, "subnetSet"));
	snprintf(subnet, 64, "%s", json_str(first, "subnetId"));
	json_each(one, json_get(reply, "subnetSet"))
		if (str_eq(json_str(one, "defaultForAz"), "true"))
			*subnet = '\0';
	json_free(reply);
}

struct finding {
	struct step_ctx *c;
	char subnet[64];
};

static void *key_check_find_in_thread(void *with)
{
	struct finding *f = with;

	key_check_find_subnet(f->c, f->subnet);
	return NULL;
}

/* The operator's own rights find the image: the key's may not reach so far. */
static struct json *key_check_own_words(struct step_ctx *c, const struct json *probes,
					struct err *err)
{
	struct json *own = params("$REGION", aws_region(c->aws), NULL);
	const char *type;
	char image[64];

	if (!with_key_uses(probes, "$IMAGE_ID") && !with_key_uses(probes, "$INSTANCE_TYPE"))
		return own;
	if (image_first(c->aws, image, &type, err)) {
		json_put_str(own, "$IMAGE_ID", image);
		json_put_str(own, "$INSTANCE_TYPE", type);
		return own;
	}
	json_put_str(own, "why", err->text);
	if (err->kind != ERR_STOPPED) {
		*err = (struct err)ERR_INIT;
		return own;
	}
	json_free(own);
	return NULL;
}

static void key_check_hear(void *with, struct json *event)
{
	const struct notices *t = with;

	t->tell(t->with, event);
}

bool key_check_probes(struct step_ctx *c, struct aws *as_key, const struct json *probes,
		      int64_t patience, void (*tell_event)(void *with, struct json *event),
		      void *with, struct err *err)
{
	struct finding f = { .c = c };
	pthread_t thread;
	bool asks = with_key_uses(probes, OWN_SUBNET);
	bool threaded = asks &&
		!pthread_create(&thread, NULL, key_check_find_in_thread, &f);
	struct json *own = key_check_own_words(c, probes, err), *filled;
	struct notices told = { .c = c, .tell = tell_event, .with = with };
	struct with_key d = {
		.as_key = as_key,
		.asks = c->aws,
		.stop = c->stop,
		.own = own,
		.nonce = json_str(c->step->params, "nonce"),
		.patience = patience,
		.tell = key_check_hear,
		.waits = key_check_waits,
		.with = &told,
	};
	bool ok;

	if (threaded)
		pthread_join(thread, NULL);
	filled = call_variables_subnet(probes, f.subnet);
	ok = own && with_key_check(&d, filled, err);
	json_free(filled);
	json_free(own);
	if (ok)
		step_works(c);
	return ok;
}

static bool key_check_one(struct checking *k, struct aws *as_key, struct err *err)
{
	struct json *probes = with_key_probes(k->c->plan->wanted);
	bool ok = key_check_probes(k->c, as_key, probes, 0, key_check_tell, k, err);

	json_free(probes);
	return ok;
}

/* A test object that a kill left; looked for first: a delete would leave its mark. */
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
	*err = (struct err)ERR_INIT;	/* nothing there, or not ours to see */
	return true;
}

bool key_check_clear(struct step_ctx *c, struct err *err)
{
	struct json *probes = with_key_probes(c->plan->wanted);
	char key[64];
	bool ok = true;

	attempt_canary_key(key, json_str(c->step->params, "nonce"));
	json_each(probe, probes) {
		const char *bucket = json_text(json_get(json_get(probe, "call"), "canary"));

		if (ok && bucket)
			ok = key_check_drop_left(c, bucket, key, err);
	}
	json_free(probes);
	return ok;
}

static bool key_check_run(struct step_ctx *c, struct err *err)
{
	struct checking k = { .c = c, .events = json_list_new() };
	struct aws *as_key = NULL;
	bool ok = (!c->step->again || key_check_clear(c, err)) &&
		key_check_session(c, &as_key, err) && key_check_one(&k, as_key, err);

	aws_close(as_key);
	json_free(k.events);
	return ok;
}

const struct step_work key_check_work = {
	.kind = "key-check",
	.prepare = key_check_prepare,
	.run = key_check_run,
	.undo = key_check_clear,
};
