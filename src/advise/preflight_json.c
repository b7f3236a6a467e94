/* preflight_json.c - required actions and the rows of the event out of JSON; see preflight.h. */
#include "config.h"

#include <stdlib.h>

#include "advise/preflight.h"
#include "advise/preflight_internal.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"

struct required_action required_action_read(const struct json *row)
{
	return (struct required_action){
		.action = json_str(row, "action"), .resource = json_str(row, "resource"),
		.key = json_str(row, "key"), .value = json_str(row, "value"),
		.boundary_by = json_str(row, "boundary_by"),
		.cluster = json_str(row, "cluster"), .verb = json_str(row, "verb"),
		.group = json_str(row, "group"), .plural = json_str(row, "plural"),
		.name_space = json_str(row, "namespace"), .name = json_str(row, "name"),
	};
}

struct required_actions required_actions_load(struct json *list)
{
	struct required_actions all = { .list = list };

	all.item = xcalloc(json_count(list) + 1, sizeof(*all.item));
	json_each(row, list)
		all.item[all.count++] = required_action_read(row);
	return all;
}

void required_actions_free(struct required_actions *all)
{
	free(all->item);
	json_free(all->list);
	*all = (struct required_actions){ 0 };
}

struct held_policy held_policy_read(const struct json *policy)
{
	return (struct held_policy){ json_str(policy, "name"), json_get(policy, "document") };
}

struct json *preflight_row_new(const char *id, const char *label)
{
	struct json *row = json_object_new();

	json_put_str(row, "id", id);
	json_put_str(row, "says", label);
	json_put(row, "lacks", json_list_new());
	return row;
}

struct preflight_row preflight_row_read(const struct json *row)
{
	return (struct preflight_row){
		.id = json_str(row, "id"),
		.label = json_str(row, "says"),
		.verdict = json_str(row, "verdict"),
		.lacks = json_get(row, "lacks"),
	};
}

struct preflight_row preflight_step(const struct json *event, const char *id)
{
	json_each(row, json_get(event, "steps"))
		if (str_eq(preflight_row_read(row).id, id))
			return preflight_row_read(row);
	return preflight_row_read(NULL);
}
