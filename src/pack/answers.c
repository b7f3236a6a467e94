/* answers.c - see answers.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/near.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/value_kind.h"
#include "pack/answers.h"
#include "pack/pack.h"
#include "pack/value.h"
#include "pack/value_take.h"

#define NAME_CHARS "abcdefghijklmnopqrstuvwxyz0123456789-."

/* The members of an answers file that are a text. */
static const struct text {
	const char *name;
	size_t at, size;
	enum value_kind_id kind; /* VALUE_UNKNOWN: a name of lowercase letters */
} texts[] = {
#define TEXT(member) .at = offsetof(struct answers, member), \
		     .size = sizeof(((struct answers *)0)->member)
	{ .name = "platform", TEXT(platform) },
	{ .name = "name", TEXT(name) },
	{ .name = "account", TEXT(account), .kind = VALUE_ACCOUNT_ID },
	{ .name = "region", TEXT(region), .kind = VALUE_REGION },
	{ .name = "method", TEXT(method) },
	{ .name = "policy", TEXT(policy) },
};

#define TEXT_COUNT (sizeof(texts) / sizeof(*texts))

static char *answers_text_in(const struct answers *a, const struct text *t)
{
	return (char *)(uintptr_t)a + t->at;
}

static const struct text *answers_text_named(const char *name)
{
	for (size_t i = 0; i < TEXT_COUNT; i++)
		if (str_eq(texts[i].name, name))
			return &texts[i];
	return NULL;
}

/* The member that this value is another name of; NULL: none. */
static const struct text *answers_alias(const char *value)
{
	return str_eq(value, "ACCOUNT_ID") ? answers_text_named("account") :
		str_eq(value, "REGION")	   ? answers_text_named("region") :
					     NULL;
}

void answers_free(struct answers *a)
{
	json_free(a->values);
	*a = (struct answers){ .values = NULL };
}

void answers_copy(struct answers *to, const struct answers *from)
{
	struct answers copy = *from;

	copy.values = json_copy(from->values);
	answers_free(to);
	*to = copy;
}

bool answers_equal(const struct answers *a, const struct answers *b)
{
	for (size_t i = 0; i < TEXT_COUNT; i++)
		if (!str_eq(answers_text_in(a, &texts[i]), answers_text_in(b, &texts[i])))
			return false;
	if (!json_count(a->values) || !json_count(b->values))
		return json_count(a->values) == json_count(b->values);
	return json_equal(a->values, b->values);
}

/* --- reading and writing -------------------------------------------------- */

static bool answers_take_text(struct answers *a, const struct text *t, const char *s,
			      const char *file, struct err *err)
{
	const struct value_kind *k = t->kind ? &value_kinds[t->kind] : NULL;
	char label[300];

	snprintf(label, sizeof(label), "%s: %s", file, t->name);
	if (k && *s && !value_kind_check(k, label, s, err))
		return false;
	if (!k && (*s == '-' || s[strspn(s, NAME_CHARS)] || strlen(s) >= t->size)) {
		err_set(err, ERR_INPUT, "%s: '%s' is not a name", label, s);
		return err_hint(err,
				"use up to 63 lowercase letters, digits and hyphens, "
				"starting with a letter or digit");
	}
	snprintf(answers_text_in(a, t), t->size, "%s", s);
	return true;
}

static bool answers_take_value(struct answers *a, const struct json *value,
			       const char *file, struct err *err)
{
	const char *name = json_key(value), *text = json_text(value);
	const struct text *t = answers_alias(name);

	if (!text) {
		err_set(err, ERR_INPUT, "%s: values.%s is not a text", file, name);
		return err_hint(err,
				"put it between double quotes; the members of a list are "
				"one comma-separated text");
	}
	if (!t) {
		if (!a->values)
			a->values = json_object_new();
		if (*text)
			json_put_str(a->values, name, text);
		return true;
	}
	if (*answers_text_in(a, t) && *text && !str_eq(answers_text_in(a, t), text)) {
		err_set(err, ERR_INPUT, "%s: values.%s is '%s' but %s is '%s'", file, name,
			text, t->name, answers_text_in(a, t));
		return err_hint(err, "leave one of the two out");
	}
	return !*text || answers_take_text(a, t, text, file, err);
}

static bool answers_take_member(struct answers *a, const struct json *m, const char *file,
				struct err *err)
{
	const struct text *t = answers_text_named(json_key(m));

	if (str_eq(json_key(m), "v")) {
		if (str_eq(json_text(m), "1") || json_number(m) == 1.0)
			return true;
		err_set(err, ERR_INPUT,
			"%s: v is not 1, the only version that is supported", file);
		return err_hint(err, "create the file again, or use a newer accredit");
	}
	if (str_eq(json_key(m), "values"))
		return json_type(m) == JSON_OBJECT ||
		       err_set(err, ERR_INPUT, "%s: values is not an object", file);
	if (!t) {
		const char *key = json_key(m);

		err_set(err, ERR_INPUT, "%s: '%s' is no member of an answers file", file,
			key);
		return err_hint(
			err,
			"take it out; there are v, platform, name, account, region, "
			"method, policy and values");
	}
	if (!json_text(m)) {
		err_set(err, ERR_INPUT, "%s: %s is not a text", file, t->name);
		return err_hint(err, "put it between double quotes");
	}
	return answers_take_text(a, t, json_text(m), file, err);
}

