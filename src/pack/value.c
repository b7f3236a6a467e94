/* value.c - see value.h. */
#include "config.h"

#include <regex.h>
#include <string.h>

#include "base/str.h"
#include "format/json.h"
#include "pack/pack.h"
#include "pack/value.h"

static const char *value_label_of(const struct pack_value *v)
{
	return *v->label ? v->label : v->name;
}

static bool value_check_choice(const struct pack_value *v, const char *text,
			       struct err *err)
{
	struct buf all = BUF(480);

	if (str_in(text, v->choices))
		return true;
	for (const char *const *word = v->choices; *word; word++)
		buf_fmt(&all, "%s%s", all.len ? ", " : "", *word);
	err_set(err, ERR_INPUT, "%s: there is no '%s'", value_label_of(v), text);
	err_hint(err, "choose one of %s", all.s);
	buf_free(&all);
	return false;
}

static bool value_matches(const char *pattern, const char *text)
{
	regex_t re;
	regmatch_t m;
	bool ok;

	if (regcomp(&re, pattern, REG_EXTENDED))
		return false;
	ok = regexec(&re, text, 1, &m, 0) == 0 && m.rm_so == 0 &&
	     (size_t)m.rm_eo == strlen(text);
	regfree(&re);
	return ok;
}

/* Its choices, or the value's own pattern and lengths. */
static bool value_check_one(const struct pack_value *v, const char *text, struct err *err)
{
	double n = (double)value_kind_characters(text);

	if (!value_kind_check(&value_kinds[v->kind], value_label_of(v), text, err))
		return false;
	if (v->choices)
		return value_check_choice(v, text, err);
	if (n >= v->min && (v->max == 0 || n <= v->max) &&
	    (!v->pattern || value_matches(v->pattern, text)))
		return true;
	err_set(err, ERR_INPUT, "%s: invalid value '%s'", value_label_of(v), text);
	return err_hint(err, "%s", v->says);
}

bool value_check(const struct pack_value *v, const char *text, struct err *err)
{
	const struct value_kind *k = &value_kinds[v->kind];
	struct json *members;
	bool ok = true;

	if (!*text)
		return true;
	if (v->kind == VALUE_UNKNOWN) {
		err_set(err, ERR_INPUT, "%s: unknown kind '%s'", value_label_of(v),
			v->kind_name);
		return err_field(err, v->name);
	}
	if (!k->list)
		return value_check_one(v, text, err) || err_field(err, v->name);
	members = value_members(text);
	json_each(m, members)
		ok = ok && value_check_one(v, json_text(m), err);
	if (!json_count(members))
		ok = value_kind_check(k, value_label_of(v), "", err);
	json_free(members);
	return ok || err_field(err, v->name);
}

static void value_trim_text(struct buf *out, const char *s, size_t n)
{
	while (n && strchr(" \t\r\n", *s)) {
		s++;
		n--;
	}
	while (n && strchr(" \t\r\n", s[n - 1]))
		n--;
	buf_add(out, s, n);
}

void value_trim(struct buf *out, const char *text)
{
	text += strspn(text, " \t\r\n");
	value_trim_text(out, text, strcspn(text, "\r\n"));
}

struct json *value_members(const char *text)
{
	struct json *list = json_list_new();

	while (*text) {
		struct buf one = BUF(BUF_TEXT);
		size_t n = strcspn(text, ",");

		value_trim_text(&one, text, n);
		if (one.len)
			json_push(list, json_string_new(one.s));
		text += n + (text[n] == ',');
		buf_free(&one);
	}
	return list;
}
