/* cfn.c - a setup as a CloudFormation template; see cloudformation.h. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "handoff/cloudformation.h"
#include "handoff/cfn_readme.h"
#include "handoff/form_rows.h"
#include "handoff/marks.h"
#include "kinds/kinds.h"
#include "pack/answers.h"
#include "pack/pack.h"

/* --- resources -------------------------------------------------------------------- */

struct json *cloudformation_find(const struct cloudformation_out *out, const char *kind,
				 const char *name)
{
	const struct resources *all = &out->marks->resources;

	for (size_t i = 0; i < all->count; i++)
		if (str_eq(all->items[i]->kind, kind) &&
		    str_eq(all->items[i]->name, name)) {
			char *id = cloudformation_id(all->items[i]->id);
			struct json *resource = json_get(out->resources, id);

			free(id);
			return resource;
		}
	return NULL;
}

void cloudformation_depend(const struct cloudformation_out *out, struct json *resource,
			   const struct resource *r)
{
	struct json *list = json_get(resource, "DependsOn");

	json_each(need, resource_get(r, "needs")) {
		char *id = cloudformation_id(json_text(need));
		struct json *other = json_get(out->resources, id);

		const char *other_if = json_str(other, "Condition");

		/* what may not be created cannot be waited for: it exists already */
		if (*other_if && !str_eq(other_if, json_str(resource, "Condition")))
			other = NULL;
		if (other && other != resource && !json_has(list, id)) {
			if (!list)
				list = json_put(resource, "DependsOn", json_list_new());
			json_push(list, json_string_new(id));
		}
		free(id);
	}
}

/* What others may have created: of everyone, of a fixed name, or taken as it is. */
static bool cfn_may_exist(const struct resource *r)
{
	static const char *const fixed[] = { "role", "user", "instance-profile", NULL };
	const struct kind *k = kind_find(r->kind);

	return (k && k->shared) || *resource_str(r, "others") ||
		str_eq(r->kind, "cluster-access") ||
		(!*resource_str(r, "named_by") && str_in(r->kind, fixed));
}

static void cfn_put_choice(struct cloudformation_out *out, struct json *resource,
			   const char *id, const struct resource *r)
{
	const struct resource *plain = resources_find(out->h->resources, r->id);
	struct buf what = BUF(600);

	if (str_eq(r->kind, "cluster-access"))
		buf_fmt(&what, "the access entry of %s", resource_str(plain, "principal"));
	else
		buf_fmt(&what, "the %s %s", kind_label(r->kind), plain->name);
	cloudformation_put_choice(out, resource, id, what.s);
	buf_free(&what);
}

static void cfn_put_tags(struct cloudformation_out *out, struct json *properties,
			 const struct resource *r)
{
	struct json *tags = json_put(properties, "Tags", json_list_new()), *tag, *arms;

	json_each(one, resource_get(r, "tags")) {
		const char *parameter = json_str(out->tags, json_key(one));

		tag = json_push(tags, json_object_new());
		json_put_str(tag, "Key", json_key(one));
		if (*parameter)
			json_put_str(json_put(tag, "Value", json_object_new()), "Ref",
				     parameter);
		else
			json_put(tag, "Value", cloudformation_text(out, json_text(one)));
	}
	arms = json_put(json_push(tags, json_object_new()), "Fn::If", json_list_new());
	json_push(arms, json_string_new("HasExtraTag"));
	tag = json_push(arms, json_object_new());
	json_put_str(json_put(tag, "Key", json_object_new()), "Ref", "ExtraTagKey");
	json_put_str(json_put(tag, "Value", json_object_new()), "Ref", "ExtraTagValue");
	json_put_str(json_push(arms, json_object_new()), "Ref", "AWS::NoValue");
}

struct json *cloudformation_add(struct cloudformation_out *out, const struct resource *r,
				const char *type, const char *name, const char *tags)
{
	char *id = cloudformation_id(r->id);
	struct json *resource = json_put(out->resources, id, json_object_new()),
		    *properties;
	bool bucket = str_eq(r->kind, "bucket"), stays = *resource_str(r, "stays");

	json_put_str(resource, "Type", type);
	if (cfn_may_exist(r))
		cfn_put_choice(out, resource, id, r);
	cloudformation_depend(out, resource, r);
	if (bucket || stays) {
		json_put_str(resource, "DeletionPolicy", stays ? "Retain" : "Delete");
		json_put_str(resource, "UpdateReplacePolicy", "Retain");
	}
	properties = json_put(resource, "Properties", json_object_new());
	if (name)
		json_put(properties, name, cloudformation_text(out, r->name));
	if (tags)
		cfn_put_tags(out, properties, r);
	free(id);
	return properties;
}

/* --- outputs ---------------------------------------------------------------------- */

static void cfn_put_output(struct cloudformation_out *out, const char *id, const char *what,
			   const char *text)
{
	char *name = xasprintf("%s_%s", id, what), *key = cloudformation_id(name);
	struct json *output;

	output = json_put(out->outputs, key, json_object_new());
	json_put_str(output, "Description", name);
	json_put(output, "Value", cloudformation_text(out, text));
	free(name);
	free(key);
}

/* As accredit's "outputs" event: the name and the ARN of what has one; and buckets, queues.
 */
