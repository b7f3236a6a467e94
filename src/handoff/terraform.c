/* terraform.c - a setup as a Terraform module: main.tf and versions.tf; see handoff.h. */
#include "config.h"

#include <stdlib.h>

#include "base/mem.h"
#include "format/json.h"
#include "handoff/form_rows.h"
#include "handoff/terraform.h"
#include "pack/answers.h"
#include "pack/pack.h"

/* Postconditions of data sources are of Terraform 1.2. */
#define TERRAFORM_VERSION ">= 1.2.0"
/* From 5.81.0 on, an OIDC provider needs no thumbprints. */
#define PROVIDER_VERSION ">= 5.81.0, < 7.0.0"

static void terraform_write_versions(struct buf *text)
{
	struct hcl f = { .out = BUF(BUF_TEXT) };

	hcl_open(&f, "terraform");
	hcl_set_text(&f, "required_version", TERRAFORM_VERSION);
	hcl_blank(&f);
	hcl_open(&f, "required_providers");
	/* a member of an object, not a block */
	buf_fmt(&f.out, "    aws = {\n");
	f.depth++;
	hcl_set_text(&f, "source", "hashicorp/aws");
	hcl_set_text(&f, "version", PROVIDER_VERSION);
	hcl_close(&f);
	hcl_close(&f);
	hcl_close(&f);
	hcl_end(&f, text);
}

/* A data source that fails the plan where its attribute has another text. */
static void terraform_guard(struct hcl *f, const char *type, const char *attribute,
			    const char *text, const char *what)
{
	struct buf message = BUF(400);

	hcl_blank(f);
	hcl_open(f, "data \"%s\" \"current\"", type);
	hcl_open(f, "lifecycle");
	hcl_open(f, "postcondition");
	hcl_set(f, "condition", "self.%s == \"%s\"", attribute, text);
	buf_fmt(&message,
		"This module is for the %s %s. Use credentials and a provider for it.",
		what, text);
	hcl_set_text(f, "error_message", message.s);
	buf_free(&message);
	hcl_close(f);
	hcl_close(f);
	hcl_close(f);
}

static void terraform_write_main(struct terraform_out *out, struct buf *text)
{
	const struct answers *a = out->h->answers;
	struct hcl head = { .out = BUF(BUF_TEXT) };
	struct json *ours = json_object_new();

	json_put_str(ours, "accredit:setup", a->name);
	out->main = (struct hcl){ .out = BUF(BUF_TEXT) };
	for (size_t i = 0; i < out->resources.count; i++) {
		const struct resource *r = out->resources.items[i];
		const struct form_row *row = form_row_find(r->kind);

		if (row && row->terraform)
			row->terraform(out, r);
	}
	hcl_comment(&head, out->h->pack->title);
	hcl_blank(&head);
	hcl_open(&head, "locals");
	hcl_set_json(&head, "tags", "merge(var.tags, ", ours, ")");
	hcl_close(&head);
	terraform_guard(&head, "aws_caller_identity", "account_id", a->account, "account");
	if (out->regional)
		terraform_guard(&head, "aws_region", "id", a->region, "Region");
	hcl_end(&head, text);
	buf_char(text, '\n');
	hcl_end(&out->main, text);
	json_free(ours);
}

bool handoff_terraform(const struct handoff *h, const char *prefix,
		       struct handoff_files *files, struct err *err)
{
	static const char *const names[] = { "main.tf", "variables.tf", "outputs.tf",
					     "versions.tf", "README.md" };
	struct terraform_out out = { .h = h };
	struct buf texts[5];

	(void)err;
	for (int i = 0; i < 5; i++)
		texts[i] = (struct buf)BUF(BUF_TEXT);
	out.imports = json_object_new();
	terraform_names(&out);
	terraform_write_main(&out, &texts[0]);
	terraform_write_variables(&out, &texts[1]);
	terraform_write_outputs(&out, &texts[2]);
	terraform_write_versions(&texts[3]);
	terraform_write_readme(&out, &texts[4]);
	for (int i = 0; i < 5; i++) {
		char *name = xasprintf("%s%s", prefix, names[i]);

		buf_str(handoff_file_add(files, name, false), texts[i].s);
		buf_free(&texts[i]);
		free(name);
	}
	resources_free(&out.resources);
	json_free(out.names);
	json_free(out.imports);
	json_free(out.used);
	return true;
}
