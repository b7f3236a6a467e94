/* key_check.c - the step that makes the checks with the access key, from here. */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "plan/run.h"
#include "probe/attempt.h"
#include "probe/direct.h"
#include "probe/key_check.h"
#include "probe/machine.h"
#include "probe/missing.h"
#include "probe/steps.h"
#include "resource/call.h"

struct checking {
	struct step_ctx *c;
	struct json *events;	/* in the order they came */
};

/* The name of the test object: after a kill it is known what may have been left. */
static struct json *prepare(struct step_ctx *c, struct err *err)
{
	char nonce[17];

	(void)c;
	(void)err;
	str_random(nonce, 16);
	return params("nonce", nonce, NULL);
}

static void tell(void *with, struct json *event)
{
	struct checking *k = with;

	json_push(k->events, json_copy(event));
	step_emit(k->c, event);
	step_output_json(k->c, "checks", json_copy(k->events));
}

struct told {
	struct step_ctx *c;
	void (*tell)(void *with, struct json *event);
	void *with;
};

static void waits(void *with, size_t left)
{
	const struct told *t = with;

	step_waits(t->c, "%s; %zu %s tried again", missing_any_may_come(t->c->plan->wanted) ?
		   "a new key or policy may not be known everywhere in AWS yet" :
		   "AWS refused, or did not answer", left, left == 1 ? "check is" : "checks are");
}

/* The operator's own rights find the image: the key's may not reach so far. */
static struct json *own_words(struct step_ctx *c, const struct json *probes,
			      struct err *err)
{
	struct json *own = params("$REGION", aws_region(c->aws), NULL);
	const char *type;
	char image[64];

	if (!direct_uses(probes, "$IMAGE_ID") && !direct_uses(probes, "$INSTANCE_TYPE"))
		return own;
	if (machine_image(c->aws, image, &type, err)) {
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

static void hear(void *with, struct json *event)
{
	const struct told *t = with;

	t->tell(t->with, event);
}

bool key_check_probes(struct step_ctx *c, struct aws *as_key, const struct json *probes,
		      int64_t patience, void (*tell_event)(void *with, struct json *event),
		      void *with, struct err *err)
{
	struct json *own = own_words(c, probes, err);
	struct told told = { .c = c, .tell = tell_event, .with = with };
	struct direct d = {
		.as_key = as_key, .asks = c->aws, .stop = c->stop, .own = own,
		.nonce = json_str(c->step->params, "nonce"), .patience = patience,
		.tell = hear, .waits = waits, .with = &told,
	};
	bool ok = own && direct_check(&d, probes, err);

	json_free(own);
	if (ok)
		step_works(c);
	return ok;
}

static bool check(struct checking *k, struct aws *as_key, struct err *err)
{
	struct json *probes = direct_probes(k->c->plan->wanted);
	bool ok = key_check_probes(k->c, as_key, probes, 0, tell, k, err);

	json_free(probes);
	return ok;
}

/* A test object that a kill left; looked for first: a delete would leave its mark. */
static bool drop_left(struct step_ctx *c, const char *bucket, const char *key,
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
	struct json *probes = direct_probes(c->plan->wanted);
	char key[64];
	bool ok = true;

	attempt_canary_key(key, json_str(c->step->params, "nonce"));
	json_each(probe, probes) {
		const char *bucket = json_text(json_get(json_get(probe, "call"), "canary"));

		if (ok && bucket)
			ok = drop_left(c, bucket, key, err);
	}
	json_free(probes);
	return ok;
}

static bool run(struct step_ctx *c, struct err *err)
{
	struct checking k = { .c = c, .events = json_list_new() };
	struct aws *as_key = NULL;
	bool ok = (!c->step->again || key_check_clear(c, err)) &&
		  key_check_session(c, &as_key, err) && check(&k, as_key, err);

	aws_close(as_key);
	json_free(k.events);
	return ok;
}

const struct step_work key_check_work = {
	.kind = "key-check",
	.prepare = prepare,
	.run = run,
	.undo = key_check_clear,
};
