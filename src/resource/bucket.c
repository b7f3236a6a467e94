/*
 * bucket.c - an S3 bucket of this account and region with its settings. It is
 * deleted only when nothing is in it.
 */
#include "config.h"

#include <string.h>

#include "aws/aws_error.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/resource.h"
#include "resource/bucket_setting.h"
#include "resource/kind.h"
#include "resource/resource_call.h"
#include "resource/uses.h"

/* What names it among the answers. */
static const char *bucket_named_by(const struct resource *wanted)
{
	const char *by = resource_str(wanted, "named_by");

	return *by ? by : "NAME";
}

/* HEAD answers without words: who may not look, and whose it is not, look alike. */
static bool bucket_not_ours(const struct resource *wanted, const char *ours,
			    struct err *err)
{
	char region[sizeof(err->way.region)];	/* the one that was asked in the end */
	bool away;

	memcpy(region, err->way.region, sizeof(region));
	away = *region && !str_eq(region, ours);
	if (err->status == 403)
		err_set(err, ERR_CHOICE,
			"the bucket '%s'%s%s belongs to another account, or you are not "
			"allowed to read it (s3:ListBucket)",
			wanted->name, away ? " in the Region " : "", away ? region : "");
	else if (err->status >= 300 && err->status < 400)
		err_set(err, ERR_CHOICE,
			"the bucket '%s' is in another Region or belongs to "
			"another account",
			wanted->name);
	else
		return false;
	err_field(err, bucket_named_by(wanted));
	return err_hint(err, "choose another bucket with --set %s=NAME",
			bucket_named_by(wanted));
}

static bool bucket_read_tags(struct aws *a, const struct resource *wanted,
			     struct resource *found, struct err *err)
{
	struct json *reply = NULL, *list = json_list_new();
	const struct json *tag;
	bool there, ok = call_if_there(a, OP_S3_GET_BUCKET_TAGGING, bucket_params(wanted),
				       &reply, &there, err);

	tag = json_path(reply, "TagSet.Tag");
	if (json_type(tag) == JSON_OBJECT)
		json_push(list, json_copy(tag));
	else
		json_each(one, tag)
			json_push(list, json_copy(one));
	resource_put(found, "tags", tags_from_aws(list));
	json_free(list);
	json_free(reply);
	return ok;
}

static bool bucket_read(struct aws *a, const struct resource *wanted,
			struct resource **found, struct err *err)
{
	bool there;
	struct json *reply = NULL;
	bool ok;
	const char *region;

	*found = NULL;
	/* S3 has the names of all accounts in one list. */
	ok = call_if_there(a, OP_S3_HEAD_BUCKET, bucket_params(wanted), &reply, &there,
			   err);
	region = json_str(reply, "BucketRegion");
	if (!ok)
		bucket_not_ours(wanted, aws_region(a), err);
	else if (there && *region && !str_eq(region, aws_region(a))) {
		const char *ours = aws_region(a);

		err_set(err, ERR_CHOICE, "the bucket '%s' is in the Region %s, not in %s",
			wanted->name, region, ours);
		err_field(err, bucket_named_by(wanted));
		ok = err_hint(err,
			      "choose another bucket with --set %s=NAME, or that Region "
			      "with --set "
			      "REGION=%s",
			      bucket_named_by(wanted), region);
	}
	json_free(reply);
	if (!ok)
		return false;
	if (!there)
		return true;
	*found = resource_new("", "bucket", wanted->name);
	resource_put(*found, "account", json_copy(resource_get(wanted, "account")));
	if (bucket_read_tags(a, wanted, *found, err) &&
	    bucket_settings_read(a, wanted, *found, err))
		return true;
	resource_free(*found);
	*found = NULL;
	return call_was_gone(err);	/* it went meanwhile */
}

static struct json *bucket_tag_tree(const struct json *tags)
{
	struct json *tree = json_object_new();

	json_put(tree, "Tag", tags_to_aws(tags));
	return tree;
}

static bool bucket_create(struct aws *a, const struct resource *wanted, char *request_id,
			  struct err *err)
{
	struct json *p = params("Bucket", wanted->name, NULL);
	struct json *how = json_put(p, "CreateBucketConfiguration", json_object_new());

