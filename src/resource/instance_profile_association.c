/*
 * instance_profile_association.c - the instance profile that a running machine
 * carries. A machine has one or none; another one that it carries is never taken
 * off. The platform's keys come to it within a minute, without a restart.
 *
 * Wanted: {"name": the machine's id, "profile", "state": "associated"}. Found:
 * {"name", "profile", "state", "association_id"}.
 */
#include "config.h"

#include <string.h>

#include "aws/aws_error.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/resource.h"
#include "resource/instance.h"
#include "resource/kind.h"
#include "resource/resource_call.h"

#define SET "iamInstanceProfileAssociationSet"

static bool instance_profile_association_fill(struct resource *wanted, struct err *err)
{
	(void)err;
	resource_put_str(wanted, "state", "associated");
	return true;
}

static bool instance_profile_association_read(struct aws *a, const struct resource *wanted,
					      struct resource **found, struct err *err)
{
	const char *id = wanted->name, *arn, *slash;
	struct json *p = json_object_new(), *filters = json_list_new(), *reply = NULL;
	struct json *filter = json_push(filters, json_object_new()), *values = json_list_new();
	bool ok;

	json_put_str(filter, "Name", "instance-id");
	json_push(values, json_string_new(id));
	json_put(filter, "Value", values);
	json_put(p, "Filter", filters);
	ok = call(a, OP_EC2_DESCRIBE_IAM_INSTANCE_PROFILE_ASSOCIATIONS, p, &reply, NULL,
		  err);
	*found = NULL;
	json_each(row, json_get(reply, SET)) {
		/* one that is being taken off is as good as gone */
		if (*found || !str_eq(json_str(row, "instanceId"), id) ||
		    !str_starts(json_str(row, "state"), "associat"))
			continue;
		*found = resource_new("", "instance-profile-association", id);
		arn = json_str(json_get(row, "iamInstanceProfile"), "arn");
		slash = strrchr(arn, '/');
		resource_put_str(*found, "profile", slash ? slash + 1 : arn);
		resource_put_str(*found, "state", json_str(row, "state"));
		resource_put_str(*found, "association_id", json_str(row, "associationId"));
	}
	json_free(reply);
	return ok;
}

/* One that is being associated is not there yet: the runner reads it again. */
static bool instance_profile_association_is_on_its_way(const struct resource *wanted,
						       const char *state, struct err *err)
{
	if (str_eq(state, "associated"))
		return true;
	err_set(err, ERR_SERVICE,
		"the instance '%s' does not use the instance profile '%s' yet",
		wanted->name, resource_str(wanted, "profile"));
	err_hint(err, "try again in a minute");
	err->aws_error = AWS_ERROR_NOT_READY;
	return false;
}

static bool instance_profile_association_make(struct aws *a, const struct resource *wanted,
					      const struct resource *found,
					      char *request_id, struct err *err)
{
	struct json *p, *reply = NULL;
	bool ok;

	if (found)
		return instance_profile_association_is_on_its_way(wanted,
								  resource_str(found,
									       "state"),
								  err);
	p = params("InstanceId", wanted->name, NULL);
	json_put(p, "IamInstanceProfile",
		 params("Name", resource_str(wanted, "profile"), NULL));
	ok = call(a, OP_EC2_ASSOCIATE_IAM_INSTANCE_PROFILE, p, &reply, request_id, err) &&
		instance_profile_association_is_on_its_way(
			wanted,
			json_str(json_get(reply, "iamInstanceProfileAssociation"), "state"),
			err);
	json_free(reply);
	return ok;
}

static bool instance_profile_association_remove(struct aws *a, const struct resource *found,
						char *request_id, struct err *err)
{
	return call(a, OP_EC2_DISASSOCIATE_IAM_INSTANCE_PROFILE,
		    params("AssociationId", resource_str(found, "association_id"), NULL),
		    NULL, request_id, err) ||
		call_was_gone(err);
}

/* Another profile on the machine is somebody's work: never taken off. */
static bool instance_profile_association_refuse(const struct resource *wanted,
						const struct resource *found,
						struct err *err)
{
	const char *by = resource_str(wanted, "named_by");

	if (str_eq(resource_str(wanted, "profile"), resource_str(found, "profile")))
		return true;
	err_set(err, ERR_CHOICE,
		"the instance '%s' already has another instance profile attached: '%s'",
		wanted->name, resource_str(found, "profile"));
	err_field(err, by);
	return err_hint(
		err,
		"set another instance with --set %s=ID, or none; or detach that profile "
		"first: aws ec2 disassociate-iam-instance-profile --association-id %s",
		*by ? by : "NAME", resource_str(found, "association_id"));
}

const struct resource_kind kind_instance_profile_association = {
	.name = "instance-profile-association",
	.read = instance_profile_association_read,
	.make = instance_profile_association_make,
	.remove = instance_profile_association_remove,
	.fill = instance_profile_association_fill,
	.refuse = instance_profile_association_refuse,
	.is_free = instance_is_there,
};
