/* kind.c - see kind.h. */
#include "config.h"

#include <stddef.h>

#include "base/str.h"
#include "format/json.h"
#include "resource/bulk_read.h"
#include "resource/kind.h"

static const struct resource_kind *const kinds[] = {
	&kind_role, &kind_role_policy, &kind_instance_profile,
	&kind_instance_profile_role, &kind_instance_profile_association,
	&kind_instance_metadata, &kind_user, &kind_user_policy, &kind_access_key,
	&kind_credentials_profile, &kind_credentials_csv, &kind_credentials_document,
	&kind_file, &kind_policy,
	&kind_role_policy_attachment, &kind_user_policy_attachment,
	&kind_service_linked_role, &kind_role_boundary, &kind_user_boundary,
	&kind_oidc_provider, &kind_bucket, &kind_bucket_policy, &kind_bucket_logging,
	&kind_queue, &kind_event_rule,
	&kind_cluster_access, &kind_service_account, &kind_namespace,
	&kind_pod_identity_association,
};
#define KINDS (sizeof(kinds) / sizeof(*kinds))

const struct resource_kind *resource_kind_find(const char *name)
{
	for (size_t i = 0; i < KINDS; i++)
		if (str_eq(kinds[i]->name, name))
			return kinds[i];
	return NULL;
}

const struct resource_kind *resource_kind_nth(size_t n)
{
	return n < KINDS ? kinds[n] : NULL;
}

const char *const *resource_kind_names(void)
{
	static const char *names[KINDS + 1];
	size_t n = 0;

	for (size_t i = 0; i < KINDS; i++)
		if (!kinds[i]->hidden)
			names[n++] = kinds[i]->name;
	return names;
}

struct json *tags_to_aws(const struct json *tags)
{
	struct json *list = json_list_new();

	json_each(tag, tags) {
		struct json *row = json_push(list, json_object_new());

		json_put_str(row, "Key", json_key(tag));
		json_put_str(row, "Value", json_text(tag));
	}
	return list;
}

struct json *tags_from_aws(const struct json *list)
{
	struct json *tags = json_object_new();

	json_each(row, list)
		json_put_str(tags, json_str(row, "Key"), json_str(row, "Value"));
	return tags;
}

void tags_take(struct json *found, const struct json *item)
{
	if (json_true(json_get(item, LEARNED_NO_TAGS)))
		json_put(found, "tags_unread", json_bool_new(true));
	else
		json_put(found, "tags", tags_from_aws(json_get(item, "Tags")));
}

bool tags_unread(const struct json *found)
{
	return json_true(json_get(found, "tags_unread"));
}

struct json *tags_missing(const struct json *wanted, const struct json *found)
{
	struct json *out = json_object_new();

	json_each(tag, wanted)
		if (!json_equal(tag, json_get(found, json_key(tag))))
			json_put(out, json_key(tag), json_copy(tag));
	return out;
}
