/* candidates_json.c - candidates as JSON; see candidates.h. */
#include "config.h"

#include "base/mem.h"
#include "format/json.h"
#include "wizard/candidates_internal.h"

static const char *const fits[] = {
	[FIT_FULL] = "full",
	[FIT_MORE] = "more",
	[FIT_NEAR] = "near",
	[FIT_EVERYTHING] = "everything",
};

struct candidate candidate_load(const char *name, const struct json *found)
{
	return (struct candidate){ .name = xstrdup(name),
				   .arn = xstrdup(json_str(found, "arn")),
				   .path = xstrdup(json_str(found, "path")) };
}

struct json *candidate_row_event(const struct candidate_row *row)
{
	struct json *event = json_object_new(), *list;

	json_put_str(event, "event", "found");
	json_put_str(event, "value", row->value);
	json_put_str(event, "kind", row->kind);
	json_put_str(event, "of", row->of);
	json_put_str(event, "default", row->default_name);
	list = json_put(event, "candidates", json_list_new());
	for (size_t i = 0; i < row->count; i++) {
		const struct candidate *one = &row->items[i];
		struct json *j = json_push(list, json_object_new());

		json_put_str(j, "name", one->name);
		json_put_str(j, "arn", one->arn);
		json_put_str(j, "path", one->path);
		json_put_str(j, "fits", fits[one->fit]);
		json_put(j, "missing", json_copy(one->missing));
		json_put_str(j, "text", one->text);
	}
	if (row->taken)
		json_put_str(event, "taken", row->taken);
	return event;
}
