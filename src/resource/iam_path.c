/* iam_path.c - see iam_path.h. */
#include "config.h"

#include "aws/denied.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "resource/iam_path.h"
#include "resource/kind.h"

const char *iam_path(const struct json *wanted)
{
	return *json_str(wanted, "path") ? json_str(wanted, "path") : "/";
}

bool iam_path_stays(const char *says, const struct json *wanted, const struct json *found,
		    struct err *err)
{
	const char *path_by = json_str(wanted, "path_by");
	const char *named_by = json_str(wanted, "named_by");

	if (!json_get(found, "path") || str_eq(json_str(found, "path"), iam_path(wanted)))
		return true;
	err_set(err, ERR_CHOICE, "the %s '%s' has the path %s, not %s, and IAM cannot change a "
		"path", says, json_str(wanted, "name"), iam_path(found), iam_path(wanted));
	err_field(err, *path_by ? path_by : named_by);
	if (*path_by)
		return err_hint(err, "give its path with --set %s=%s", path_by, iam_path(found));
	if (*named_by)
		return err_hint(err, "choose another name with --set %s=NAME", named_by);
	return err_hint(err, "create it again with the path %s", iam_path(wanted));
}

bool boundary_required(const struct json *wanted, struct err *err)
{
	const char *by = json_str(wanted, "boundary_by");

	if (err->kind == ERR_DENIED && *by && str_eq(denied_policy_type(err->text), "scp"))
		err_hint(err,
			 "ask whether the organization requires a permissions boundary: if "
			 "so, "
			 "undo this run and run setup with --set %s=ARN; else the "
			 "statement that "
			 "denies it must go from %s",
			 by, denied_policy_label("scp"));
	return false;
}

bool boundary_set(struct aws *a, const char *kind, const struct json *wanted,
		  const struct json *found, char *request_id, struct err *err)
{
	const char *arn = json_str(wanted, "boundary");
	struct json *boundary;
	bool ok;

	if (!json_get(wanted, "boundary") || str_eq(arn, json_str(found, "boundary")))
		return true;
	boundary = json_object_new();
	json_put_str(boundary, "kind", kind);
	json_put_str(boundary, "name", arn);
	json_put_str(boundary, kind_find(kind)->parent, json_str(wanted, "name"));
	ok = *arn ? resource_kind_find(kind)->make(a, boundary, NULL, request_id, err) :
		    resource_kind_find(kind)->remove(a, boundary, request_id, err);
	json_free(boundary);
	return ok;
}