bool answers_read(struct answers *a, const struct json *j, const char *name,
		  struct err *err)
{
	struct answers read = { .values = NULL };
	bool ok = true;

	if (json_type(j) != JSON_OBJECT)
		return err_set(err, ERR_INPUT, "%s: not an object of answers", name);
	json_each(member, j)
		ok = ok && answers_take_member(&read, member, name, err);
	json_each(value, ok ? json_get(j, "values") : NULL)
		ok = ok && answers_take_value(&read, value, name, err);
	if (!ok) {
		answers_free(&read);
		return false;
	}
	answers_free(a);
	*a = read;
	return true;
}

bool answers_load(struct answers *a, const char *path, struct err *err)
{
	struct buf text = BUF(PACK_FILE_MAX);
	struct json *j;
	bool missing, ok = false;

	if (!file_read(path, &text, &missing, err)) {
		err->kind = missing ? ERR_INPUT : err->kind;
		err_hint(err, "check the path given with --answers");
	} else {
		j = json_parse(text.s, text.len, path, err);
		ok = j && answers_read(a, j, path, err);
		json_free(j);
	}
	buf_free(&text);
	return ok;
}

struct json *answers_json(const struct answers *a)
{
	struct json *j = json_object_new();

	json_put(j, "v", json_number_new(1));
	for (size_t i = 0; i < TEXT_COUNT; i++)
		json_put_str(j, texts[i].name, answers_text_in(a, &texts[i]));
	json_put(j, "values", a->values ? json_copy(a->values) : json_object_new());
	return j;
}

/* --- single answers --------------------------------------------------------- */

/* No such setting. */
static void answers_unknown(const struct pack *p, const char *name, struct err *err)
{
	struct near near = { .word = name };
	char ask[NEAR_QUESTION];

	for (const struct pack_value *v = p->values; v->name; v++)
		near_try(&near, v->name);
	err_set(err, ERR_INPUT, "unknown setting '%s' for '%s'%s", name, p->name,
		near_question(&near, ask));
	err_hint(err, "'accredit templates %s' lists the settings", p->name);
}

bool answers_check(const struct pack *p, const char *name, const char *text,
		   const char *region, struct err *err)
{
	const struct pack_value *v = pack_value(p, name);

	if (!v) {
		answers_unknown(p, name, err);
		return false;
	}
	if (v->kind == VALUE_SECRET) {
		err_set(err, ERR_INPUT, "%s is a secret and is never taken from a "
			"command line or an answers file", name);
		err_field(err, name);
		return err_hint(err,
				"omit it and enter it when asked, or use --secret "
				"%s=@FILE",
				name);
	}
	if (*v->refused && *text) {
		err_set(err, ERR_INPUT, "%s cannot be set here: %s", name, v->refused);
		err_field(err, name);
		return err_hint(err, "omit %s", name);
	}
	return value_take_check(v, text, region, err);
}

bool answers_set(struct answers *a, const struct pack *p, const char *name,
		 const char *value, struct err *err)
{
	const struct pack_value *v = pack_value(p, name);
	const struct text *t = answers_alias(name);
	struct buf text = BUF(BUF_TEXT);
	bool ok;

	if (v)
		value_take(v, value, a->region, &text);
	ok = answers_check(p, name, text.s, a->region, err);
	if (ok && t) {
		snprintf(answers_text_in(a, t), t->size, "%s", text.s);
	} else if (ok) {
		if (!a->values)
			a->values = json_object_new();
		if (text.len)
			json_put_str(a->values, name, text.s);
		else
			json_drop(a->values, name);
	}
	buf_free(&text);
	return ok;
}

void answers_take(struct answers *a, const struct pack *p)
{
	for (const struct pack_value *v = p->values; v->name; v++) {
		const char *text = json_str(a->values, v->name);
		struct buf taken = BUF(BUF_TEXT);

		/* several lines are not one answer: the check refuses them */
		if (!strpbrk(text, "\r\n") && value_take(v, text, a->region, &taken))
			json_put_str(a->values, v->name, taken.s);
		buf_free(&taken);
	}
}

void answers_over(struct answers *base, const struct answers *given)
{
	for (size_t i = 0; i < TEXT_COUNT; i++)
		if (*answers_text_in(given, &texts[i]))
			snprintf(answers_text_in(base, &texts[i]), texts[i].size, "%s",
				 answers_text_in(given, &texts[i]));
	if (!base->values && given->values)
		base->values = json_object_new();
	json_each(value, given->values)
		json_put(base->values, json_key(value), json_copy(value));
}