static void cfn_put_outputs(struct cloudformation_out *out, const struct resource *r)
{
	const struct kind *k = kind_find(r->kind);
	const char *path = resource_str(r, "path");
	const char *partition = json_str(out->h->wanted, "partition");
	struct buf arn = BUF(2048), account = BUF(100);

	buf_str(&account, json_str(out->marks->texts, "ACCOUNT_ID"));
	if (!account.len)
		buf_str(&account, out->h->answers->account);
	if (k->arn)
		buf_fmt(&arn, "arn:%s:iam::%s:%s%s%s", partition, account.s, k->arn,
			*path ? path : "/", r->name);
	else if (str_eq(r->kind, "bucket"))
		buf_fmt(&arn, "arn:%s:s3:::%s", partition, r->name);
	else if (str_eq(r->kind, "queue"))
		buf_fmt(&arn, "arn:%s:sqs:%s:%s:%s", partition, out->h->answers->region,
			account.s, r->name);
	if (arn.len) {
		const struct {
			const char *what, *text;
		} rows[] = { { "name", r->name }, { "arn", arn.s } };

		for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
			cfn_put_output(out, r->id, rows[i].what, rows[i].text);
	}
	buf_free(&arn);
	buf_free(&account);
}

/* --- the template ----------------------------------------------------------------- */

/* A section where there is something in it; takes it. */
static void cfn_put_section(struct json *template, const char *name, struct json *section)
{
	if (json_count(section))
		json_put(template, name, section);
	else
		json_free(section);
}

/* A vendor's document can name actions that AWS does not have; it is sent as it is. */
static void cfn_put_lint(struct json *template)
{
	struct json *lint = json_put(json_put(template, "Metadata", json_object_new()),
				     "cfn-lint", json_object_new());

	lint = json_put(lint, "config", json_object_new());
	json_push(json_put(lint, "ignore_checks", json_list_new()),
		  json_string_new("W3037"));
}

static struct json *cfn_template(struct cloudformation_out *out)
{
	const struct answers *a = out->h->answers;
	struct json *template = json_object_new();
	struct buf text = BUF(1000);

	buf_fmt(&text, "AWS access of %s (accredit setup %s, method %s%s%s)",
		out->h->pack->title, a->name, a->method, *a->policy ? ", policy " : "",
		a->policy);
	json_put_str(template, "AWSTemplateFormatVersion", "2010-09-09");
	json_put_str(template, "Description", text.s);
	buf_free(&text);
	cfn_put_lint(template);
	cfn_put_section(template, "Parameters", out->parameters);
	cfn_put_section(template, "Conditions", out->conditions);
	cfn_put_section(template, "Resources", out->resources);
	cfn_put_section(template, "Outputs", out->outputs);
	out->parameters = out->conditions = out->resources = out->outputs = NULL;
	return template;
}

/* "{{resolve:" is replaced by CloudFormation wherever it is, and cannot be escaped. */
static bool cfn_can_write(const struct handoff *h, struct err *err)
{
	struct buf text = BUF(BUF_TEXT);
	bool ok;

	json_print(&text, json_get(h->wanted, "resources"));
	ok = !strstr(text.s, "{{resolve:");
	buf_free(&text);
	if (ok)
		return true;
	err_set(err, ERR_INPUT,
		"CloudFormation would replace the text '{{resolve:' of an answer");
	return err_hint(err, "choose another answer, or --format cli");
}

static void cfn_put_resources(struct cloudformation_out *out)
{
	const struct resources *all = &out->marks->resources;

	cloudformation_put_parameters(out);
	for (size_t i = 0; i < all->count; i++) {
		const struct form_row *row = form_row_find(all->items[i]->kind);

		if (!row || !row->cloudformation || out->err->kind != ERR_NONE)
			continue;
		row->cloudformation(out, all->items[i]);
		cfn_put_outputs(out, all->items[i]);
	}
	if (!json_count(out->resources) && out->err->kind == ERR_NONE) {
		err_set(out->err, ERR_INPUT,
			"this setup has no resource that CloudFormation creates");
		err_hint(out->err, "use --format cli");
	}
}

bool handoff_cloudformation(const struct handoff *h, const char *prefix,
			    struct handoff_files *files, struct err *err)
{
	struct marks marks = { .names = NULL };
	struct cloudformation_out out = { .h = h,
					  .marks = &marks,
					  .parameters = json_object_new(),
					  .conditions = json_object_new(),
					  .resources = json_object_new(),
					  .outputs = json_object_new(),
					  .left = json_list_new(),
					  .tags = json_object_new(),
					  .err = err };
	bool ok = cfn_can_write(h, err) && marks_make(&marks, h, err);

	if (ok)
		cfn_put_resources(&out);
	ok = ok && err->kind == ERR_NONE;
	if (ok) {
		char *name = xasprintf("%s%s.template.json", prefix, h->answers->name);
		struct buf *text = handoff_file_add(files, name, false);
		struct json *template = cfn_template(&out);

		json_pretty(text, template);
		if (text->len >= CLOUDFORMATION_INLINE) {
			buf_reset(text); /* without the white space it may fit */
			json_print(text, template);
		}
		buf_char(text, '\n');
		cfn_readme(&out, prefix, template, text->len, files);
		json_free(template);
		free(name);
	}
	json_free(out.parameters);
	json_free(out.conditions);
	json_free(out.resources);
	json_free(out.outputs);
	json_free(out.left);
	json_free(out.tags);
	marks_free(&marks);
	return ok;
}
