/* accepted.c - see accepted.h. */
#include "config.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mask.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/accepted.h"
#include "plan/extra.h"
#include "plan/record.h"

static const char *const keys[] = { "of", "kind", "name", "digest" };
#define KEYS (sizeof(keys) / sizeof(*keys))

static bool accepted_is_extra(const struct json *event)
{
	return str_eq(json_str(event, "event"), "extra");
}

struct json *accepted_read(const struct record *r)
{
	char *path = r ? record_file(r, "accepted.json") : NULL;
	struct json *all = NULL, *rows;
	struct buf text = BUF(BUF_TEXT);
	struct err ignored = ERR_INIT;
	bool missing = false;

	if (path && file_read(path, &text, &missing, &ignored) && !missing)
		all = json_parse(text.s, text.len, path, &ignored);
	rows = json_copy(json_get(all, "accepted"));
	json_free(all);
	buf_free(&text);
	free(path);
	if (json_type(rows) == JSON_LIST)
		return rows;
	json_free(rows);
	return json_list_new();
}

static bool accepted_is_same(const struct json *a, const struct json *b)
{
	for (size_t i = 0; i < KEYS; i++)
		if (!str_eq(json_str(a, keys[i]), json_str(b, keys[i])))
			return false;
	return *json_str(a, "digest");
}

void accepted_mark(const struct record *r, struct json *events)
{
	struct json *rows = accepted_read(r);

	json_each(event, events)
		json_each(row,
			  accepted_is_extra(event) && !accepted_never(event) ? rows : NULL)
			if (accepted_is_same(row, event))
				json_put_str(event, "accepted", json_str(row, "time"));
	json_free(rows);
}

void accepted_mark_extras(const struct record *r, const struct extras *all)
{
	struct json *rows = accepted_read(r);

	for (size_t i = 0; i < all->count; i++) {
		struct extra *x = all->items[i];
		struct json *event = extra_event(x);

		json_each(row, x->kind && !accepted_never(x->members) ? rows : NULL)
			if (accepted_is_same(row, event))
				json_put_str(x->members, "accepted", json_str(row, "time"));
		json_free(event);
	}
	json_free(rows);
}

const char *accepted_never(const struct json *extra)
{
	if (json_true(json_get(extra, "everyone")))
		return "it opens the role to everyone";
	if (json_true(json_get(extra, "denies")))
		return "it denies what the template needs";
	return NULL;
}

bool accepted_differs(const struct json *extra)
{
	return !*json_str(extra, "accepted") && !*json_str(extra, "setup") &&
	       !json_true(json_get(extra, "asked")) &&
	       !json_true(json_get(extra, "never_matches"));
}

struct json *accepted_open(const struct json *events)
{
	struct json *list = json_list_new();

	json_each(event, events)
		if (accepted_is_extra(event) && accepted_differs(event) &&
		    !accepted_never(event))
			json_push(list, json_copy(event));
	return list;
}

bool accepted_save(struct record *r, struct json *events, struct err *err)
{
	struct json *all = json_object_new(), *rows;
	char *path = record_file(r, "accepted.json"), now[24];
	struct buf text = BUF(BUF_TEXT);
	bool ok;

	clock_iso(now, clock_wall());
	json_put(all, "v", json_number_new(1));
	rows = json_put(all, "accepted", json_list_new());
	json_each(event, events) {
		const char *was = json_str(event, "accepted");
		struct json *row;

		if (!accepted_is_extra(event) || accepted_never(event) ||
		    *json_str(event, "setup") || (!*was && !accepted_differs(event)))
			continue;
		row = json_push(rows, json_object_new());
		for (size_t i = 0; i < KEYS; i++)
			json_put_str(row, keys[i], json_str(event, keys[i]));
		json_put_str(row, "text", json_str(event, "text"));
		json_put_str(row, "time", *was ? was : now);
		if (!*was)
			json_put_str(event, "accepted", now);
	}
	json_pretty(&text, all);
	text.len = mask_text(text.s, text.len);
	ok = file_replace(path, text.s, text.len, err);
	buf_free(&text);
	json_free(all);
	free(path);
	return ok;
}
