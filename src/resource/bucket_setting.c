/* bucket_setting.c - see bucket_setting.h. */
#include "config.h"

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/resource.h"
#include "resource/bucket_setting.h"
#include "resource/resource_call.h"

/* In the order in which they can be set: an ACL is refused before ownership allows it. */
static const struct setting {
	const char *name;	/* of the resource's member */
	const char *document;	/* in the document: S3's own word */
	const char *reply;	/* the member of the answer that is the setting; NULL: all */
	enum aws_op_id get, put, drop;	/* drop: where none is wanted */
} settings[] = {
	{ "versioning", "VersioningConfiguration", NULL,
	  OP_S3_GET_BUCKET_VERSIONING, OP_S3_PUT_BUCKET_VERSIONING,
	  OP_S3_PUT_BUCKET_VERSIONING },
	{ "encryption", "ServerSideEncryptionConfiguration", NULL,
	  OP_S3_GET_BUCKET_ENCRYPTION, OP_S3_PUT_BUCKET_ENCRYPTION,
	  OP_S3_DELETE_BUCKET_ENCRYPTION },
	{ "public-access", "PublicAccessBlockConfiguration", NULL,
	  OP_S3_GET_PUBLIC_ACCESS_BLOCK, OP_S3_PUT_PUBLIC_ACCESS_BLOCK,
	  OP_S3_DELETE_PUBLIC_ACCESS_BLOCK },
	{ "ownership", "OwnershipControls", NULL,
	  OP_S3_GET_BUCKET_OWNERSHIP_CONTROLS, OP_S3_PUT_BUCKET_OWNERSHIP_CONTROLS,
	  OP_S3_DELETE_BUCKET_OWNERSHIP_CONTROLS },
	{ "acl", "ACL", "ACL", OP_S3_GET_BUCKET_ACL, OP_S3_PUT_BUCKET_ACL,
	  OP_S3_PUT_BUCKET_ACL },
	{ "lifecycle", "LifecycleConfiguration", NULL,
	  OP_S3_GET_BUCKET_LIFECYCLE, OP_S3_PUT_BUCKET_LIFECYCLE,
	  OP_S3_DELETE_BUCKET_LIFECYCLE },
};
#define SETTINGS (sizeof(settings) / sizeof(*settings))

const char *const bucket_settings[] = { "versioning", "encryption", "public-access",
					"ownership",  "acl",	    "lifecycle",
					NULL };

struct json *bucket_params(const struct resource *resource)
{
	struct json *p = params("Bucket", resource->name, NULL);

	if (*resource_str(resource, "account"))
		json_put_str(p, "ExpectedBucketOwner", resource_str(resource, "account"));
	return p;
}

/* --- one shape ------------------------------------------------------------------ */

/* As answers have it: scalars are texts, "Rules" are several of "Rule". */
static struct json *bucket_setting_shaped(const struct json *j)
{
	struct buf text = BUF(BUF_TEXT);
	struct json *out;

	if (json_type(j) == JSON_OBJECT) {
		out = json_object_new();
		json_each(member, j)
			json_put(out,
				 str_eq(json_key(member), "Rules") ? "Rule" :
								     json_key(member),
				 bucket_setting_shaped(member));
	} else if (json_type(j) == JSON_LIST) {
		out = json_list_new();
		json_each(item, j)
			json_push(out, bucket_setting_shaped(item));
	} else if (json_text(j)) {
		out = json_copy(j);
	} else {
		json_print(&text, j);
		out = json_string_new(text.s);
	}
	buf_free(&text);
	return out;
}

bool bucket_settings_fill(struct resource *resource, struct err *err)
{
	json_each(member, resource_get(resource, "document")) {
		size_t i = 0;

		while (i < SETTINGS && !str_eq(settings[i].document, json_key(member)))
			i++;
		if (i == SETTINGS) {
			err_set(err, ERR_INPUT, "bucket '%s': unknown setting '%s'",
				resource->name, json_key(member));
			return err_hint(err,
					"fix the template: 'accredit templates check DIR'");
		}
		resource_put(resource, settings[i].name, bucket_setting_shaped(member));
	}
	resource_drop(resource, "document");
	return true;
}

