/*
 * bucket_logging.c - where a bucket's access log goes. A thing of its own: S3
 * takes it only after the policy of the target lets the log in.
 */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "kinds/resource.h"
#include "resource/bucket_setting.h"
#include "resource/kind.h"
#include "resource/resource_call.h"

static bool bucket_logging_read(struct aws *a, const struct resource *wanted,
				struct resource **found, struct err *err)
{
	struct json *reply = NULL;
	const struct json *on;
	bool there;

	*found = NULL;
	if (!call_if_there(a, OP_S3_GET_BUCKET_LOGGING, bucket_params(wanted), &reply,
			   &there, err))
		return false;
	on = json_get(reply, "LoggingEnabled");
	if (*json_str(on, "TargetBucket")) {
		*found = resource_new("", "bucket-logging", wanted->name);
		resource_put(*found, "account", json_copy(resource_get(wanted, "account")));
		resource_put_str(*found, "target", json_str(on, "TargetBucket"));
		resource_put_str(*found, "prefix", json_str(on, "TargetPrefix"));
	}
	json_free(reply);
	return true;
}

static bool bucket_logging_make(struct aws *a, const struct resource *wanted,
				const struct resource *found, char *request_id,
				struct err *err)
{
	struct json *p = bucket_params(wanted);
	struct json *status = json_put(p, "BucketLoggingStatus", json_object_new());

	(void)found;
	json_put(status, "LoggingEnabled",
		 params("TargetBucket", resource_str(wanted, "target"), "TargetPrefix",
			resource_str(wanted, "prefix"), NULL));
	return call(a, OP_S3_PUT_BUCKET_LOGGING, p, NULL, request_id, err);
}

static bool bucket_logging_remove(struct aws *a, const struct resource *found,
				  char *request_id, struct err *err)
{
	struct json *p = bucket_params(found);

	json_put(p, "BucketLoggingStatus", json_object_new());
	return call_gone(a, OP_S3_PUT_BUCKET_LOGGING, p, request_id, err);
}

const struct resource_kind kind_bucket_logging = {
	.name = "bucket-logging",
	.read = bucket_logging_read,
	.make = bucket_logging_make,
	.remove = bucket_logging_remove,
};
