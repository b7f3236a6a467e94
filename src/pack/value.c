/* value.c - see value.h. */
#include "config.h"

#include <regex.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "format/fill.h"
#include "format/json.h"
#include "kinds/value_kind.h"
#include "pack/answers.h"
#include "pack/pack.h"
#include "pack/value.h"

static const char *value_label_of(const struct json *row)
{
	const char *label = json_str(row, "label");

	return *label ? label : json_str(row, "name");
}

/* The row's own list of words. */
static bool value_check_choice(const struct json *words, const char *label,
			       const char *text, struct err *err)
{
	struct buf all = BUF(480);

	if (json_has(words, text))
		return true;
	json_each(w, words)
		buf_fmt(&all, "%s%s", all.len ? ", " : "", json_text(w));
	err_set(err, ERR_INPUT, "%s: there is no '%s'", label, text);
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

/* The row's own pattern and lengths. */
static bool value_check_row(const struct json *check, const char *label, const char *text,
			    struct err *err)
{
	const struct json *min = json_get(check, "min"), *max = json_get(check, "max");
	const char *pattern = json_text(json_get(check, "pattern"));
	size_t n = value_kind_characters(text);

	if ((!min || (double)n >= json_number(min)) &&
	    (!max || (double)n <= json_number(max)) &&
	    (!pattern || value_matches(pattern, text)))
		return true;
	err_set(err, ERR_INPUT, "%s: '%s' does not fit", label, text);
	return err_hint(err, "%s", json_str(check, "says"));
}

static bool value_check_one(const struct json *row, const struct value_kind *k,
			    const char *text, struct err *err)
{
	const struct json *check = json_get(row, "check");
	const char *label = value_label_of(row);

	if (!value_kind_check(k, label, text, err))
		return false;
	if (json_type(check) == JSON_LIST)
		return value_check_choice(check, label, text, err);
	return value_check_row(check, label, text, err);
}

bool value_check(const struct json *row, const char *text, struct err *err)
{
	const struct value_kind *k = value_kind_find(json_str(row, "kind"));
	struct json *members;
	bool ok = true;

	if (!*text)
		return true;
	if (!k)
		return err_set(err, ERR_INPUT, "%s: its kind '%s' is not known",
			       value_label_of(row), json_str(row, "kind"));
	if (!k->list)
		return value_check_one(row, k, text, err);
	members = value_members(text);
	json_each(m, members)
		ok = ok && value_check_one(row, k, json_text(m), err);
	if (!json_count(members))
		ok = value_kind_check(k, value_label_of(row), "", err);
	json_free(members);
	return ok;
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

bool value_asked(const struct json *row, const struct answers *a)
{
	return when_holds(json_get(row, "when"), a);
}

const char *value_default(const struct json *row, const struct answers *a)
{
	return when_holds(json_get(row, "default-when"), a) ? json_str(row, "default") : "";
}

static bool value_parts_hold(const struct json *wanted, const struct answers *a)
{
	struct json *parts = value_members(json_str(a->values, "PARTS"));
	bool some = false;

	json_each(part, parts)
		some = some || json_has(wanted, json_text(part));
	json_free(parts);
	return some;
}

bool when_holds(const struct json *when, const struct answers *a)
{
	const struct json *method = json_get(when, "method");
	const struct json *policy = json_get(when, "policy");
	const struct json *part = json_get(when, "part");

	return (!method || json_has(method, a->method)) &&
		(!policy || json_has(policy, a->policy)) &&
		(!part || value_parts_hold(part, a));
}

bool value_named(const char *text, char name[64])
{
	size_t n = text ? strlen(text) : 0;	/* a template may have anything there */

	*name = '\0';
	if (n > 3 && n < 64 && str_starts(text, "${") && text[n - 1] == '}')
		snprintf(name, 64, "%.*s", (int)(n - 3), text + 2);
	return *name;
}

const char *value_word(const struct json *values, const char *word)
{
	char name[64];

	return word && value_named(word, name) ? json_str(values, name) : word;
}

/* A value that was given, or values of which each has its word. */
static bool value_is_given(const struct json *which, const struct json *values)
{
	if (json_text(which))
		return *json_str(values, json_text(which));
	json_each(word, which)
		if (!str_eq(json_str(values, json_key(word)),
			    value_word(values, json_text(word))))
			return false;
	return json_count(which);
}

/* A location of a key that nobody named. */
static bool value_is_unnamed(const struct json *row, const struct json *values)
{
	struct json *names = json_list_new();
	bool unnamed = false;

	if (str_starts(json_str(row, "kind"), "credentials-"))
		fill_names(json_get(row, "name"), names);
	json_each(name, names)
		unnamed |= !*json_str(values, json_text(name));
	json_free(names);
	return unnamed;
}

bool row_holds(const struct json *row, const struct answers *a,
	       const struct json *values)
{
	const struct json *with = json_get(row, "with");

	return when_holds(json_get(row, "when"), a) &&
		!(a->exists && value_is_unnamed(row, values)) &&
		!value_is_given(json_get(row, "unless"), values) &&
		(!with || value_is_given(with, values));
}

/* A document for a key has two marks that no value fills, and maybe an optional secret. */
static void value_document_names(const struct json *row, const struct json *document,
				 struct json *names)
{
	struct json *all = json_list_new();
	bool key = str_eq(json_str(row, "kind"), "credentials-document");

	fill_names(document, all);
	json_each(name, all)
		if (!key || (!str_in(json_text(name), pack_key_marks) &&
			     !str_eq(json_text(name), json_str(row, "secret"))))
			json_push(names, json_copy(name));
	json_free(all);
}

/* The names a row of the pack uses, its document's included. */
static void value_row_names(const struct pack *p, const struct json *row,
			    const struct answers *a, struct json *names)
{
	const char *file = json_str(row, "document");

	if (str_eq(file, "$policy"))
		file = json_str(pack_policy(p, a->policy), "document");
	fill_names(row, names);
	if (*file)
		value_document_names(row, pack_document(p, file), names);
}

static bool value_gives(const struct json *row, const char *name)
{
	return str_eq(json_str(row, "name"), name) ||
	       str_eq(json_str(row, "fills"), name);
}

/* Whether names leads to row: by itself, or by the defaults of those in it. */
static bool value_leads_to(const struct pack *p, const struct json *row, struct json *names,
			   const struct answers *a)
{
	json_each(name, names) {	/* grows while it is walked */
		if (value_gives(row, json_text(name)))
			return true;
		json_each(derived, json_get(pack_json(p), "derived"))
			if (str_eq(json_str(derived, "name"), json_text(name)) &&
			    !json_has(names, json_str(derived, "of")))
				json_push(names, json_string_new(json_str(derived, "of")));
		json_each(other, json_get(pack_json(p), "values"))
			if (value_gives(other, json_text(name)) &&
			    !*json_str(a->values, json_str(other, "name")) &&
			    *value_default(other, a))
				fill_names(json_get(other, "default"), names);
	}
	return false;
}

bool value_required(const struct pack *p, const struct json *row,
		    const struct answers *a)
{
	struct json *names, *values;
	bool needed;

	if (*value_default(row, a) || !value_asked(row, a))
		return false;
	names = json_list_new();
	values = answers_values(a, p);
	json_each(r, json_get(pack_json(p), "resources"))
		if (row_holds(r, a, values))
			value_row_names(p, r, a, names);
	needed = value_leads_to(p, row, names, a);
	json_free(names);
	json_free(values);
	return needed;
}
