/* kind.c - see kind.h. */
#include "config.h"

#include <stddef.h>

#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "kinds/resource.h"
#include "resource/bulk_read.h"
#include "resource/kind.h"

#define ADDRESS(name) &kind_##name,
static const struct resource_kind *const kinds[] = { RESOURCE_KINDS(ADDRESS) };

const struct resource_kind *resource_kind_find(const char *name)
{
	const struct kind *k = kind_find(name);
	const char *code = k && k->calls.code ? k->calls.code : name;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (str_eq(kinds[i]->name, code))
			return kinds[i];
	return NULL;
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

void tags_take(struct resource *found, const struct json *item)
{
	if (json_true(json_get(item, LEARNED_NO_TAGS)))
		resource_put(found, "tags_unread", json_bool_new(true));
	else
		resource_put(found, "tags", tags_from_aws(json_get(item, "Tags")));
}

bool tags_unread(const struct resource *found)
{
	return json_true(resource_get(found, "tags_unread"));
}

struct json *tags_missing(const struct resource *wanted, const struct resource *found)
{
	struct json *out = json_object_new();

	json_each (tag, resource_get(wanted, "tags"))
		if (!json_equal(tag, json_get(resource_get(found, "tags"), json_key(tag))))
			json_put(out, json_key(tag), json_copy(tag));
	return out;
}
