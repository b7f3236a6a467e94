/* iam_path.c - see iam_path.h. */
#include "config.h"

#include "aws/denied.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "kinds/resource.h"
#include "resource/iam_path.h"
#include "resource/kind.h"

const char *iam_path(const struct resource *wanted)
{
	return *resource_str(wanted, "path") ? resource_str(wanted, "path") : "/";
}

bool iam_path_stays(const char *says, const struct resource *wanted,
		    const struct resource *found, struct err *err)
{
	const char *path_by = resource_str(wanted, "path_by");
	const char *named_by = resource_str(wanted, "named_by");

	if (!resource_get(found, "path") ||
	    str_eq(resource_str(found, "path"), iam_path(wanted)))
		return true;
	err_set(err, ERR_CHOICE, "the %s '%s' has the path %s, not %s, and IAM cannot change a "
		"path", says, wanted->name, iam_path(found), iam_path(wanted));
	err_field(err, *path_by ? path_by : named_by);
	if (*path_by)
		return err_hint(err, "set its path with --set %s=%s", path_by,
				iam_path(found));
	if (*named_by)
		return err_hint(err, "choose another name with --set %s=NAME", named_by);
	return err_hint(err, "create it again with the path %s", iam_path(wanted));
}

bool boundary_required(const struct resource *wanted, struct err *err)
{
	const char *by = resource_str(wanted, "boundary_by");

	if (err->kind == ERR_DENIED && *by && str_eq(denied_policy_type(err->text), "scp"))
		err_hint(err,
			 "ask whether your organization requires a permissions boundary: "
			 "if so, undo this run and run setup with --set %s=ARN; otherwise "
			 "the statement that denies it must be removed from %s",
			 by, denied_policy_label("scp"));
	return false;
}

bool boundary_set(struct aws *a, const char *kind, const struct resource *wanted,
		  const struct resource *found, char *request_id, struct err *err)
{
	const char *arn = resource_str(wanted, "boundary");
	struct resource *boundary;
	bool ok;

	if (!resource_get(wanted, "boundary") ||
	    str_eq(arn, resource_str(found, "boundary")))
		return true;
	boundary = resource_new("", kind, arn);
	resource_put_str(boundary, kind_find(kind)->parent, wanted->name);
	ok = *arn ? resource_kind_find(kind)->make(a, boundary, NULL, request_id, err) :
		    resource_kind_find(kind)->remove(a, boundary, request_id, err);
	resource_free(boundary);
	return ok;
}
