/* ini.c - see ini.h. */
#include "config.h"

#include <string.h>

#include "base/str.h"
#include "format/ini.h"
#include "format/json.h"

#define VALUE_MAX (64u << 10)

static bool ini_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static struct ini_part ini_trim(const char *text, struct ini_part p)
{
	while (p.len && ini_is_blank(text[p.at])) {
		p.at++;
		p.len--;
	}
	while (p.len && ini_is_blank(text[p.at + p.len - 1]))
		p.len--;
	return p;
}

/* Without the comment; in a property it must follow a blank. */
static struct ini_part ini_uncomment(const char *text, struct ini_part p, bool after_blank)
{
	for (size_t i = p.at; i < p.at + p.len; i++) {
		if (text[i] != '#' && text[i] != ';')
			continue;
		if (after_blank && (i == p.at || !ini_is_blank(text[i - 1])))
			continue;
		p.len = i - p.at;
		break;
	}
	return ini_trim(text, p);
}

static struct ini_line ini_broken(struct ini_line line, const char *why)
{
	line.kind = INI_BROKEN;
	line.why = why;
	return line;
}

static struct ini_line ini_section(const char *text, struct ini_line line)
{
	struct ini_part p = ini_uncomment(text, line.all, false);

	if (!p.len || text[p.at + p.len - 1] != ']')
		return ini_broken(line, "a section must end with ']'");
	line.kind = INI_SECTION;
	line.name = ini_trim(text, (struct ini_part){ p.at + 1, p.len - 2 });
	return line;
}

static struct ini_line ini_property(const char *text, struct ini_line line)
{
	struct ini_part p = ini_uncomment(text, line.all, true);
	const char *equals = memchr(text + p.at, '=', p.len);
	size_t key;

	if (!equals)
		return ini_broken(line, "an '=' is missing");
	key = (size_t)(equals - text) - p.at;
	line.kind = INI_PROPERTY;
	line.name = ini_trim(text, (struct ini_part){ p.at, key });
	line.value = ini_trim(text, (struct ini_part){ p.at + key + 1, p.len - key - 1 });
	return line.name.len ? line : ini_broken(line, "a property has no name");
}

struct ini_line ini_line(const char *text, size_t n, size_t at)
{
	const char *end = memchr(text + at, '\n', n - at);
	size_t len = end ? (size_t)(end - text) - at + 1 : n - at;
	struct ini_line line = { .all = { at, len } };
	struct ini_part p = { at, len - (end != NULL) };

	p = ini_trim(text, p);
	if (!p.len) {
		line.kind = INI_BLANK;
	} else if (text[at] == '#' || text[at] == ';') {
		line.kind = INI_COMMENT;
	} else if (text[at] == '[') {
		line.all.len -= end != NULL;
		line = ini_section(text, line);
		line.all.len = len;
	} else if (ini_is_blank(text[at])) {
		line.kind = INI_MORE;
		line.value = p;
	} else {
		line.all.len -= end != NULL;
		line = ini_property(text, line);
		line.all.len = len;
	}
	return line;
}

size_t ini_mark(const char *text, size_t n)
{
	return n >= 3 && !memcmp(text, "\xef\xbb\xbf", 3) ? 3 : 0;
}

