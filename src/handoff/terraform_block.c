/* terraform_block.c - a block of the module and what it refers to; see terraform.h. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "format/json.h"
#include "handoff/form_rows.h"
#include "handoff/terraform.h"
#include "kinds/kinds.h"
#include "pack/answers.h"

/* The provider's resource of a kind; NULL: the module has no such kind. */
static const char *terraform_block_type(const struct resource *r)
{
	const struct form_row *row = form_row_find(r->kind);

	return row ? row->terraform_type : NULL;
}

const struct resource *terraform_find(const struct terraform_out *out, const char *kind,
				      const char *name)
{
	for (size_t i = 0; i < out->resources.count; i++) {
		const struct resource *r = out->resources.items[i];

		if (str_eq(r->kind, kind) && str_eq(r->name, name))
			return r;
	}
	return NULL;
}

void terraform_arn(const struct terraform_out *out, const struct resource *r,
		   struct buf *arn)
{
	const char *partition = json_str(out->h->wanted, "partition");
	const char *account = out->h->answers->account;
	const char *path = resource_str(r, "path");
	const struct kind *k = kind_find(r->kind);

	if (k && k->arn)
		buf_fmt(arn, "arn:%s:iam::%s:%s%s%s", partition, account, k->arn,
			*path ? path : "/", r->name);
	else if (str_eq(r->kind, "queue"))
		buf_fmt(arn, "arn:%s:sqs:%s:%s:%s", partition, out->h->answers->region,
			account, r->name);
}

const struct resource *terraform_find_arn(const struct terraform_out *out, const char *arn)
{
	for (size_t i = 0; i < out->resources.count; i++) {
		struct buf its = BUF(BUF_TEXT);
		bool same;

		terraform_arn(out, out->resources.items[i], &its);
		same = its.len && str_eq(its.s, arn);
		buf_free(&its);
		if (same)
			return out->resources.items[i];
	}
	return NULL;
}

bool terraform_optional(const struct terraform_out *out, const struct resource *r)
{
	const struct kind *k = kind_find(r->kind);

	(void)out;
	if (form_row_find(r->kind)->may_exist)
		return true;
	/* a name that accredit's platform fixes, or that others use, too */
	return k && k->path &&
		str_in(r->kind,
		       (const char *const[]){ "role", "instance-profile", NULL }) &&
		(!*resource_str(r, "named_by") ||
		 str_eq(resource_str(r, "others"), "keep"));
}

void terraform_label(const char *id, char label[HCL_NAME_MAX])
{
	size_t n = 0;

	if (*id >= '0' && *id <= '9')
		label[n++] = '_';
	for (; *id && n < HCL_NAME_MAX - 1; id++)
		label[n++] = *id == '-' || *id == '.' ? '_' : *id;
	label[n] = '\0';
}

void terraform_begin(struct terraform_out *out, const struct resource *r, const char *type)
{
	const struct form_row *row = form_row_find(r->kind);
	bool own = str_eq(type, row->terraform_type);
	char label[HCL_NAME_MAX];

	json_free(out->used);
	out->used = json_list_new();
	hcl_blank(&out->main);
	if (own && *resource_str(r, "remark"))
		hcl_comment(&out->main, resource_str(r, "remark"));
	terraform_label(r->id, label);
	hcl_open(&out->main, "resource \"%s\" \"%s\"", type, label);
	if (terraform_optional(out, r)) {
		hcl_set(&out->main, "count", "var.create_%s ? 1 : 0", label);
		hcl_blank(&out->main);
	}
	if (own && row->terraform_name)
		hcl_set_text(&out->main, row->terraform_name, r->name);
}

