/* shorthand.c - see shorthand.h. */
#include "config.h"

#include <string.h>

#include "aws/shorthand.h"
#include "base/buf.h"
#include "format/json.h"

#define DEPTH_MAX 8
#define KEY_CHARS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._#/:-"

struct reader {
	const char *s;
	int depth;
};

static struct json *shorthand_read_value(struct reader *r, const char *ends);

static bool shorthand_take(struct reader *r, char c)
{
	if (*r->s != c)
		return false;
	r->s++;
	return true;
}

/* Up to one of ends; a backslash escapes any character. */
static struct json *shorthand_read_text(struct reader *r, const char *ends)
{
	struct buf text = BUF(BUF_TEXT);
	struct json *out;

	while (*r->s && !strchr(ends, *r->s)) {
		if (*r->s == '\\' && r->s[1])
			r->s++;
		buf_char(&text, *r->s++);
	}
	out = json_string_new(text.s);
	buf_free(&text);
	return out;
}

/* The length of a key that is followed by "="; 0: there is none. */
static size_t shorthand_key_at(const char *s)
{
	size_t n = strspn(s, KEY_CHARS);

	return s[n] == '=' ? n : 0;
}

/* The values of one key: up to the next key, or to the end. */
static bool shorthand_read_values(struct reader *r, struct json *to, const char *key,
				  const char *ends)
{
	do {
		struct json *value = shorthand_read_value(r, ends);

		if (!value)
			return false;
		json_add(to, key, value);
		if (*r->s && !strchr(ends, *r->s))
			return false;
	} while (*r->s == ',' && !shorthand_key_at(r->s + 1) && shorthand_take(r, ','));
	return true;
}

static bool shorthand_read_pairs(struct reader *r, struct json *to, const char *ends)
{
	do {
		size_t n = shorthand_key_at(r->s);
		struct buf key = BUF(256);
		bool ok;

		buf_add(&key, r->s, n);
		ok = n && !key.cut && !json_get(to, key.s);
		r->s += n + 1;
		ok = ok && shorthand_read_values(r, to, key.s, ends);
		buf_free(&key);
		if (!ok)
			return false;
	} while (shorthand_take(r, ','));
	return true;
}

static bool shorthand_read_items(struct reader *r, struct json *to)
{
	if (*r->s == ']')
		return true;
	do {
		struct json *item = shorthand_read_value(r, ",]");

		if (!item)
			return false;
		json_push(to, item);
	} while (shorthand_take(r, ','));
	return true;
}

static struct json *shorthand_read_inner(struct reader *r)
{
	bool list = *r->s++ == '[';
	struct json *out = list ? json_list_new() : json_object_new();
	bool ok = ++r->depth <= DEPTH_MAX &&
		(list ? shorthand_read_items(r, out) :
			shorthand_read_pairs(r, out, ",}")) &&
		shorthand_take(r, list ? ']' : '}');

	r->depth--;
	if (ok)
		return out;
	json_free(out);
	return NULL;
}

static struct json *shorthand_read_value(struct reader *r, const char *ends)
{
	if (*r->s == '\'' || *r->s == '"') {
		const char quote[] = { *r->s++, '\0' };
		struct json *out = shorthand_read_text(r, quote);

		if (shorthand_take(r, *quote))
			return out;
		json_free(out);
		return NULL;
	}
	if (*r->s == '[' || *r->s == '{')
		return shorthand_read_inner(r);
	return shorthand_read_text(r, ends);
}

struct json *shorthand_read(const char *s)
{
	struct reader r = { .s = s };
	struct json *out = json_object_new();

	if (shorthand_read_pairs(&r, out, ",") && !*r.s)
		return out;
	json_free(out);
	return NULL;
}