static bool bucket_setting_holds(const struct json *found, const struct json *wanted);

/* One thing is as good as a list of one. */
static bool bucket_setting_some_holds(const struct json *found, const struct json *wanted)
{
	if (json_type(found) != JSON_LIST || json_type(wanted) == JSON_LIST)
		return bucket_setting_holds(found, wanted);
	json_each(one, found)
		if (bucket_setting_holds(one, wanted))
			return true;
	return false;
}

/* Whether all that is wanted is so; found may have more. */
static bool bucket_setting_holds(const struct json *found, const struct json *wanted)
{
	if (!found)
		return false;
	if (json_type(wanted) == JSON_LIST) {
		json_each(item, wanted)
			if (!bucket_setting_some_holds(found, item))
				return false;
		return true;
	}
	if (json_type(wanted) != JSON_OBJECT)
		return json_type(found) == JSON_LIST ?
			bucket_setting_some_holds(found, wanted) :
			json_equal(found, wanted);
	json_each(member, wanted)
		if (!bucket_setting_some_holds(json_get(found, json_key(member)), member))
			return false;
	return true;
}

/* --- reading -------------------------------------------------------------------- */

static bool bucket_setting_read_one(struct aws *a, const struct setting *s,
				    const struct resource *wanted, struct resource *found,
				    struct err *err)
{
	const struct json *want = resource_get(wanted, s->name), *have;
	struct json *reply = NULL;
	bool there;

	if (!call_if_there(a, s->get, bucket_params(wanted), &reply, &there, err))
		return false;
	if (there && s->reply) {
		/* "private": nobody but the owner is named. */
		const struct json *grant = json_path(reply, "AccessControlList.Grant");
		const char *owner = json_str(json_get(reply, "Owner"), "ID");
		bool ours = json_type(grant) == JSON_OBJECT &&
			str_eq(json_str(json_get(grant, "Grantee"), "ID"), owner) &&
			str_eq(json_str(grant, "Permission"), "FULL_CONTROL");

		json_put_str(reply, "ACL", ours ? "private" : "grants to others");
	}
	have = s->reply ? json_get(reply, s->reply) : reply;
	if (there && (json_count(have) || json_text(have)))
		resource_put(found, s->name,
			     json_copy(bucket_setting_holds(have, want) ? want : have));
	json_free(reply);
	return true;
}

bool bucket_settings_read(struct aws *a, const struct resource *wanted,
			  struct resource *found, struct err *err)
{
	for (size_t i = 0; i < SETTINGS; i++)
		if (resource_get(wanted, settings[i].name) &&
		    !bucket_setting_read_one(a, &settings[i], wanted, found, err))
			return false;
	return true;
}

/* --- setting -------------------------------------------------------------------- */

static void bucket_setting_add_rule(struct json *list, const struct json *rule)
{
	const char *id = json_str(rule, "ID");

	json_each(one, list)
		if (*id && str_eq(json_str(one, "ID"), id))
			return;
	json_push(list, json_copy(rule));
}

static void bucket_setting_add_rules(struct json *list, const struct json *rules)
{
	if (json_type(rules) == JSON_OBJECT)
		bucket_setting_add_rule(list, rules);
	else
		json_each(rule, rules)
			bucket_setting_add_rule(list, rule);
}

struct json *bucket_setting_back(const char *member, const struct json *was)
{
	struct json *off;

	if (str_eq(member, "acl"))
		return str_eq(json_text(was), "private") ? json_copy(was) : NULL;
	if (was || !str_eq(member, "versioning"))
		return was ? json_copy(was) : json_null_new();
	off = json_object_new();
	json_put_str(off, "Status", "Suspended");
	return off;
}

