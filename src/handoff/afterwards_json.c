/* afterwards_json.c - see afterwards.h. */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "handoff/afterwards.h"

struct json *afterwards_row(const struct afterwards *one)
{
	struct json *row = json_object_new();

	json_put_str(row, "id", one->id);
	json_put_str(row, "kind", one->kind);
	json_put_str(row, "name", one->name);
	json_put_str(row, "why", one->why);
	json_put_str(row, "command", one->command);
	return row;
}

struct afterwards afterwards_read(const struct json *row)
{
	return (struct afterwards){
		.id = json_str(row, "id"),
		.kind = json_str(row, "kind"),
		.name = json_str(row, "name"),
		.why = json_str(row, "why"),
		.command = json_str(row, "command"),
	};
}

const struct json *afterwards_find(const struct json *list, const char *id)
{
	json_each(one, list)
		if (str_eq(json_str(one, "id"), id))
			return one;
	return NULL;
}
