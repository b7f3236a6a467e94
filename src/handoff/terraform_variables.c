/* terraform_variables.c - variables.tf and outputs.tf; see terraform.h. */
#include "config.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "handoff/form_rows.h"
#include "handoff/terraform.h"
#include "kinds/kinds.h"
#include "pack/answers.h"
#include "pack/pack.h"

static void terraform_variables_open(struct hcl *f, const char *name,
				     const char *description, const char *type)
{
	hcl_blank(f);
	hcl_open(f, "variable \"%s\"", name);
	hcl_set_text(f, "description", description);
	hcl_set(f, "type", "%s", type);
}

/* One of a value: a name, the path or the boundary. */
static void terraform_variables_value(const struct terraform_out *out, struct hcl *f,
				      const struct json *named)
{
	const struct pack_value *v = pack_value(out->h->pack, json_key(named));
	const char *text = json_text(named);
	char name[HCL_NAME_MAX];

	hcl_variable(v->name, name);
	terraform_variables_open(f, name, *v->help ? v->help : v->label, "string");
	if (*text)
		hcl_set_text(f, "default", text);
	else
		hcl_set(f, "default", "null");
	if (v->kind != VALUE_BOUNDARY) /* null: no boundary */
		hcl_set(f, "nullable", "false");
	hcl_close(f);
}

static void terraform_variables_create(const struct terraform_out *out, struct hcl *f,
				       const struct resource *r)
{
	bool access = str_eq(r->kind, "cluster-access");
	char label[HCL_NAME_MAX];
	char *name, *description, *its = terraform_plain(out, r->name);

	terraform_label(r->id, label);
	name = xasprintf("create_%s", label);
	description =
		xasprintf("Whether to create the %s %s: false if %s.",
			  access ? "access entry of" : kind_label(r->kind), its,
			  access ? "it exists, or if the cluster has no access entries "
				   "(its authentication mode is CONFIG_MAP)" :
				   "it exists already");
	terraform_variables_open(f, name, description, "bool");
	hcl_set(f, "default", "true");
	hcl_set(f, "nullable", "false");
	hcl_close(f);
	free(its);
	free(name);
	free(description);
}

void terraform_write_variables(const struct terraform_out *out, struct buf *text)
{
	struct hcl f = { .out = BUF(BUF_TEXT) };
	struct json *tags = terraform_tags_answered(out);

	json_each(name, out->names)
		terraform_variables_value(out, &f, name);
	terraform_variables_open(
		&f, "tags",
		"Tags of everything that can have them; accredit:setup is added.",
		"map(string)");
	hcl_set_json(&f, "default", "", tags, "");
	hcl_set(&f, "nullable", "false");
	hcl_close(&f);
	json_free(tags);
	for (size_t i = 0; i < out->resources.count; i++) {
		const struct resource *r = out->resources.items[i];
		const struct form_row *row = form_row_find(r->kind);

		if (row && row->terraform && terraform_optional(out, r))
			terraform_variables_create(out, &f, r);
		if (!str_eq(r->kind, "user"))
			continue;
		terraform_variables_open(
			&f, "delete_access_keys",
			"Whether destroying the user deletes its access keys, "
			"too; otherwise it fails while the user has one.",
			"bool");
		hcl_set(&f, "default", "false");
		hcl_set(&f, "nullable", "false");
		hcl_close(&f);
	}
	hcl_end(&f, text);
}

/* --- outputs ------------------------------------------------------------------------ */

/* An attribute that is one, and what people call it. */
struct variables_output {
	const char *attribute, *what;
};

static const struct variables_output name_output = { "name", "Name" };
static const struct variables_output arn_output = { "arn", "ARN" };

static void terraform_variables_output(struct terraform_out *out, struct hcl *f,
				       const struct resource *r,
				       const struct variables_output *of, const char *text)
{
	struct buf expression = BUF(BUF_TEXT);
	char *description = xasprintf("%s of the %s", of->what, kind_label(r->kind));

	hcl_blank(f);
	hcl_open(f, "output \"%s_%s\"", r->id, of->attribute);
	hcl_set_text(f, "description", description);
	terraform_refer(out, r, of->attribute, text, &expression);
	hcl_set(f, "value", "%s", expression.s);
	hcl_close(f);
	buf_free(&expression);
	free(description);
}

/* The outputs of a setup (plan_outputs in plan/plan.h) of what the module creates. */
void terraform_write_outputs(struct terraform_out *out, struct buf *text)
{
	struct hcl f = { .out = BUF(BUF_TEXT) };

	for (size_t i = 0; i < out->resources.count; i++) {
		const struct resource *r = out->resources.items[i];
		const struct kind *k = kind_find(r->kind);
		struct buf arn = BUF(BUF_TEXT);

		if (!k || !k->arn)
			continue;
		terraform_arn(out, r, &arn);
		if (str_eq(r->kind, "oidc-provider")) { /* its URL is no name */
			struct buf name = BUF(BUF_TEXT);

			hcl_blank(&f);
			hcl_open(&f, "output \"%s_name\"", r->id);
			hcl_set_text(&f, "description", "Issuer of the OIDC provider");
			hcl_text(&name, r->name);
			hcl_set(&f, "value", "%s", name.s);
			hcl_close(&f);
			buf_free(&name);
		} else {
			terraform_variables_output(out, &f, r, &name_output, r->name);
		}
		terraform_variables_output(out, &f, r, &arn_output, arn.s);
		buf_free(&arn);
	}
	hcl_end(&f, text);
}