static bool bucket_setting_is_rule_of(const struct json *rule, const struct json *rules)
{
	const char *id = json_str(rule, "ID");

	if (json_type(rules) == JSON_OBJECT)
		return str_eq(json_str(rules, "ID"), id);
	json_each(one, rules)
		if (str_eq(json_str(one, "ID"), id))
			return true;
	return false;
}

/* Those whose ID ours have, or have not. */
static void bucket_setting_add_some(struct json *list, const struct json *rules,
				    const struct json *ours, bool of_ours)
{
	if (json_type(rules) == JSON_OBJECT &&
	    bucket_setting_is_rule_of(rules, ours) == of_ours)
		json_push(list, json_copy(rules));
	json_each(rule, json_type(rules) == JSON_LIST ? rules : NULL)
		if (bucket_setting_is_rule_of(rule, ours) == of_ours)
			json_push(list, json_copy(rule));
}

/* The rules that there are now but for those that were added, and what those replaced. */
static bool bucket_setting_rules_left(struct aws *a, const struct resource *wanted,
				      struct json **left, struct err *err)
{
	const struct json *ours = resource_path(wanted, "took_back.lifecycle.Rule");
	struct json *reply = NULL, *rules;
	bool there;

	if (!call_if_there(a, OP_S3_GET_BUCKET_LIFECYCLE, bucket_params(wanted), &reply,
			   &there, err))
		return false;
	rules = json_list_new();
	bucket_setting_add_some(rules, resource_path(wanted, "lifecycle.Rule"), ours, true);
	bucket_setting_add_some(rules, json_get(reply, "Rule"), ours, false);
	json_free(reply);
	*left = json_object_new();
	if (json_count(rules))
		json_put(*left, "Rule", rules);
	else
		json_free(rules);
	return true;
}

/* Of one that is taken back: exactly what is wanted, or none. */
static bool bucket_setting_set_back(struct aws *a, const struct setting *s,
				    const struct resource *wanted, const struct json *have,
				    char *request_id, struct err *err)
{
	const struct json *want = resource_get(wanted, s->name);
	struct json *p, *value;

	if (!want || json_equal(want, have) || (!have && json_type(want) == JSON_NULL))
		return true;
	value = json_copy(want);
	if (str_eq(s->name, "lifecycle")) {
		json_free(value);
		if (!bucket_setting_rules_left(a, wanted, &value, err))
			return false;
	}
	p = bucket_params(wanted);
	if (!json_count(value) && !json_text(value)) {
		json_free(value);
		return call_gone(a, s->drop, p, request_id, err);
	}
	json_put(p, s->document, value);
	return call(a, s->put, p, NULL, request_id, err);
}

bool bucket_settings_make(struct aws *a, const struct resource *wanted,
			  const struct resource *found, char *request_id, struct err *err)
{
	for (size_t i = 0; i < SETTINGS && resource_get(wanted, "took_back"); i++)
		if (!bucket_setting_set_back(a, &settings[i], wanted,
					     resource_get(found, settings[i].name),
					     request_id, err))
			return false;
	for (size_t i = 0; i < SETTINGS; i++) {
		const struct setting *s = &settings[i];
		const struct json *want = resource_get(wanted, s->name);
		const struct json *have = resource_get(found, s->name);
		struct json *p, *value, *rules;

		if (!want || bucket_setting_holds(have, want) ||
		    resource_get(wanted, "took_back"))
			continue;
		if (!found && str_eq(json_text(want), "private"))
			continue;	/* what S3 makes is */
		value = json_copy(want);
		/* a lifecycle is set as a whole: what others wrote into it is kept */
		if (str_eq(s->name, "lifecycle") && json_get(have, "Rule")) {
			rules = json_list_new();
			bucket_setting_add_rules(rules, json_get(want, "Rule"));
			bucket_setting_add_rules(rules, json_get(have, "Rule"));
			json_put(value, "Rule", rules);
		}
		p = bucket_params(wanted);
		json_put(p, s->document, value);
		if (!call(a, s->put, p, NULL, request_id, err))
			return false;
	}
	return true;
}