	/* the one region whose name S3 does not take here */
	if (!str_eq(aws_region(a), "us-east-1"))
		json_put_str(how, "LocationConstraint", aws_region(a));
	json_put(how, "Tags", bucket_tag_tree(resource_get(wanted, "tags")));
	if (call(a, OP_S3_CREATE_BUCKET, p, NULL, request_id, err))
		return true;
	if (str_eq(err->code, "BucketAlreadyExists")) {
		err->aws_error = AWS_ERROR_FATAL;
		err_hint(err,
			 "another account has a bucket of that name: choose another "
			 "with --set %s=NAME",
			 resource_str(wanted, "named_by"));
	}
	return false;
}

/* Tags are set as a whole, so all that are there go along. */
static bool bucket_tag(struct aws *a, const struct resource *wanted,
		       const struct resource *found, char *request_id, struct err *err)
{
	struct json *missing = tags_missing(wanted, found);
	struct json *all, *p;
	bool ok = true;

	if (json_count(missing)) {
		all = json_copy(resource_get(found, "tags"));
		json_each(one, missing)
			json_put(all, json_key(one), json_copy(one));
		p = bucket_params(wanted);
		json_put(json_put(p, "Tagging", json_object_new()), "TagSet",
			 bucket_tag_tree(all));
		json_free(all);
		ok = call(a, OP_S3_PUT_BUCKET_TAGGING, p, NULL, request_id, err);
	}
	json_free(missing);
	return ok;
}

bool bucket_untag(struct aws *a, const struct resource *found, struct json *keys,
		  struct err *err)
{
	struct json *left = json_object_new(), *p = bucket_params(found);
	bool ok;

	json_each(tag, resource_get(found, "tags"))
		if (!json_has(keys, json_key(tag)))
			json_put(left, json_key(tag), json_copy(tag));
	if (json_count(left)) {
		json_put(json_put(p, "Tagging", json_object_new()), "TagSet",
			 bucket_tag_tree(left));
		ok = call(a, OP_S3_PUT_BUCKET_TAGGING, p, NULL, NULL, err);
	} else {
		ok = call_gone(a, OP_S3_DELETE_BUCKET_TAGGING, p, NULL, err);
	}
	json_free(left);
	json_free(keys);
	return ok;
}

static bool bucket_make(struct aws *a, const struct resource *wanted,
			const struct resource *found, char *request_id, struct err *err)
{
	struct resource *made;
	bool ok;

	if (found) {
		ok = bucket_tag(a, wanted, found, request_id, err);
	} else {
		/* clouds that know an older S3 make the bucket and leave its tags out */
		made = resource_new("", wanted->kind, wanted->name);
		ok = bucket_create(a, wanted, request_id, err) &&
			bucket_read_tags(a, wanted, made, err) &&
			bucket_tag(a, wanted, made, request_id, err);
		resource_free(made);
	}
	return ok && bucket_settings_make(a, wanted, found, request_id, err);
}

/* What lies in it, old versions too: it stays with that. */
static bool bucket_users(struct aws *a, const struct resource *found,
			 struct resource_uses *uses, struct err *err)
{
	struct json *p = bucket_params(found), *reply = NULL;

	json_put_str(p, "MaxKeys", "1");
	if (!call(a, OP_S3_LIST_OBJECT_VERSIONS, p, &reply, NULL, err))
		return call_was_gone(err);
	if (json_get(reply, "Version") || json_get(reply, "DeleteMarker"))
		uses_add(uses, "objects in it", NULL)->attached = true;
	json_free(reply);
	return true;
}

static bool bucket_remove(struct aws *a, const struct resource *found, char *request_id,
			  struct err *err)
{
	if (call_gone(a, OP_S3_DELETE_BUCKET, bucket_params(found), request_id, err))
		return true;
	if (str_eq(err->code, "BucketNotEmpty"))
		err_hint(err,
			 "objects were written to it in the meantime: empty it, or keep it "
			 "and end the removal here");
	return false;
}

const struct resource_kind kind_bucket = {
	.name = "bucket",
	.read = bucket_read,
	.make = bucket_make,
	.remove = bucket_remove,
	.fill = bucket_settings_fill,
	.back = bucket_setting_back,
	.users = bucket_users,
};
