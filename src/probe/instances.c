/* instances.c - see instances.h. */
#include "config.h"

#include "aws/aws_error.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/run.h"
#include "probe/instances.h"
#include "probe/worker.h"
#include "resource/kind.h"
#include "resource/resource_call.h"

#define TRIES_MS 90000		/* a service that is not reached is retried for so long */
#define UNSEEN_MS 15000		/* for what is new to be known to EC2 */

static struct json *instances_one_text(const char *s)
{
	struct json *list = json_list_new();

	json_push(list, json_string_new(s));
	return list;
}

static struct json *instances_add_filter(struct json *filters, const char *name,
					 const char *value)
{
	struct json *filter = json_push(filters, json_object_new());

	json_put_str(filter, "Name", name);
	return json_put(filter, "Value", instances_one_text(value));
}

bool instances_find(struct aws *aws, const char *setup, const char *nonce,
		    struct workers *all, struct err *err)
{
	static const char *const alive[] = { "running", "stopping", "stopped", NULL };
	struct json *ask = json_object_new(), *reply = NULL;
	struct json *filters = json_put(ask, "Filter", json_list_new());
	struct json *states = instances_add_filter(filters, "instance-state-name",
						   "pending");

	for (size_t i = 0; alive[i]; i++)
		json_push(states, json_string_new(alive[i]));
	if (nonce)
		instances_add_filter(filters, "tag:" PROBE_TAG, nonce);
	else
		instances_add_filter(filters, "tag-key", PROBE_TAG);
	if (setup)
		instances_add_filter(filters, "tag:" SETUP_TAG, setup);
	if (!call(aws, OP_EC2_DESCRIBE_INSTANCES, ask, &reply, NULL, err))
		return false;
	*all = workers_read(reply);
	return true;
}

static bool instances_is_unknown(const struct err *err)
{
	return str_starts(err->code, "InvalidInstanceID");
}

bool instances_look(struct aws *aws, const char *id, struct workers *one, struct err *err)
{
	struct json *ask = json_object_new(), *reply = NULL;

	json_put(ask, "InstanceId", instances_one_text(id));
	if (!call(aws, OP_EC2_DESCRIBE_INSTANCES, ask, &reply, NULL, err)) {
		if (!instances_is_unknown(err))
			return false;
		*err = (struct err)ERR_INIT;
	}
	*one = workers_read(reply);
	return true;
}

bool instances_ended(const char *state)
{
	return str_eq(state, "shutting-down") || str_eq(state, "terminated");
}

/* One attempt. *ended: EC2 says that the instance is terminating. */
static bool instances_terminate(struct aws *aws, const char *id, bool *ended,
				struct err *err)
{
	struct json *ask = json_object_new(), *reply = NULL;

	json_put(ask, "InstanceId", instances_one_text(id));
	if (!call(aws, OP_EC2_TERMINATE_INSTANCES, ask, &reply, NULL, err))
		return false;
	*ended = instances_ended(workers_terminated_state(reply));
	json_free(reply);
	return true;
}

bool instances_is_temporary(const struct err *err)
{
	return err->kind == ERR_NET || err->aws_error == AWS_ERROR_THROTTLING ||
		err->aws_error == AWS_ERROR_TRANSIENT ||
		err->aws_error == AWS_ERROR_AMBIGUOUS ||
		err->aws_error == AWS_ERROR_NOT_READY;
}

static bool instances_hint_end(struct err *err)
{
	if (err->kind == ERR_STOPPED)
		return false;
	return err_hint(err,
			"the test instance terminates itself at most %d minutes after "
			"its launch; 'accredit resume' checks again",
			WORKER_MINUTES);
}

bool instances_end(struct aws *aws, const char *id, struct step_ctx *c,
		   struct err *err)
{
	int64_t began = clock_ms(), gap = 500;

	for (;;) {
		int64_t spent = clock_ms() - began;
		bool ended = false;

		*err = (struct err)ERR_INIT;
		if (instances_terminate(aws, id, &ended, err) && ended)
			return true;
		if (instances_is_unknown(err) && spent > UNSEEN_MS) {
			*err = (struct err)ERR_INIT;
			return true;
		}
		if (err->kind &&
		    (err->kind == ERR_STOPPED || !instances_is_temporary(err)) &&
		    !instances_is_unknown(err))
			return instances_hint_end(err);
		if (spent > TRIES_MS) {
			if (!err->kind)
				err_set(err, ERR_SERVICE,
					"AWS does not terminate the test instance "
					"%s",
					id);
			return instances_hint_end(err);
		}
		if (c)
			step_waits(c,
				   err->kind ? "AWS cannot terminate the test instance "
					       "yet; retrying" :
					       "the test instance is terminating");
		if (c ? !step_sleep(c, gap, err) : !clock_sleep(gap, NULL))
			return false;
		gap = gap * 3 / 2 > 5000 ? 5000 : gap * 3 / 2;
	}
}
