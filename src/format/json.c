/* json.c - see json.h. */
#include "config.h"

#include <cjson/cJSON.h>
#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"

#define DEPTH 64

static cJSON *json_raw(const struct json *j)
{
	return (cJSON *)(void *)(uintptr_t)j;
}

static struct json *json_own(cJSON *j)
{
	return (struct json *)(void *)j;
}

/* Not zeroed: cJSON sets all that it reads. */
static void *json_must_alloc(size_t n)
{
	return xrealloc(NULL, n);
}

static void json_wipe_free(void *p)
{
	if (p)
		explicit_bzero(p, malloc_usable_size(p));
	free(p);
}

void json_start(void)
{
	cJSON_Hooks hooks = { .malloc_fn = json_must_alloc, .free_fn = json_wipe_free };

	cJSON_InitHooks(&hooks);
}

/* Says what is wrong at a byte of text, with its line and column, from 1. */
static bool json_wrong(struct err *err, const char *name, const char *text, size_t at,
		       const char *what)
{
	size_t line = 1, column = 1;

	for (size_t i = 0; i < at; i++) {
		column++;
		if (text[i] == '\n') {
			line++;
			column = 1;
		}
	}
	return err_set(err, ERR_INPUT, "%s, line %zu, column %zu: %s", name, line,
		       column, what);
}

/* Skips a string that begins at text[at]; the place after it, or 0. */
static size_t json_skip_string(const char *text, size_t n, size_t at)
{
	for (at++; at < n && text[at] != '"'; at++) {
		if (text[at] != '\\')
			continue;
		at++;
		if (at >= n || !memchr("\"\\/bfnrtu", text[at], 9))
			return 0;
		if (text[at] == 'u' && (n - at < 5 ||
		    strspn(text + at + 1, "0123456789abcdefABCDEF") < 4))
			return 0;
		if (text[at] == 'u' && !memcmp(text + at + 1, "0000", 4))
			return 0;
	}
	return at < n ? at + 1 : 0;
}

/* RFC 8259's number, which cJSON takes more loosely. Length, or 0. */
static size_t json_number_length(const char *s)
{
	const char *p = s + (*s == '-');
	size_t n = strspn(p, "0123456789");

	if (!n || (*p == '0' && n > 1))
		return 0;
	p += n;
	if (*p == '.') {
		n = strspn(p + 1, "0123456789");
		if (!n)
			return 0;
		p += n + 1;
	}
	if (*p == 'e' || *p == 'E') {
		p += 1 + (p[1] == '+' || p[1] == '-');
		n = strspn(p, "0123456789");
		if (!n)
			return 0;
		p += n;
	}
	return (size_t)(p - s);
}

/* What cJSON lets through: control bytes, odd numbers and escapes, depth. */
static bool json_check_text(const char *text, size_t n, const char *name, struct err *err)
{
	size_t depth = 0;

	if (!str_is_utf8(text, n) || memchr(text, '\0', n))
		return json_wrong(err, name, text, 0, "not UTF-8 text");
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c < 0x20 && c != '\t' && c != '\n' && c != '\r')
			return json_wrong(err, name, text, i, "a control character");
		if (c == '"') {
			size_t end = json_skip_string(text, n, i);

			if (!end)
				return json_wrong(err, name, text, i, "an invalid string");
			for (; i < end - 1; i++)
				if ((unsigned char)text[i] < 0x20)
					return json_wrong(
						err, name, text, i,
						"a control character in a string");
		} else if (c == '-' || (c >= '0' && c <= '9')) {
			size_t len = json_number_length(text + i);

			if (!len)
				return json_wrong(err, name, text, i, "not a number");
			i += len - 1;
		} else if (c == '{' || c == '[') {
			if (++depth > DEPTH)
				return json_wrong(err, name, text, i, "nested too deep");
		} else if (c == '}' || c == ']') {
			depth -= depth > 0;
		}
	}
	return true;
}

