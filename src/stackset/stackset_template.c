/* stackset_template.c - a template without the ID of one account; see stackset.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "stackset/stackset.h"

/* The account and its partition, which pseudo parameters replace. */
struct place {
	const char *account, *partition;
	/*
	 * Parameters whose default has the account's ID, which a default cannot say for
	 * every account: NAME -> that default. They become what they stand for.
	 */
	struct json *fixed;
};

/* Whether the account's ID stands at s, and no digit before or after it. */
static bool stackset_template_is_account(const struct place *p, const char *text,
					 const char *s)
{
	size_t n = strlen(p->account);

	return !strncmp(s, p->account, n) && (s == text || !strchr("0123456789", s[-1])) &&
		(!s[n] || !strchr("0123456789", s[n]));
}

static bool stackset_template_has(const struct place *p, const char *text)
{
	for (const char *s = strstr(text, p->account); s; s = strstr(s + 1, p->account))
		if (stackset_template_is_account(p, text, s))
			return true;
	return false;
}

/* The fixed parameter that "${NAME}" at s names; NULL: it names another. */
static const struct json *stackset_template_fixed(const struct place *p, const char *s)
{
	char name[128] = "";

	if (str_starts(s, "${"))
		snprintf(name, sizeof(name), "%.*s", (int)strcspn(s + 2, "}"), s + 2);
	return *name ? json_get(p->fixed, name) : NULL;
}

/* The text of Fn::Sub. plain: it was no such text before, so its "${" is literal. */
static void stackset_template_append(const struct place *p, const char *text, bool plain,
				     struct buf *out)
{
	char arn[40];

	snprintf(arn, sizeof(arn), "arn:%.20s:", p->partition);
	for (const char *s = text; *s;) {
		const struct json *fixed = plain ? NULL : stackset_template_fixed(p, s);

		if (fixed) {
			stackset_template_append(p, json_text(fixed), true, out);
			s += strcspn(s, "}") + 1;
		} else if (stackset_template_is_account(p, text, s)) {
			buf_str(out, "${AWS::AccountId}");
			s += strlen(p->account);
		} else if (str_starts(s, arn)) {
			buf_str(out, "arn:${AWS::Partition}:");
			s += strlen(arn);
		} else if (plain && str_starts(s, "${")) {
			buf_str(out, "${!");
			s += 2;
		} else {
			buf_char(out, *s++);
		}
	}
}

static struct json *stackset_template_walk(const struct place *p, const struct json *j,
					   struct err *err);

/* The argument of a Fn::Sub that is in the template: a text, or a list that begins with
 * one. */
static struct json *stackset_template_sub(const struct place *p, const struct json *j,
					  struct err *err)
{
	const struct json *first = json_type(j) == JSON_LIST ? json_first(j) : j;
	struct buf text = BUF(BUF_TEXT);
	struct json *out, *list;
	bool is_first = true;

	if (!json_text(first))
		return stackset_template_walk(p, j, err);
	stackset_template_append(p, json_text(first), false, &text);
	out = json_string_new(text.s);
	buf_free(&text);
	if (first == j)
		return out;
	list = json_list_new();
	json_push(list, out);
	json_each(one, j) {
		if (!is_first)
			json_push(list, stackset_template_walk(p, one, err));
		is_first = false;
	}
	return list;
}

static struct json *stackset_template_text(const struct place *p, const char *plain)
{
	struct buf text = BUF(BUF_TEXT);
	struct json *out;

	if (!stackset_template_has(p, plain))
		return json_string_new(plain);
	stackset_template_append(p, plain, true, &text);
	out = json_object_new();
	json_put_str(out, "Fn::Sub", text.s);
	buf_free(&text);
	return out;
}

static struct json *stackset_template_object(const struct place *p, const struct json *j,
					     struct err *err)
{
	const struct json *fixed = json_get(p->fixed, json_str(j, "Ref"));
	struct json *out;

	if (fixed)
		return stackset_template_text(p, json_text(fixed));
	out = json_object_new();
	json_each(one, j) {
		if (stackset_template_has(p, json_key(one)))
			err_set(err, ERR_INPUT,
				"the name '%.100s' in the template has the account's ID, so the "
				"template fits one account only",
				json_key(one));
		json_put(out, json_key(one),
			 str_eq(json_key(one), "Fn::Sub") ?
				 stackset_template_sub(p, one, err) :
				 stackset_template_walk(p, one, err));
	}
	return out;
}

static struct json *stackset_template_walk(const struct place *p, const struct json *j,
					   struct err *err)
{
	struct json *out;

	switch (json_type(j)) {
	case JSON_STRING:
		return stackset_template_text(p, json_text(j));
	case JSON_LIST:
		out = json_list_new();
		json_each(one, j)
			json_push(out, stackset_template_walk(p, one, err));
		return out;
	case JSON_OBJECT:
		return stackset_template_object(p, j, err);
	default:
		return json_copy(j);
	}
}

/* Takes the parameters out whose default has the account's ID. */
static void stackset_template_fix(struct place *p, struct json *tree)
{
	struct json *parameters = json_get(tree, "Parameters");

	json_each(one, parameters)
		if (stackset_template_has(p, json_str(one, "Default")))
			json_put_str(p->fixed, json_key(one), json_str(one, "Default"));
	json_each(one, p->fixed)
		json_drop(parameters, json_key(one));
}

/*
 * Conditions take no Fn::Sub: a fixed parameter is "set" there, which is all that the
 * form's conditions ask of one.
 */
static struct json *stackset_template_condition(const struct place *p, const struct json *j)
{
	enum json_type type = json_type(j);
	struct json *out;

	if (json_get(p->fixed, json_str(j, "Ref")))
		return json_string_new("set");
	if (type != JSON_LIST && type != JSON_OBJECT)
		return json_copy(j);
	out = type == JSON_LIST ? json_list_new() : json_object_new();
	json_each(one, j)
		if (type == JSON_LIST)
			json_push(out, stackset_template_condition(p, one));
		else
			json_put(out, json_key(one), stackset_template_condition(p, one));
	return out;
}

bool stackset_template(const char *body, const char *account, const char *partition,
		       struct buf *out, struct err *err)
{
	struct place p = { account, partition, json_object_new() };
	struct json *tree = json_parse(body, strlen(body), "the template", err),
		    *any = NULL;
	bool ok;

	if (tree) {
		const struct json *conditions = json_get(tree, "Conditions");

		stackset_template_fix(&p, tree);
		any = stackset_template_walk(&p, tree, err);
		if (conditions)
			json_put(any, "Conditions",
				 stackset_template_condition(&p, conditions));
	}
	ok = any && !err->kind;
	if (ok)
		json_pretty(out, any);
	if (ok && out->len > STACKSET_BODY_MAX) { /* white space counts, too */
		buf_reset(out);
		json_print(out, any);
	}
	if (ok && out->len > STACKSET_BODY_MAX) {
		err_set(err, ERR_INPUT,
			"the template has %zu bytes, and a StackSet takes %d in a request",
			out->len, STACKSET_BODY_MAX);
		ok = err_hint(err,
			      "choose fewer parts or a smaller policy, or upload the "
			      "template of --format cloudformation to a bucket and create "
			      "the StackSet with --template-url in the AWS CLI");
	}
	json_free(any);
	json_free(tree);
	json_free(p.fixed);
	return ok;
}
