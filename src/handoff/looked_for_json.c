/* looked_for_json.c - see looked_for.h. */
#include "config.h"

#include "format/json.h"
#include "handoff/looked_for.h"

struct json *looked_for_row(const struct looked_for *one)
{
	struct json *row = json_object_new();

	json_put_str(row, "of", one->of);
	json_put_str(row, "name", one->name);
	json_put_str(row, "value", one->value);
	return row;
}

struct looked_for looked_for_read(const struct json *row)
{
	return (struct looked_for){
		.of = json_str(row, "of"),
		.name = json_str(row, "name"),
		.value = json_str(row, "value"),
	};
}