/* What its "needs" say and its arguments do not. */
static void terraform_block_depend(struct terraform_out *out, const struct resource *r,
				   const char *type, const char *after)
{
	struct buf list = BUF(BUF_TEXT);

	json_each(need,
		   str_eq(type, terraform_block_type(r)) ? resource_get(r, "needs") :
							   NULL) {
		const struct resource *of =
			resources_find(&out->resources, json_text(need));
		const char *its = of ? terraform_block_type(of) : NULL;
		char label[HCL_NAME_MAX];

		if (!its || json_has(out->used, of->id))
			continue;
		terraform_label(of->id, label);
		buf_fmt(&list, "%s%s.%s", list.len ? ", " : "", its, label);
	}
	if (after)
		buf_fmt(&list, "%s%s", list.len ? ", " : "", after);
	if (list.len) {
		hcl_blank(&out->main);
		hcl_set(&out->main, "depends_on", "[%s]", list.s);
	}
	buf_free(&list);
}

void terraform_end(struct terraform_out *out, const struct resource *r, const char *type,
		   const char *import, const char *after)
{
	struct buf address = BUF(4 * HCL_NAME_MAX);
	char label[HCL_NAME_MAX];
	char *id;

	terraform_block_depend(out, r, type, after);
	if (*resource_str(r, "stays") && str_eq(type, terraform_block_type(r))) {
		hcl_blank(&out->main);
		hcl_comment(&out->main, resource_str(r, "stays"));
		hcl_comment(&out->main,
			    "To destroy it all the same, remove this block first.");
		hcl_open(&out->main, "lifecycle");
		hcl_set(&out->main, "prevent_destroy", "true");
		hcl_close(&out->main);
	}
	hcl_close(&out->main);
	terraform_label(r->id, label);
	buf_fmt(&address, "%s.%s%s", type, label, terraform_optional(out, r) ? "[0]" : "");
	id = terraform_plain(out, import ? import : "");
	if (*id)
		json_put_str(out->imports, address.s, id);
	buf_free(&address);
	free(id);
}

void terraform_set_tags(struct terraform_out *out, const struct resource *r)
{
	struct json *own = json_copy(resource_get(r, "tags"));
	struct json *all = terraform_tags_answered(out);

	json_each(tag, all)
		json_drop(own, json_key(tag));
	json_drop(own, "accredit:setup");
	if (json_count(own))
		hcl_set_json(&out->main, "tags", "merge(", own, ", local.tags)");
	else
		hcl_set(&out->main, "tags", "local.tags");
	json_free(all);
	json_free(own);
}

static void terraform_block_set_variable(struct terraform_out *out, const char *argument,
					 enum value_kind_id kind)
{
	char name[HCL_NAME_MAX];
	const char *value = terraform_value_of(out, kind);

	if (!*value)
		return;
	hcl_variable(value, name);
	hcl_set(&out->main, argument, "var.%s", name);
}

void terraform_set_path(struct terraform_out *out)
{
	terraform_block_set_variable(out, "path", VALUE_IAM_PATH);
}

void terraform_set_boundary(struct terraform_out *out)
{
	terraform_block_set_variable(out, "permissions_boundary", VALUE_BOUNDARY);
}

void terraform_refer(struct terraform_out *out, const struct resource *of,
		     const char *attribute, const char *text, struct buf *expression)
{
	const char *type = of ? terraform_block_type(of) : NULL;
	char label[HCL_NAME_MAX];

	if (!type) {
		hcl_text(expression, text);
		return;
	}
	terraform_label(of->id, label);
	if (out->used)
		json_push(out->used, json_string_new(of->id));
	if (!terraform_optional(out, of)) {
		buf_fmt(expression, "%s.%s.%s", type, label, attribute);
		return;
	}
	buf_fmt(expression, "var.create_%s ? %s.%s[0].%s : ", label, type, label,
		attribute);
	hcl_text(expression, text);
}

void terraform_set_of(struct terraform_out *out, const char *name,
		      const struct resource *of, const char *attribute, const char *text)
{
	struct buf expression = BUF(BUF_TEXT);

	terraform_refer(out, of, attribute, text, &expression);
	hcl_set(&out->main, name, "%s", expression.s);
	buf_free(&expression);
}

void terraform_set_name_of(struct terraform_out *out, const char *name,
			   const struct resource *of, const char *text)
{
	terraform_set_of(out, name, of, of ? form_row_find(of->kind)->terraform_name : NULL,
			 text);
}
