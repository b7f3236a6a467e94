/* cli_words.c - values in shell lines, JSON parameters and JMESPath queries; see cli.h. */
#include "config.h"

#include <stdarg.h>
#include <string.h>

#include "base/shell.h"
#include "base/str.h"
#include "format/json.h"
#include "handoff/cli.h"
#include "pack/answers.h"
#include "resource/kind.h"

void cli_say(struct buf *out, const char *text, ...)
{
	va_list ap;

	va_start(ap, text);
	for (; *text; text++) {
		if (str_starts(text, "{}")) {
			shell_quote(out, va_arg(ap, const char *));
			text += strlen("{}") - 1;
		} else if (str_starts(text, "{!}")) {
			buf_str(out, va_arg(ap, const char *));
			text += strlen("{!}") - 1;
		} else {
			buf_char(out, *text);
		}
	}
	va_end(ap);
}

void cli_literal(struct buf *query, const struct json *value)
{
	struct buf text = BUF(BUF_TEXT);

	json_print(&text, value);
	buf_char(query, '`');
	for (const char *at = text.s; *at; at++)
		if (*at == '`')
			buf_str(query, "\\u0060");
		else
			buf_char(query, *at);
	buf_char(query, '`');
	buf_free(&text);
}

void cli_literal_text(struct buf *query, const char *text)
{
	struct json *value = json_string_new(text);

	cli_literal(query, value);
	json_free(value);
}

void cli_equals(struct buf *query, const char *path, const char *text)
{
	if (*text) {
		buf_fmt(query, "%s==", path);
		cli_literal_text(query, text);
	} else {
		buf_str(query, "`true`");
	}
}

void cli_tag(struct buf *query, const char *path, bool map)
{
	if (map)
		buf_fmt(query, "%s.\"" SETUP_TAG "\"", path);
	else
		buf_fmt(query, "%s[?Key==`\"" SETUP_TAG "\"`].Value|[0]", path);
}

void cli_tags_complete(struct buf *query, const char *path, const struct json *tags,
		       bool map)
{
	struct json *list = tags_to_aws(tags);

	if (!map) {
		buf_fmt(query, "length((%s||`[]`)[?contains(", path);
		cli_literal(query, list);
		buf_fmt(query, ",@)])==`%zu`", json_count(list));
	}
	json_each(tag, map ? tags : NULL) {
		if (tag != json_first(tags))
			buf_str(query, "&&");
		buf_fmt(query, "%s.", path);
		json_quote(query, json_key(tag));
		buf_str(query, "==");
		cli_literal(query, tag);
	}
	json_free(list);
}

struct json *cli_params(const char *name, ...)
{
	struct json *params = json_object_new();
	va_list ap;

	va_start(ap, name);
	for (; name; name = va_arg(ap, const char *)) {
		const char *text = va_arg(ap, const char *);

		if (*text)
			json_put_str(params, name, text);
	}
	va_end(ap);
	return params;
}

char *cli_json(struct json *tree)
{
	struct buf text = BUF(BUF_TEXT);

	json_print(&text, tree);
	json_free(tree);
	return buf_take(&text);
}

char *cli_tags(const struct resource *r)
{
	return cli_json(tags_to_aws(resource_get(r, "tags")));
}
