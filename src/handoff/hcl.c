/* hcl.c - see hcl.h. */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "handoff/hcl.h"
#include "kinds/value_kind.h"

/*
 * Before the "=" of an argument whose expression ends on the same line: these are aligned
 * with those above and below. No text has it: it would be escaped.
 */
#define ALIGNED '\1'
#define LINE_MAX_CHARACTERS 80

#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define DIGIT "0123456789"

/* Names that a variable of a module cannot have. */
static const char *const reserved[] = { "source",     "version",  "providers",
					"count",      "for_each", "lifecycle",
					"depends_on", "locals",	  NULL };
/* Names that are no names where a member's is expected. */
static const char *const words[] = { "for", "null", "true", "false", NULL };

size_t hcl_mark(const char *s, char name[HCL_NAME_MAX])
{
	size_t n;

	if (!str_starts(s, HCL_MARK_OPEN))
		return 0;
	n = strspn(s + 1, UPPER DIGIT "_");
	if (!n || n >= HCL_NAME_MAX || !str_starts(s + 1 + n, HCL_MARK_CLOSE))
		return 0;
	snprintf(name, HCL_NAME_MAX, "%.*s", (int)n, s + 1);
	return n + 2;
}

void hcl_variable(const char *value, char name[HCL_NAME_MAX])
{
	size_t n = 0;

	for (; value[n] && n < HCL_NAME_MAX - 6; n++)
		name[n] = (char)(strchr(UPPER, value[n]) ? value[n] - 'A' + 'a' : value[n]);
	name[n] = '\0';
	if (str_in(name, reserved))
		memcpy(name + n, "_name", 6);
}

/* One character of a quoted text; returns its bytes. */
static size_t hcl_put_character(struct buf *out, const char *s)
{
	static const char *const short_forms[] = { "\"\\\"", "\\\\\\", "\n\\n",
						   "\r\\r",  "\t\\t",  NULL };

	for (int i = 0; short_forms[i]; i++)
		if (*s == short_forms[i][0]) {
			buf_str(out, short_forms[i] + 1);
			return 1;
		}
	if ((*s == '$' || *s == '%') && s[1] == '{') {
		buf_fmt(out, "%c%c{", *s, *s);
		return 2;
	}
	if ((unsigned char)*s < 0x20 || *s == 0x7f)
		buf_fmt(out, "\\u%04x", (unsigned char)*s);
	else
		buf_char(out, *s);
	return 1;
}

void hcl_text(struct buf *out, const char *text)
{
	char value[HCL_NAME_MAX], name[HCL_NAME_MAX];
	size_t n = hcl_mark(text, value);

	if (n && !text[n]) {
		hcl_variable(value, name);
		buf_fmt(out, "var.%s", name);
		return;
	}
	buf_char(out, '"');
	while (*text) {
		size_t dollars = strspn(text, "$");

		n = hcl_mark(text, value);
		if (n) {
			hcl_variable(value, name);
			buf_fmt(out, "${var.%s}", name);
		} else if (dollars && hcl_mark(text + dollars, value)) {
			/* "$${" would be no expression */
			buf_fmt(out, "${\"%.*s\"}", (int)dollars, text);
			n = dollars;
		} else {
			n = hcl_put_character(out, text);
		}
		text += n;
	}
	buf_char(out, '"');
}

static void hcl_indent(struct buf *out, int depth)
{
	buf_fmt(out, "%*s", 2 * depth, "");
}

/* The name of a member: as it is, quoted, or an expression in parentheses. */
static void hcl_put_key(struct buf *out, const char *key)
{
	char name[HCL_NAME_MAX];
	size_t n = hcl_mark(key, name);

	if (n && !key[n])
		buf_char(out, '(');
	if (*key && strchr(UPPER LOWER "_", *key) &&
	    strspn(key, UPPER LOWER DIGIT "_-") == strlen(key) && !str_in(key, words))
		buf_str(out, key);
	else
		hcl_text(out, key);
	if (n && !key[n])
		buf_char(out, ')');
}

/* Whether its expression is on one line. */
static bool hcl_is_short(const struct json *j)
{
	enum json_type type = json_type(j);

	if (type != JSON_LIST && type != JSON_OBJECT)
		return true;
	return !json_count(j) ||
		(type == JSON_LIST && json_count(j) == 1 && json_text(json_first(j)));
}

