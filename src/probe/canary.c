/* canary.c - the test object: put, got, compared and deleted. See attempt_internal.h. */
#include "config.h"

#include <stdio.h>

#include "aws/aws_error.h"
#include "aws/call.h"
#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "probe/attempt_internal.h"
#include "resource/resource_call.h"

#define GAP_MS 1000

struct canary {
	const struct attempt *a;
	const char *bucket;
	char key[64];
	char body[64];
	char version[256], mark[256];	/* of the object, and of its deletion */
	char id[96];			/* of the last request */
	struct json *bad;		/* the first answer that is a failure */
};

void attempt_canary_key(char key[64], const char *nonce)
{
	snprintf(key, 64, "accredit-canary-%s", nonce);
}

static struct json *canary_object_of(const struct canary *c, const char *version)
{
	struct json *p = params("Bucket", c->bucket, "Key", c->key, NULL);

	if (*version)
		json_put_str(p, "VersionId", version);
	return p;
}

static void canary_fail(struct canary *c, struct json *answer)
{
	if (c->bad)
		json_free(answer);
	else
		c->bad = answer;
}

/*
 * The calls after the put are retried for as long as AWS may not know the key everywhere;
 * otherwise the object would be left in the bucket.
 */
static bool canary_retry(struct canary *c, enum aws_op_id op, const char *version,
			  struct json **reply, struct err *err)
{
	for (;;) {
		*err = (struct err)ERR_INIT;
		if (call(c->a->key_session, op, canary_object_of(c, version), reply, c->id, err))
			return true;
		if (err->kind == ERR_STOPPED || !attempt_may_pass(err) ||
		    clock_ms() >= c->a->until)
			return false;
		if (!clock_sleep(GAP_MS, c->a->stop))
			return err_set(err, ERR_STOPPED, "stopped");
	}
}

static void canary_keep(char into[256], const struct json *reply)
{
	snprintf(into, 256, "%s", json_str(reply, "VersionId"));
	if (str_eq(into, "null"))	/* versioning is suspended: there is only one */
		*into = '\0';
}

static bool canary_put(struct canary *c, struct err *err)
{
	struct json *ask = canary_object_of(c, ""), *reply = NULL;
	bool ok;

	json_put_str(ask, "Body", c->body);
	ok = call(c->a->key_session, OP_S3_PUT_OBJECT, ask, &reply, c->id, err);
	if (ok)
		canary_keep(c->version, reply);
	else
		canary_fail(c, attempt_failed(OP_S3_PUT_OBJECT, err));
	json_free(reply);
	return ok;
}

static bool canary_get(struct canary *c, struct err *err)
{
	struct json *reply = NULL;

	if (!canary_retry(c, OP_S3_GET_OBJECT, "", &reply, err))
		canary_fail(c, attempt_failed(OP_S3_GET_OBJECT, err));
	else if (!str_eq(json_str(reply, "Body"), c->body))
		canary_fail(c,
			    attempt_answer("1",
					   "the object that was read is not the one that "
					   "was written",
					   c->id));
	json_free(reply);
	return err->kind != ERR_STOPPED;
}

static bool canary_drop(struct canary *c, struct buf *note, struct err *err)
{
	struct json *reply = NULL;
	bool ok;

	if (!canary_retry(c, OP_S3_DELETE_OBJECT, "", &reply, err))
		canary_fail(c, attempt_failed(OP_S3_DELETE_OBJECT, err));
	else
		canary_keep(c->mark, reply);
	json_free(reply);
	if (err->kind == ERR_STOPPED)
		return false;
	/* Cleaning up after the check: a failure is reported, but is no verdict. */
	reply = NULL;
	ok = !*c->version ||
		(canary_retry(c, OP_S3_DELETE_OBJECT, c->version, NULL, err) &&
		 (!*c->mark || canary_retry(c, OP_S3_DELETE_OBJECT, c->mark, &reply, err)));
	json_free(reply);
	if (!ok)
		buf_fmt(note, "a version of the test object was not deleted, %s: %s",
			c->key, err->text);
	return ok || err->kind != ERR_STOPPED;
}

struct json *canary_make(const struct attempt *a, const char *bucket, bool *began,
			 struct err *err)
{
	struct canary c = { .a = a, .bucket = bucket };
	struct buf note = BUF(1024);
	struct json *answer = NULL; /* NULL: stopped */

	attempt_canary_key(c.key, a->nonce);
	snprintf(c.body, sizeof(c.body), "%s\n", a->nonce);
	*began = canary_put(&c, err);
	if (*began && canary_get(&c, err) && canary_drop(&c, &note, err)) {
		answer = c.bad ? c.bad : attempt_answer("0", note.s, c.id);
		c.bad = NULL;
	} else if (!*began && err->kind != ERR_STOPPED) {
		struct err ignored = ERR_INIT;

		/* If its answer was lost, the object may exist. */
		if (err->aws_error == AWS_ERROR_AMBIGUOUS)
			call(a->key_session, OP_S3_DELETE_OBJECT, canary_object_of(&c, ""),
			     NULL, NULL, &ignored);
		answer = c.bad;
		c.bad = NULL;
	}
	buf_free(&note);
	json_free(c.bad);
	return answer;
}
