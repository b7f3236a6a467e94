/* awaited_json.c - the rows of what a hand-off waits for; see awaited.h. */
#include "config.h"

#include "format/json.h"
#include "wizard/awaited.h"

struct json *awaited_row(const struct awaited_missing *one)
{
	struct json *row = json_object_new();

	json_put_str(row, "id", one->id);
	json_put_str(row, "kind", one->kind);
	json_put_str(row, "name", one->name);
	json_put_str(row, "text", one->text);
	return row;
}

struct awaited_missing awaited_read(const struct json *row)
{
	return (struct awaited_missing){
		.id = json_str(row, "id"),
		.kind = json_str(row, "kind"),
		.name = json_str(row, "name"),
		.text = json_str(row, "text"),
	};
}
