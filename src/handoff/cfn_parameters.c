/* cfn_parameters.c - parameters, and texts that follow them; see
 * cloudformation.h. */
#include "config.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "handoff/cloudformation.h"
#include "handoff/marks.h"
#include "pack/answers.h"
#include "pack/pack.h"
#include "pack/pack_when.h"
#include "pack/value.h"

#define NAME "[A-Za-z0-9_+=,.@-]"

/* What fits a kind of value, as a regular expression of Java for the whole text. */
static const struct {
	enum value_kind_id kind;
	const char *pattern, *says;
} patterns[] = {
	{ VALUE_ROLE_NAME, NAME "{1,64}", "1 to 64 letters, digits and + = , . @ _ -" },
	{ VALUE_USER_NAME, NAME "{1,64}", "1 to 64 letters, digits and + = , . @ _ -" },
	{ VALUE_POLICY_NAME, NAME "{1,128}", "1 to 128 letters, digits and + = , . @ _ -" },
	{ VALUE_BUCKET, "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]",
	  "3 to 63 lowercase letters, digits, dots and hyphens" },
	{ VALUE_IAM_PATH, "/([!-.0-~]+/)*",
	  "a path that begins and ends with a slash, such as /team/" },
	{ VALUE_BOUNDARY, "|arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/[!-~]+",
	  "the ARN of a managed policy, or empty" },
};

#define ANY "[^\\u0000-\\u001f]*"

char *cloudformation_id(const char *name)
{
	char *id = xstrdup(name), *to = id;
	bool first = true, lower = false;

	for (const char *c = name; *c; c++)
		lower |= islower((unsigned char)*c) != 0;
	for (const char *c = name; *c; c++) {
		if (!isalnum((unsigned char)*c)) {
			first = true;
			continue;
		}
		*to++ = (char)(first	     ? toupper((unsigned char)*c) :
				       lower ? *c :
					       tolower((unsigned char)*c));
		first = false;
	}
	*to = '\0';
	return id;
}

/* --- what is marked ------------------------------------------------------------- */

/* BUCKET -> "BucketName", which no resource is called; ACCOUNT_ID -> "AWS::AccountId". */
static char *cfn_parameters_id(const char *value)
{
	static const char *const as_they_are[] = { "Name", "Path", "Boundary", NULL };
	char *id = cloudformation_id(value), *longer;

	if (str_eq(value, "ACCOUNT_ID")) {
		free(id);
		return xstrdup("AWS::AccountId");
	}
	for (int i = 0; as_they_are[i]; i++)
		if (str_ends(id, as_they_are[i]))
			return id;
	longer = xasprintf("%sName", id);
	free(id);
	return longer;
}

static struct json *cfn_parameters_ref(const char *id)
{
	struct json *ref = json_object_new();

	json_put_str(ref, "Ref", id);
	return ref;
}

/* In Fn::Sub "${!x}" is the text "${x}". */
static void cfn_parameters_add_literal(struct buf *sub, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		buf_char(sub, text[i]);
		if (text[i] == '$' && i + 1 < n && text[i + 1] == '{') {
			buf_str(sub, "{!");
			i++;
		}
	}
}

struct json *cloudformation_text(const struct cloudformation_out *out, const char *text)
{
	struct buf sub = BUF(BUF_TEXT);
	struct json *value;
	const char *rest;
	char name[128], *id;
	size_t before;

	rest = marks_next(out->marks, text, &before, name);
	if (rest && !before && !*rest) {
		id = cfn_parameters_id(name);
		value = cfn_parameters_ref(id);
		free(id);
		return value;
	}
	if (!rest)
		return json_string_new(text);
	for (; rest; rest = marks_next(out->marks, text, &before, name)) {
		id = cfn_parameters_id(name);
		cfn_parameters_add_literal(&sub, text, before);
		buf_fmt(&sub, "${%s}", id);
		free(id);
		text = rest;
	}
	cfn_parameters_add_literal(&sub, text, strlen(text));
	value = json_object_new();
	json_put_str(value, "Fn::Sub", sub.s);
	buf_free(&sub);
	return value;
}

struct json *cloudformation_value(const struct cloudformation_out *out,
				  const struct json *j)
{
	enum json_type type = json_type(j);
	struct json *value;

	if (type == JSON_STRING)
		return cloudformation_text(out, json_text(j));
	if (type != JSON_LIST && type != JSON_OBJECT)
		return json_copy(j);
	value = type == JSON_LIST ? json_list_new() : json_object_new();
	json_each(child, j) {
		if (type == JSON_LIST)
			json_push(value, cloudformation_value(out, child));
		else
			json_put(value, json_key(child), cloudformation_value(out, child));
	}
	return value;
}

/* --- parameters ------------------------------------------------------------------ */

static struct json *cfn_parameters_put(struct cloudformation_out *out, const char *id,
				       const char *preset, const char *pattern,
				       const char *says, const char *description)
{
	struct json *parameter = json_put(out->parameters, id, json_object_new());

	json_put_str(parameter, "Type", "String");
	json_put_str(parameter, "Default", preset);
	json_put_str(parameter, "Description", description);
	if (pattern) {
		json_put_str(parameter, "AllowedPattern", pattern);
		json_put_str(parameter, "ConstraintDescription", says);
	}
	return parameter;
}