static void hcl_put_json(struct buf *out, const struct json *j, int depth)
{
	bool list = json_type(j) == JSON_LIST;
	bool one_line = hcl_is_short(j);

	if (json_text(j)) {
		hcl_text(out, json_text(j));
		return;
	}
	if (!list && json_type(j) != JSON_OBJECT) {
		json_print(out, j);
		return;
	}
	buf_char(out, list ? '[' : '{');
	json_each(one, j) {
		if (!one_line) {
			buf_char(out, '\n');
			hcl_indent(out, depth + 1);
		}
		if (!list) {
			hcl_put_key(out, json_key(one));
			buf_char(out, hcl_is_short(one) ? ALIGNED : ' ');
			buf_str(out, "= ");
		}
		hcl_put_json(out, one, depth + 1);
		if (list && json_next(one))
			buf_char(out, ',');
	}
	if (!one_line) {
		buf_char(out, '\n');
		hcl_indent(out, depth);
	}
	buf_char(out, list ? ']' : '}');
}

/* --- a file ----------------------------------------------------------------------- */

void hcl_open(struct hcl *f, const char *fmt, ...)
{
	char head[4 * HCL_NAME_MAX];
	va_list args;

	va_start(args, fmt);
	vsnprintf(head, sizeof(head), fmt, args);
	va_end(args);
	hcl_indent(&f->out, f->depth++);
	buf_fmt(&f->out, "%s {\n", head);
}

void hcl_close(struct hcl *f)
{
	hcl_indent(&f->out, --f->depth);
	buf_str(&f->out, "}\n");
}

void hcl_blank(struct hcl *f)
{
	if (f->out.len && !str_ends(f->out.s, "{\n") && !str_ends(f->out.s, "\n\n"))
		buf_char(&f->out, '\n');
}

void hcl_comment(struct hcl *f, const char *text)
{
	char *clean = xcalloc(1, 4096), *rest = clean, *word;
	size_t column = 0;

	str_clean(clean, 4096, text);
	while ((word = strtok_r(rest, " ", &rest))) {
		size_t n = value_kind_characters(word);

		if (column && column + 1 + n > LINE_MAX_CHARACTERS) {
			buf_char(&f->out, '\n');
			column = 0;
		}
		if (!column) {
			hcl_indent(&f->out, f->depth);
			buf_char(&f->out, '#');
			column = 2 * (size_t)f->depth + 1;
		}
		buf_fmt(&f->out, " %s", word);
		column += 1 + n;
	}
	free(clean);
	if (column)
		buf_char(&f->out, '\n');
}

static void hcl_set_expression(struct hcl *f, const char *name, const char *expression)
{
	hcl_indent(&f->out, f->depth);
	buf_fmt(&f->out, "%s%c= %s\n", name, strchr(expression, '\n') ? ' ' : ALIGNED,
		expression);
}

void hcl_set(struct hcl *f, const char *name, const char *fmt, ...)
{
	char expression[2048];
	va_list args;

	va_start(args, fmt);
	vsnprintf(expression, sizeof(expression), fmt, args);
	va_end(args);
	hcl_set_expression(f, name, expression);
}

void hcl_set_text(struct hcl *f, const char *name, const char *text)
{
	struct buf expression = BUF(BUF_TEXT);

	hcl_text(&expression, text);
	hcl_set_expression(f, name, expression.s);
	buf_free(&expression);
}

void hcl_set_json(struct hcl *f, const char *name, const char *before, const struct json *j,
		  const char *after)
{
	struct buf expression = BUF(BUF_TEXT);

	buf_str(&expression, before);
	hcl_put_json(&expression, j, f->depth);
	buf_str(&expression, after);
	hcl_set_expression(f, name, expression.s);
	buf_free(&expression);
}

/* --- alignment ---------------------------------------------------------------------- */

/* The characters before the mark of alignment in a line; 0: the line has none. */
static size_t hcl_width(const char *line)
{
	size_t n = strcspn(line, "\1\n");
	struct buf before = BUF(BUF_TEXT);

	if (line[n] != ALIGNED)
		return 0;
	buf_add(&before, line, n);
	n = value_kind_characters(before.s);
	buf_free(&before);
	return n;
}

/* The widest of the lines that are aligned with the first one. */
static size_t hcl_widest(const char *line)
{
	size_t widest = 0, width;

	while ((width = hcl_width(line))) {
		widest = width > widest ? width : widest;
		line += strcspn(line, "\n") + 1;
	}
	return widest;
}

void hcl_end(struct hcl *f, struct buf *into)
{
	const char *line = f->out.s;
	size_t widest = 0;

	while (*line) {
		size_t n = strcspn(line, "\1\n"), width = hcl_width(line);

		if (width && !widest)
			widest = hcl_widest(line);
		buf_add(into, line, n);
		if (width)
			buf_fmt(into, "%*s", (int)(widest - width) + 1, "");
		else
			widest = 0;
		line += n + (line[n] == ALIGNED);
		n = strcspn(line, "\n") + 1;
		buf_add(into, line, n);
		line += n;
	}
	buf_free(&f->out);
	f->depth = 0;
}