bool ini_name_ok(const char *name)
{
	return *name && strspn(name, "abcdefghijklmnopqrstuvwxyz"
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-/.%@:+") == strlen(name);
}

/* --- from lines to a tree --------------------------------------------------- */

struct reader {
	struct json *tree;
	enum ini_file file;
	const char *text;
	struct json *section;	/* NULL: outside, or in one that is ignored */
	bool inside;		/* a section was begun, even an ignored one */
	bool has_key;		/* a property was begun, even an ignored one */
	bool has_subs;		/* ... with an empty value: sub-properties follow */
	bool prefixed;		/* [profile default] was seen: it beats [default] */
	struct buf key, value;
};

static struct json *ini_group(struct json *tree, const char *name)
{
	struct json *j = json_get(tree, name);

	return j ? j : json_put(tree, name, json_object_new());
}

static void ini_begin(struct reader *r, const char *in, const char *name)
{
	struct json *j = ini_group(r->tree, in);
	struct json *at = json_get(j, name);

	if (!ini_name_ok(name))
		return;
	r->section = at ? at : json_put(j, name, json_object_new());
}

/* The name after a prefix and blanks; NULL: another word, or no name. */
static const char *ini_after(const char *s, const char *prefix)
{
	size_t n = strlen(prefix);

	if (!str_starts(s, prefix) || !ini_is_blank(s[n]))
		return NULL;
	return s + n + strspn(s + n, " \t");
}

static void ini_begin_config(struct reader *r, const char *head)
{
	static const char *const others[] = { "sso-session", "services", NULL };
	const char *name = ini_after(head, "profile");

	if (str_eq(head, "default") && !r->prefixed) {
		ini_begin(r, "profiles", head);
	} else if (str_eq(name, "default") && !r->prefixed) {
		json_drop(ini_group(r->tree, "profiles"), name);
		r->prefixed = true;
	}
	if (name)
		ini_begin(r, "profiles", name);
	for (const char *const *o = others; *o; o++)
		if (ini_after(head, *o))
			ini_begin(r, *o, ini_after(head, *o));
}

static const char *ini_on_section(struct reader *r, const struct ini_line *line)
{
	struct buf head = BUF(VALUE_MAX);

	buf_add(&head, r->text + line->name.at, line->name.len);
	r->section = NULL;
	r->inside = true;
	r->has_key = false;
	if (r->file == INI_CONFIG)
		ini_begin_config(r, head.s);
	else
		ini_begin(r, "profiles", head.s);
	buf_free(&head);
	return NULL;
}

static const char *ini_keep(struct reader *r)
{
	if (r->value.cut)
		return "a value is longer than 64 KiB";
	if (r->section && ini_name_ok(r->key.s))
		json_put_str(r->section, r->key.s, r->value.s);
	return NULL;
}

static const char *ini_on_line(struct reader *r, const struct ini_line *line)
{
	const char *s;

	switch (line->kind) {
	case INI_BLANK:
	case INI_COMMENT:
		return NULL;
	case INI_SECTION:
		return ini_on_section(r, line);
	case INI_PROPERTY:
		if (!r->inside)
			return "a section is expected before this line";
		buf_reset(&r->key);
		buf_reset(&r->value);
		for (size_t i = 0; i < line->name.len; i++) {
			char c = r->text[line->name.at + i];

			buf_char(&r->key, c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
		}
		buf_add(&r->value, r->text + line->value.at, line->value.len);
		r->has_key = true;
		r->has_subs = !line->value.len;
		return ini_keep(r);
	case INI_MORE:
		s = r->text + line->value.at;
		if (!r->inside)
			return "a section is expected before this line";
		if (!r->has_key)
			return "a property is expected before this continuation";
		if (r->has_subs && !memchr(s, '=', line->value.len))
			return "an '=' is missing in a sub-property";
		if (r->has_subs && *s == '=')
			return "a sub-property has no name";
		buf_char(&r->value, '\n');
		buf_add(&r->value, s, line->value.len);
		return ini_keep(r);
	case INI_BROKEN:
		break;
	}
	return line->why;
}

bool ini_read(struct json *tree, const char *text, size_t n, enum ini_file file,
	      const char *path, struct err *err)
{
	struct reader r = { .tree = tree, .file = file, .text = text,
			    .key = BUF(VALUE_MAX), .value = BUF(VALUE_MAX) };
	const char *why = NULL, *nul = n ? memchr(text, '\0', n) : NULL;
	size_t number = 0;

	if (nul) {
		why = "there is a NUL byte in it";
		for (const char *s = text; s < nul; s++)
			number += *s == '\n';
		number++;
	}
	for (size_t at = ini_mark(text, n); at < n && !why; number++) {
		struct ini_line line = ini_line(text, n, at);

		why = ini_on_line(&r, &line);
		at += line.all.len;
	}
	buf_free(&r.key);
	buf_free(&r.value);
	if (!why)
		return true;
	err_set(err, ERR_INPUT, "'%s', line %zu: %s", path, number, why);
	return err_hint(err, "fix this line; the file was not changed");
}

bool ini_sub(const char *value, const char *name, struct buf *out)
{
	size_t n = strlen(value);

	for (size_t at = 0; at < n; ) {
		size_t len = strcspn(value + at, "\n");
		struct ini_part p = { at, len };
		const char *equals = memchr(value + at, '=', len);

		at += len + 1;
		if (!equals)
			continue;
		p = ini_trim(value,
			     (struct ini_part){ p.at, (size_t)(equals - value) - p.at });
		if (p.len != strlen(name) || memcmp(value + p.at, name, p.len))
			continue;
		p.at = (size_t)(equals - value) + 1;
		p.len = at - 1 - p.at;
		p = ini_trim(value, p);
		buf_add(out, value + p.at, p.len);
		return true;
	}
	return false;
}