static bool json_check_twice(const cJSON *j, const char *name, struct err *err)
{
	const cJSON *a, *b;

	for (a = j->child; a; a = a->next) {
		for (b = cJSON_IsObject(j) ? a->next : NULL; b; b = b->next)
			if (str_eq(a->string, b->string))
				return err_set(
					err, ERR_INPUT,
					"%s: the key '%s' is used twice in one object",
					name, a->string);
		if (!json_check_twice(a, name, err))
			return false;
	}
	return true;
}

struct json *json_parse(const char *text, size_t n, const char *name, struct err *err)
{
	static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;
	const char *end = text;
	char *copy = xcalloc(1, n + 1);
	cJSON *j = NULL;

	memcpy(copy, text, n);
	if (json_check_text(copy, n, name, err)) {
		/* cJSON notes the place of its last error in one variable of its own. */
		pthread_mutex_lock(&one);
		j = cJSON_ParseWithLengthOpts(copy, n + 1, &end, true);
		pthread_mutex_unlock(&one);
		if (!j)
			json_wrong(err, name, copy, end ? (size_t)(end - copy) : 0,
				   "not JSON");
		else if (!json_check_twice(j, name, err)) {
			cJSON_Delete(j);
			j = NULL;
		}
	}
	explicit_bzero(copy, n);
	free(copy);
	return json_own(j);
}

void json_free(struct json *j)
{
	cJSON_Delete(json_raw(j));
}

struct json *json_copy(const struct json *j)
{
	cJSON *copy = j ? cJSON_Duplicate(json_raw(j), true) : NULL;

	if (copy && copy->string) {	/* the key stays behind */
		cJSON_free(copy->string);
		copy->string = NULL;
	}
	return json_own(copy);
}

enum json_type json_type(const struct json *j)
{
	const cJSON *c = json_raw(j);

	return !c ? JSON_NONE : cJSON_IsObject(c) ? JSON_OBJECT :
	       cJSON_IsArray(c) ? JSON_LIST : cJSON_IsString(c) ? JSON_STRING :
	       cJSON_IsNumber(c) ? JSON_NUMBER : cJSON_IsBool(c) ? JSON_BOOL :
	       JSON_NULL;
}

struct json *json_get(const struct json *object, const char *key)
{
	return object ? json_own(cJSON_GetObjectItemCaseSensitive(json_raw(object), key)) :
			NULL;
}

struct json *json_path(const struct json *j, const char *dotted)
{
	const struct json *at = j;

	while (at && *dotted) {
		size_t n = strcspn(dotted, ".");
		char part[128];

		if (n >= sizeof(part))
			return NULL;
		memcpy(part, dotted, n);
		part[n] = '\0';
		if (json_type(at) != JSON_LIST)
			at = json_get(at, part);
		else if (!*part || part[strspn(part, "0123456789")])
			at = NULL; /* only digits name a place in a list */
		else
			at = json_own(cJSON_GetArrayItem(json_raw(at), atoi(part)));
		dotted += n + (dotted[n] == '.');
	}
	return json_own(json_raw(at));
}

struct json *json_first(const struct json *j)
{
	return j ? json_own(json_raw(j)->child) : NULL;
}

struct json *json_next(const struct json *child)
{
	return child ? json_own(json_raw(child)->next) : NULL;
}

size_t json_count(const struct json *j)
{
	return j ? (size_t)cJSON_GetArraySize(json_raw(j)) : 0;
}

const char *json_key(const struct json *child)
{
	return child ? json_raw(child)->string : NULL;
}

const char *json_text(const struct json *j)
{
	return json_type(j) == JSON_STRING ? json_raw(j)->valuestring : NULL;
}

const char *json_str(const struct json *object, const char *key)
{
	const char *s = json_text(json_get(object, key));

	return s ? s : "";
}

double json_number(const struct json *j)
{
	return json_type(j) == JSON_NUMBER ? json_raw(j)->valuedouble : 0;
}

bool json_true(const struct json *j)
{
	return j && cJSON_IsTrue(json_raw(j));
}

bool json_has(const struct json *list, const char *text)
{
	json_each(item, list)
		if (str_eq(json_text(item), text))
			return true;
	return false;
}

struct json *json_object_new(void)
{
	return json_own(cJSON_CreateObject());
}

struct json *json_list_new(void)
{
	return json_own(cJSON_CreateArray());
}

