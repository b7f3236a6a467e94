/* value.c - see value.h. */
#include "config.h"

#include <regex.h>
#include <string.h>

#include "base/str.h"
#include "format/fill.h"
#include "format/json.h"
#include "kinds/value_kind.h"
#include "pack/answers.h"
#include "pack/pack.h"
#include "pack/pack_when.h"
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

/* The value's own pattern and lengths. */
static bool value_check_limits(const struct pack_value *v, const char *text,
			       struct err *err)
{
	double n = (double)value_kind_characters(text);

	if (n >= v->min && (v->max == 0 || n <= v->max) &&
	    (!v->pattern || value_matches(v->pattern, text)))
		return true;
	err_set(err, ERR_INPUT, "%s: '%s' does not fit", value_label_of(v), text);
	return err_hint(err, "%s", v->says);
}

static bool value_check_one(const struct pack_value *v, const char *text, struct err *err)
{
	return value_kind_check(&value_kinds[v->kind], value_label_of(v), text, err) &&
		(v->choices ? value_check_choice(v, text, err) :
			      value_check_limits(v, text, err));
}

bool value_check(const struct pack_value *v, const char *text, struct err *err)
{
	const struct value_kind *k = &value_kinds[v->kind];
	struct json *members;
	bool ok = true;

	if (!*text)
		return true;
	if (v->kind == VALUE_UNKNOWN)
		return err_set(err, ERR_INPUT, "%s: its kind '%s' is not known",
			       value_label_of(v), v->kind_name);
	if (!k->list)
		return value_check_one(v, text, err);
	members = value_members(text);
	json_each(m, members)
		ok = ok && value_check_one(v, json_text(m), err);
	if (!json_count(members))
		ok = value_kind_check(k, value_label_of(v), "", err);
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

bool value_asked(const struct pack_value *v, const struct answers *a)
{
	return when_holds(&v->when, a);
}

const char *value_default(const struct pack_value *v, const struct answers *a)
{
	return when_holds(&v->default_when, a) ? v->default_text : "";
}

/* A document for a key has two marks that no value fills, and maybe an optional secret. */
static void value_document_names(const struct pack_resource *r, const struct json *document,
				 struct json *names)
{
	struct json *all = json_list_new();
	bool key = str_eq(r->kind, "credentials-document");

	fill_names(document, all);
	json_each(name, all)
		if (!key ||
		    (!str_in(json_text(name), pack_key_marks) &&
		     !str_eq(json_text(name), r->secret)))
			json_push(names, json_copy(name));
	json_free(all);
}

static bool value_gives(const struct pack_value *v, const char *name)
{
	return str_eq(v->name, name) || str_eq(v->fills, name);
}

/* Whether names leads to v: by itself, or by the defaults of those in it. */
static bool value_leads_to(const struct pack *p, const struct pack_value *v,
			   struct json *names, const struct answers *a)
{
	json_each (name, names) { /* grows during the loop */
		if (value_gives(v, json_text(name)))
			return true;
		for (const struct pack_derived *d = p->derived; d->name; d++)
			if (str_eq(d->name, json_text(name)) && !json_has(names, d->of))
				json_push(names, json_string_new(d->of));
		for (const struct pack_value *other = p->values; other->name; other++)
			if (value_gives(other, json_text(name)) &&
			    !*json_str(a->values, other->name) && *value_default(other, a))
				fill_text_names(other->default_text, names);
	}
	return false;
}

bool value_required(const struct pack *p, const struct pack_value *v,
		    const struct answers *a)
{
	struct json *names, *values;
	bool needed;

	if (*value_default(v, a) || !value_asked(v, a))
		return false;
	names = json_list_new();
	values = answers_values(a, p);
	for (const struct pack_resource *r = p->resources; r->id; r++) {
		const char *file = pack_document_of(p, r, a->policy);

		if (!resource_holds(r, a, values))
			continue;
		fill_names(r->tree, names);
		if (*file)
			value_document_names(r, pack_document(p, file), names);
	}
	needed = value_leads_to(p, v, names, a);
	json_free(names);
	json_free(values);
	return needed;
}
