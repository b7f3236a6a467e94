/* find_json.c - see find_json.h. */
#include "config.h"

#include "base/mem.h"
#include "format/json.h"
#include "keys/find_json.h"

static const char *const kinds[] = {
	[LOCATION_PROFILE] = "profile",
	[LOCATION_CSV] = "csv",
	[LOCATION_DOCUMENT] = "document",
	[LOCATION_ENVIRONMENT] = "environment",
};

struct json *key_locations_save(const struct key_location *locations, size_t n)
{
	struct json *list = json_list_new();

	for (size_t i = 0; i < n; i++) {
		struct json *j = json_push(list, json_object_new());

		json_put_str(j, "kind", kinds[locations[i].kind]);
		if (locations[i].file)
			json_put_str(j, "file", locations[i].file);
		if (locations[i].profile)
			json_put_str(j, "profile", locations[i].profile);
		if (locations[i].config)
			json_put(j, "config", json_bool_new(true));
	}
	return list;
}

struct json *key_lines_save(const struct key_line *lines, size_t n)
{
	struct json *list = json_list_new();

	for (size_t i = 0; i < n; i++) {
		struct json *j = json_push(list, json_object_new());

		json_put_str(j, "file", lines[i].file);
		json_put(j, "line", json_number_new((double)lines[i].number));
		if (lines[i].aws)
			json_put(j, "aws", json_bool_new(true));
		json_put_str(j, "why", lines[i].why);
	}
	return list;
}

struct key_line *key_lines_load(struct arena *a, const struct json *list, size_t *n)
{
	struct key_line *lines = NULL;

	*n = 0;
	json_each (row, list) {
		lines = arena_more(a, lines, *n, sizeof(*lines));
		lines[(*n)++] = (struct key_line){
			.file = arena_str(a, json_str(row, "file")),
			.number = (size_t)json_number(json_get(row, "line")),
			.aws = json_true(json_get(row, "aws")),
			.why = arena_str(a, json_str(row, "why")),
		};
	}
	return lines;
}

struct json *unread_files_save(const struct unread_file *files, size_t n)
{
	struct json *list = json_list_new();

	for (size_t i = 0; i < n; i++) {
		struct json *j = json_push(list, json_object_new());

		json_put_str(j, "file", files[i].file);
		json_put_str(j, "why", files[i].why);
	}
	return list;
}
