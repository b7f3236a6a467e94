/* instance.c - see instance.h. */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "kinds/resource.h"
#include "resource/instance.h"
#include "resource/resource_call.h"

#define UNKNOWN "InvalidInstanceID."	/* NotFound, Malformed */

/* What EC2 answers, ended machines too: it shows them for an hour. */
static bool instance_read_any(struct aws *a, const char *id, struct json **instance,
			      struct err *err)
{
	struct json *reply = NULL;
	bool ok = call(a, OP_EC2_DESCRIBE_INSTANCES, instance_params(id), &reply, NULL,
		       err);

	*instance = instance_of_reply(reply);
	json_free(reply);
	if (ok || !str_starts(err->code, UNKNOWN))
		return ok;
	*err = (struct err)ERR_INIT;
	return true;
}

bool instance_read(struct aws *a, const char *id, struct json **instance,
		   struct err *err)
{
	if (!instance_read_any(a, id, instance, err))
		return false;
	if (instance_has_ended(*instance)) {
		json_free(*instance);
		*instance = NULL;
	}
	return true;
}

bool instance_is_there(struct aws *a, const struct resource *wanted, struct err *err)
{
	const char *id = wanted->name, *by = resource_str(wanted, "named_by");
	struct json *instance;
	bool there;

	if (!instance_read_any(a, id, &instance, err))
		return false;
	there = instance && !instance_has_ended(instance);
	if (!there && instance)
		err_set(err, ERR_CHOICE, "the instance '%s' has been terminated", id);
	else if (!there)
		err_set(err, ERR_CHOICE, "there is no instance '%s' in %s", id,
			aws_region(a));
	if (!there) {
		err_field(err, by);
		err_hint(err,
			 "set a running instance of this Region with --set %s=ID, or leave "
			 "it empty",
			 *by ? by : "NAME");
	}
	json_free(instance);
	return there;
}
