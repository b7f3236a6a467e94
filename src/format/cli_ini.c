/* cli_ini.c - see cli_ini.h. */
#include "config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/argv.h"
#include "base/str.h"
#include "format/cli_ini.h"
#include "format/json.h"

#define VALUE_MAX (64u << 10)
#define NAMES_MAX (1u << 20)
#define DEFAULTS "DEFAULT"	/* its values are those of every section */

struct part {
	const char *s;
	size_t n;
};

struct reader {
	struct json *raw;	/* section -> key -> value, as they are in the file */
	struct json *lines;	/* section -> its line */
	struct json *section;	/* NULL: no section has begun */
	char *key;		/* NULL: the section has no key yet */
	struct buf value;
	size_t indent;		/* of the line that the next one may continue */
	size_t line;
};

/* --- characters --------------------------------------------------------------------- */

/* White space in Python's sense, the no-break space included. */
static bool cli_ini_is_space(uint32_t c)
{
	return (c >= 0x09 && c <= 0x0d) || (c >= 0x1c && c <= 0x20) || c == 0x85 ||
	       c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 ||
	       c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

/* Drops the white space before the text; returns how many characters that was. */
static size_t cli_ini_trim_begin(struct part *p)
{
	size_t count = 0, used;
	uint32_t c;

	while ((used = str_utf8(p->s, p->n, &c)) && cli_ini_is_space(c)) {
		p->s += used;
		p->n -= used;
		count++;
	}
	return count;
}

static void cli_ini_trim_end(struct part *p)
{
	while (p->n) {
		size_t at = p->n - 1;
		uint32_t c;

		while (at && ((unsigned char)p->s[at] & 0xc0) == 0x80)
			at--;
		if (!str_utf8(p->s + at, p->n - at, &c) || !cli_ini_is_space(c))
			return;
		p->n = at;
	}
}

static char *cli_ini_text_of(struct part p)
{
	struct buf text = BUF(NAMES_MAX);

	buf_add(&text, p.s, p.n);
	return buf_take(&text);
}

/* --- one line ------------------------------------------------------------------------ */

/* Puts the value that is complete now. */
static const char *cli_ini_keep(struct reader *r)
{
	struct part p = { r->value.s, r->value.len };

	if (!r->key)
		return NULL;
	cli_ini_trim_end(&p);
	r->value.s[p.n] = '\0';
	r->value.len = p.n;
	if (r->value.cut)
		return "a value is longer than 64 KiB";
	json_put_str(r->section, r->key, r->value.s);
	free(r->key);
	r->key = NULL;
	return NULL;
}

static const char *cli_ini_begin_value(struct reader *r, struct part line)
{
	size_t at = 0;
	struct part key, value;
	const char *why = cli_ini_keep(r);

	while (at < line.n && line.s[at] != '=' && line.s[at] != ':')
		at++;
	if (why || at == line.n)
		return why ? why : "'=' is missing";
	key = (struct part){ line.s, at };
	value = (struct part){ line.s + at + 1, line.n - at - 1 };
	cli_ini_trim_end(&key);
	cli_ini_trim_begin(&value);
	if (!key.n)
		return "a setting has no name";
	r->key = cli_ini_text_of(key);
	for (char *s = r->key; *s; s++)
		if (*s >= 'A' && *s <= 'Z')
			*s = (char)(*s - 'A' + 'a');
	buf_reset(&r->value);
	buf_add(&r->value, value.s, value.n);
	return json_get(r->section, r->key) ? "this setting is in the section twice" : NULL;
}

static const char *cli_ini_on_line(struct reader *r, struct part line)
{
	size_t indent = cli_ini_trim_begin(&line);
	const char *end;

	cli_ini_trim_end(&line);
	if (line.n && (*line.s == '#' || *line.s == ';'))
		return NULL;
	if (!line.n && !r->key)
		return NULL;
	if (!line.n || (r->key && indent > r->indent)) {
		/*
		 * An empty line is part of the value, too. After an empty value settings are
		 * nested.
		 */
		bool nested = !r->value.len || *r->value.s == '\n';

		buf_char(&r->value, '\n');
		buf_add(&r->value, line.s, line.n);
		return nested && line.n && !memchr(line.s, '=', line.n) ?
			"'=' is missing in a nested setting" :
			NULL;
	}
	r->indent = indent;
	/* From '[' to the last ']' of the line; what follows that is ignored. */
	end = *line.s == '[' ? memrchr(line.s, ']', line.n) : NULL;
	if (end && end > line.s + 1) {
		const char *why = cli_ini_keep(r);
		char *head = cli_ini_text_of(
			(struct part){ line.s + 1, (size_t)(end - line.s) - 1 });
		bool defaults = str_eq(head, DEFAULTS),
		     again = json_get(r->raw, head) != NULL;

		if (!again)
			json_put(r->raw, head, json_object_new());
		if (!again)
			json_put(r->lines, head, json_number_new((double)r->line));
		r->section = json_get(r->raw, head);
		free(head);
		return why		   ? why :
			again && !defaults ? "this section is in the file twice" :
					     NULL;
	}
	if (!r->section)
		return "a [section] is expected before this line";
	return cli_ini_begin_value(r, line);
}

/* --- the whole text ------------------------------------------------------------------ */

/* NULL: it is text. The line number of the first byte that is wrong goes to *line. */
static const char *cli_ini_check_text(const char *text, size_t n, size_t *line)
{
	uint32_t c;

	*line = 1;
	if (n >= 2 && (!memcmp(text, "\xff\xfe", 2) || !memcmp(text, "\xfe\xff", 2)))
		return "this is UTF-16 text; the AWS CLI reads only UTF-8";
	if (n >= 3 && !memcmp(text, "\xef\xbb\xbf", 3))
		return "the file starts with a byte order mark, which the AWS CLI cannot "
		       "read";
	for (size_t at = 0, used; at < n; at += used) {
		used = str_utf8(text + at, n - at, &c);
		if (!used)
			return "this is not valid UTF-8 text";
		if (!c && at < 2)
			return "this is UTF-16 text; the AWS CLI reads only UTF-8";
		if (!c)
			return "there is a NUL byte in it";
		*line += c == '\n';
	}
	return NULL;
}

static const char *cli_ini_read_lines(struct reader *r, const char *text, size_t n)
{
	const char *why = NULL;

	for (size_t at = 0; at < n && !why; ) {
		size_t end = at;

		while (end < n && text[end] != '\n' && text[end] != '\r')
			end++;
		r->line++;
		why = cli_ini_on_line(r, (struct part){ text + at, end - at });
		at = end + 1;
		if (end + 1 < n && text[end] == '\r' && text[end + 1] == '\n')
			at++;
	}
	return why ? why : cli_ini_keep(r);
}

/* --- what the sections mean ---------------------------------------------------------- */

static void cli_ini_put(struct json *tree, const char *in, const char *name,
			const struct json *values)
{
	struct json *j = json_get(tree, in);

	if (!j)
		j = json_put(tree, in, json_object_new());
	json_drop(j, name);	/* the later section counts, whole */
	json_put(j, name, json_copy(values));
}

/* [profile "my name"]: two words, the second is the name. */
static void cli_ini_put_config(struct json *tree, const struct json *section,
			       const struct json *line)
{
	static const char *const groups[][2] = {
		{ "profile", "profiles" }, { "sso-session", "sso-session" },
		{ "services", "services" },
	};
	const char *head = json_key(section), *in = NULL;
	char **words;

	for (size_t i = 0; i < 3 && !in; i++)
		if (str_starts(head, groups[i][0]))
			in = groups[i][1];
	words = in ? argv_split(head) : NULL;
	if (words && words[0] && words[1] && !words[2])
		cli_ini_put(tree, in, words[1], section);
	else if (str_eq(head, "default"))
		cli_ini_put(tree, "profiles", head, section);
	else
		cli_ini_put(tree, "others", head, line);
	if (words)
		argv_free(words);
}

static void cli_ini_put_all(struct json *tree, const struct reader *r, enum ini_file file)
{
	const struct json *defaults = json_get(r->raw, DEFAULTS);

	json_each(section, r->raw) {
		if (section == defaults)
			continue;
		json_each(value, defaults)
			if (!json_get(section, json_key(value)))
				json_put_str(section, json_key(value), json_text(value));
		if (file == INI_CREDENTIALS)
			cli_ini_put(tree, "profiles", json_key(section), section);
		else
			cli_ini_put_config(tree, section,
					   json_get(r->lines, json_key(section)));
	}
}

bool cli_ini_read(struct json *tree, const char *text, size_t n, enum ini_file file,
		  const char *path, struct err *err)
{
	struct reader r = { .raw = json_object_new(), .lines = json_object_new(),
			    .value = BUF(VALUE_MAX) };
	const char *why = cli_ini_check_text(text, n, &r.line);
	bool text_is_wrong = why != NULL;

	if (!why) {
		r.line = 0;
		why = cli_ini_read_lines(&r, text, n);
	}
	if (!why)
		cli_ini_put_all(tree, &r, file);
	json_free(r.raw);
	json_free(r.lines);
	free(r.key);
	buf_free(&r.value);
	if (!why)
		return true;
	err_set(err, ERR_INPUT, "'%s', line %zu: %s", path, r.line, why);
	return err_hint(err, text_is_wrong ? "save the file as plain UTF-8 text without a byte "
			"order mark" : "fix this line: the AWS CLI cannot read the file either");
}

bool cli_ini_line(const char *text, const char *name, struct buf *out)
{
	bool there = false;

	for (size_t n; *text; text += n + (text[n] != '\0')) {
		const char *equals;
		struct part key, value;

		n = strcspn(text, "\r\n");
		equals = memchr(text, '=', n);
		if (!equals)
			continue;
		key = (struct part){ text, (size_t)(equals - text) };
		value = (struct part){ equals + 1, n - key.n - 1 };
		cli_ini_trim_begin(&key);
		cli_ini_trim_end(&key);
		if (key.n != strlen(name) || memcmp(key.s, name, key.n))
			continue;
		cli_ini_trim_begin(&value);
		cli_ini_trim_end(&value);
		buf_reset(out);
		buf_add(out, value.s, value.n);
		there = true;
	}
	return there;
}