/* The pattern of a value and of its kind, both for the whole text. */
static void cfn_parameters_pattern(const struct pack_value *v, struct buf *out,
				   const char **says)
{
	const char *of_kind = ANY;

	*says = v->label;
	for (size_t i = 0; i < sizeof(patterns) / sizeof(*patterns); i++)
		if (patterns[i].kind == v->kind) {
			of_kind = patterns[i].pattern;
			*says = patterns[i].says;
		}
	buf_str(out, "^");
	if (v->pattern)
		buf_fmt(out, "(?=(%s)$)", v->pattern);
	if (v->max > 0)
		buf_fmt(out, "(?=.{%d,%d}$)", (int)v->min, (int)v->max);
	buf_fmt(out, "(%s)$", of_kind);
	if (*v->says)
		*says = v->says;
}

static void cfn_parameters_put_value(struct cloudformation_out *out,
				     const struct pack_value *v)
{
	struct buf preset = BUF(BUF_TEXT), pattern = BUF(BUF_TEXT), text = BUF(4000);
	char *id = cfn_parameters_id(v->name);
	const char *says;

	answers_value(out->h->answers, out->h->pack, v->name, &preset);
	if (v->kind == VALUE_IAM_PATH && !preset.len)
		buf_str(&preset, "/");
	cfn_parameters_pattern(v, &pattern, &says);
	buf_fmt(&text, "%s. %s", v->label, v->help);
	cfn_parameters_put(out, id, preset.s, pattern.s, says, text.s);
	buf_free(&preset);
	buf_free(&pattern);
	buf_free(&text);
	free(id);
}

/* A condition that holds where the parameter is, or is not, this text. */
static void cfn_parameters_put_condition(struct cloudformation_out *out, const char *name,
					 const char *parameter, const char *text, bool is)
{
	struct json *equals = json_object_new(), *both, *not ;

	both = json_put(equals, "Fn::Equals", json_list_new());
	json_push(both, cfn_parameters_ref(parameter));
	json_push(both, json_string_new(text));
	if (is) {
		json_put(out->conditions, name, equals);
		return;
	}
	not = json_put(out->conditions, name, json_object_new());
	json_push(json_put(not, "Fn::Not", json_list_new()), equals);
}

/* The tags that the operator answered: "Tag1Value", in their order; and one more. */
static void cfn_parameters_put_tags(struct cloudformation_out *out)
{
	struct json *members = json_list_new();
	size_t n = 0;

	for (const struct pack_value *v = out->h->pack->values; v->name; v++)
		if (v->kind == VALUE_TAGS && value_asked(v, out->h->answers)) {
			json_free(members);
			members = value_members(json_str(out->h->answers->values, v->name));
		}
	json_each(member, members) {
		const char *text = json_text(member), *value = strchr(text, '=');
		char id[40];
		struct buf says = BUF(1000), key = BUF(512);

		if (!value)
			continue;
		snprintf(id, sizeof(id), "Tag%zuValue", ++n);
		buf_add(&key, text, (size_t)(value - text));
		buf_fmt(&says, "Value of the tag %s", key.s);
		json_put_str(out->tags, key.s, id);
		cfn_parameters_put(out, id, value + 1, "^[^\\u0000-\\u001f]{0,256}$",
				   "up to 256 characters", says.s);
		buf_free(&key);
		buf_free(&says);
	}
	json_free(members);
	cfn_parameters_put(out, "ExtraTagKey", "", "^[^\\u0000-\\u001f]{0,128}$",
			   "up to 128 characters",
			   "Optional: the key of one more tag on each resource");
	cfn_parameters_put(out, "ExtraTagValue", "yes", "^[^\\u0000-\\u001f]{0,256}$",
			   "up to 256 characters", "Value of that tag");
	cfn_parameters_put_condition(out, "HasExtraTag", "ExtraTagKey", "", false);
}

static void cfn_parameters_put_boundary(struct cloudformation_out *out,
					const struct pack_value *v)
{
	char *id = cfn_parameters_id(v->name);

	cfn_parameters_put_condition(out, "HasBoundary", id, "", false);
	free(id);
}

void cloudformation_put_parameters(struct cloudformation_out *out)
{
	for (const struct pack_value *v = out->h->pack->values; v->name; v++)
		if (str_eq(json_str(out->marks->names, v->name), v->name) &&
		    !str_eq(v->name, "ACCOUNT_ID")) {
			cfn_parameters_put_value(out, v);
			if (v->kind == VALUE_BOUNDARY)
				cfn_parameters_put_boundary(out, v);
		}
	cfn_parameters_put_tags(out);
}

void cloudformation_put_choice(struct cloudformation_out *out, struct json *resource,
			       const char *id, const char *what)
{
	static const char *const words[] = { "yes", "no", NULL };
	char *parameter = xasprintf("Create%s", id),
	     *condition = xasprintf("Creates%s", id);
	struct buf text = BUF(1000);
	struct json *allowed;

	buf_fmt(&text, "Create %s? no: it exists already, and is used as it is%s", what,
		str_eq(json_str(resource, "Type"), "AWS::EKS::AccessEntry") ?
			"; or the cluster has no access entries (authentication mode "
			"CONFIG_MAP)" :
			"");
	allowed = json_put(cfn_parameters_put(out, parameter, "yes", NULL, NULL, text.s),
			   "AllowedValues", json_list_new());
	for (int i = 0; words[i]; i++)
		json_push(allowed, json_string_new(words[i]));
	cfn_parameters_put_condition(out, condition, parameter, "yes", true);
	json_put_str(resource, "Condition", condition);
	buf_free(&text);
	free(parameter);
	free(condition);
}
