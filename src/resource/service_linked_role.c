/*
 * service_linked_role.c - the role that a service of AWS makes for itself; its
 * name here is that of the service ("spot.amazonaws.com"). It is there or not:
 * trust, policy and name are the service's.
 */
#include "config.h"

#include <stdlib.h>

#include "aws/aws_error.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/resource.h"
#include "resource/kind.h"
#include "resource/resource_call.h"

static bool service_linked_role_linked_read(struct aws *a, const struct resource *wanted,
					    struct resource **found, struct err *err)
{
	const char *service = wanted->name;
	char *path = xasprintf("/aws-service-role/%s/", service);
	struct json *reply = NULL;
	const struct json *role;
	bool ok = call(a, OP_IAM_LIST_ROLES, params("PathPrefix", path, NULL), &reply, NULL,
		       err);

	*found = NULL;
	role = json_first(json_get(reply, "Roles"));
	if (ok && role) {
		*found = resource_new("", "service-linked-role", service);
		resource_put_str(*found, "role", json_str(role, "RoleName"));
		resource_put_str(*found, "arn", json_str(role, "Arn"));
	}
	json_free(reply);
	free(path);
	return ok;
}

static bool service_linked_role_linked_make(struct aws *a, const struct resource *wanted,
					    const struct resource *found, char *request_id,
					    struct err *err)
{
	(void)found;
	if (call(a, OP_IAM_CREATE_SERVICE_LINKED_ROLE,
		 params("AWSServiceName", wanted->name, NULL), NULL, request_id, err))
		return true;
	if (err->aws_error == AWS_ERROR_CONFLICT) /* it is there: the runner looks again */
		err_hint(err,
			 "the role exists, but the list of roles does not show it yet: try "
			 "again in a minute");
	return false;
}

/*
 * The service itself checks that nothing uses the role, and that takes a while.
 * To ask again for a deletion that is in progress gives the same task.
 */
static bool service_linked_role_linked_remove(struct aws *a, const struct resource *found,
					      char *request_id, struct err *err)
{
	struct json *task = NULL, *reply = NULL;
	const char *status;
	bool ok;

	if (!call(a, OP_IAM_DELETE_SERVICE_LINKED_ROLE,
		  params("RoleName", resource_str(found, "role"), NULL), &task, request_id,
		  err))
		return call_was_gone(err);
	ok = call(a, OP_IAM_GET_SERVICE_LINKED_ROLE_DELETION_STATUS,
		  params("DeletionTaskId", json_str(task, "DeletionTaskId"), NULL), &reply,
		  NULL, err);
	status = json_str(reply, "Status");
	if (ok && str_eq(status, "FAILED")) {
		const struct json *reason = json_get(reply, "Reason");
		struct buf list = BUF(300);

		/* "us-east-1: arn:...", for each thing that keeps the service busy. */
		json_each(usage, json_get(reason, "RoleUsageList"))
			json_each(thing, json_get(usage, "Resources"))
				buf_fmt(&list, "%s%s: %s", list.len ? ", " : "",
					json_str(usage, "Region"), json_text(thing));
		err_set(err, ERR_SERVICE, "the service-linked role '%s' is kept: %s%s%s",
			resource_str(found, "role"), json_str(reason, "Reason"),
			list.len ? ": " : "", list.s);
		err_hint(err, "stop what uses %s", found->name);
		buf_free(&list);
		ok = false;
	} else if (ok && !str_eq(status, "SUCCEEDED")) {
		ok = err_set(err, ERR_SERVICE,
			     "AWS is still checking whether anything uses the "
			     "service-linked role '%s'",
			     resource_str(found, "role"));
		err_hint(err, "try again in a minute");
		err->aws_error = AWS_ERROR_NOT_READY;
	}
	json_free(reply);
	json_free(task);
	return ok;
}

const struct resource_kind kind_service_linked_role = {
	.name = "service-linked-role",
	.read = service_linked_role_linked_read,
	.make = service_linked_role_linked_make,
	.remove = service_linked_role_linked_remove,
};