struct json *json_string_new(const char *s)
{
	return json_own(cJSON_CreateString(s));
}

struct json *json_number_new(double n)
{
	return json_own(cJSON_CreateNumber(n));
}

struct json *json_bool_new(bool b)
{
	return json_own(cJSON_CreateBool(b));
}

struct json *json_null_new(void)
{
	return json_own(cJSON_CreateNull());
}

struct json *json_put(struct json *object, const char *key, struct json *value)
{
	cJSON *item = value ? json_raw(value) : cJSON_CreateNull();

	if (json_get(object, key))
		cJSON_ReplaceItemInObjectCaseSensitive(json_raw(object), key, item);
	else
		cJSON_AddItemToObject(json_raw(object), key, item);
	return json_own(item);
}

struct json *json_push(struct json *list, struct json *value)
{
	cJSON *item = value ? json_raw(value) : cJSON_CreateNull();

	cJSON_AddItemToArray(json_raw(list), item);
	return json_own(item);
}

struct json *json_put_str(struct json *object, const char *key, const char *s)
{
	return json_put(object, key, s ? json_string_new(s) : NULL);
}

void json_add(struct json *object, const char *key, struct json *value)
{
	struct json *there = json_get(object, key), *list;

	if (!there) {
		json_put(object, key, value);
	} else if (json_type(there) == JSON_LIST) {
		json_push(there, value);
	} else {
		list = json_list_new();
		json_push(list, json_copy(there));
		json_push(list, value);
		json_put(object, key, list);
	}
}

void json_drop(struct json *object, const char *key)
{
	cJSON_DeleteItemFromObjectCaseSensitive(json_raw(object), key);
}

struct json *json_shift(struct json *list)
{
	return list ? json_own(cJSON_DetachItemFromArray(json_raw(list), 0)) : NULL;
}

bool json_equal(const struct json *a, const struct json *b)
{
	return a == b || (a && b && cJSON_Compare(json_raw(a), json_raw(b), true));
}

static void json_newline(struct buf *out, int depth, bool pretty)
{
	if (!pretty)
		return;
	buf_char(out, '\n');
	while (depth-- > 0)
		buf_str(out, "  ");
}

void json_quote(struct buf *out, const char *s)
{
	static const char from[] = "\"\\\n\r\t", to[] = "\"\\nrt";
	const char *at, *run = s;

	buf_char(out, '"');
	for (; *s; s++) {
		if ((unsigned char)*s >= 0x20 && *s != 0x7f && *s != '"' && *s != '\\')
			continue;
		buf_add(out, run, (size_t)(s - run));
		run = s + 1;
		at = strchr(from, *s);
		if (at)
			buf_fmt(out, "\\%c", to[at - from]);
		else
			buf_fmt(out, "\\u%04x", (unsigned char)*s);
	}
	buf_add(out, run, (size_t)(s - run));
	buf_char(out, '"');
}

/* Our own printer: an empty list stays on one line, and the indent is ours. */
static void json_print_value(struct buf *out, const struct json *j, int depth, bool pretty)
{
	enum json_type type = json_type(j);

	if (type == JSON_STRING) {
		json_quote(out, json_text(j));
		return;
	}
	if (type != JSON_OBJECT && type != JSON_LIST) {
		char *s = cJSON_PrintUnformatted(json_raw(j));

		buf_str(out, s);
		cJSON_free(s);
		return;
	}
	buf_char(out, type == JSON_OBJECT ? '{' : '[');
	json_each(child, j) {
		if (child != json_first(j))
			buf_char(out, ',');
		json_newline(out, depth + 1, pretty);
		if (json_key(child)) {
			json_quote(out, json_key(child));
			buf_str(out, pretty ? ": " : ":");
		}
		json_print_value(out, child, depth + 1, pretty);
	}
	if (json_first(j))
		json_newline(out, depth, pretty);
	buf_char(out, type == JSON_OBJECT ? '}' : ']');
}

void json_print(struct buf *out, const struct json *j)
{
	json_print_value(out, j, 0, false);
}

void json_pretty(struct buf *out, const struct json *j)
{
	json_print_value(out, j, 0, true);
	buf_char(out, '\n');
}
