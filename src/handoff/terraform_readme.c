/* terraform_readme.c - README.md of a module; see terraform.h. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/shell.h"
#include "base/str.h"
#include "format/json.h"
#include "handoff/afterwards.h"
#include "handoff/form_rows.h"
#include "handoff/terraform.h"
#include "kinds/kinds.h"
#include "pack/answers.h"
#include "pack/pack.h"

/* What is written there for every module; see below for the rest. */
static const char use[] =
	"## Use\n"
	"\n"
	"Run it with credentials of account %s in the Region %s:\n"
	"\n"
	"    terraform init\n"
	"    terraform plan -out accredit.tfplan\n"
	"    terraform apply accredit.tfplan\n"
	"\n"
	"Or call it from a configuration of yours, whose AWS provider it then uses:\n"
	"\n"
	"    module \"%s\" {\n"
	"      source = \"./%s\"\n"
	"    }\n"
	"\n"
	"It creates no access keys, and its state contains no secrets. It has no provider block "
	"and no backend: the state is where you keep yours.\n"
	"\n";

static const char exists[] =
	"## What exists already\n"
	"\n"
	"A resource of the same name that exists stops the run. Import it, and the plan shows "
	"what would change in it:\n"
	"\n";

static const char undo[] =
	"## Undo\n"
	"\n"
	"    terraform destroy\n"
	"\n"
	"This deletes what the module created or imported, and nothing else. A bucket must be "
	"empty first; objects in it are never deleted by this module.\n";

/* A name as code; none has a backquote. */
static void terraform_readme_code(const struct terraform_out *out, struct buf *text,
				  const char *name)
{
	char *plain = terraform_plain(out, name);

	buf_char(text, '`');
	str_clean_into(text, plain, strlen(plain), false);
	buf_char(text, '`');
	free(plain);
}

static void terraform_readme_variables(const struct terraform_out *out, struct buf *text)
{
	char name[HCL_NAME_MAX];

	buf_str(text,
		"## Variables\n"
		"\n"
		"Every variable has a default: see variables.tf. If you change one of "
		"these, tell the requester, who gives the same to accredit:\n"
		"\n"
		"| Variable | accredit |\n"
		"| --- | --- |\n");
	json_each(one, out->names) {
		hcl_variable(json_key(one), name);
		buf_fmt(text, "| `%s` | `--set %s=...` |\n", name, json_key(one));
	}
	buf_char(text, '\n');
}

static void terraform_readme_exists(const struct terraform_out *out, struct buf *text)
{
	char label[HCL_NAME_MAX];
	bool some = false;

	buf_str(text, exists);
	json_each(import, out->imports) {
		buf_str(text, "    terraform import ");
		shell_word(text, json_key(import));
		buf_char(text, ' ');
		shell_word(text, json_text(import));
		buf_char(text, '\n');
	}
	for (size_t i = 0; i < out->resources.count; i++) {
		const struct resource *r = out->resources.items[i];
		const struct form_row *row = form_row_find(r->kind);

		if (!row || !row->terraform || !terraform_optional(out, r))
			continue;
		if (!some)
			buf_str(text,
				"\nOthers may use these, too. If one exists, set its variable "
				"to false: it is then neither created, changed nor destroyed, "
				"but policies are attached to a role all the same.\n\n");
		some = true;
		terraform_label(r->id, label);
		buf_fmt(text, "- `create_%s`: %s ", label, kind_label(r->kind));
		terraform_readme_code(out, text, r->name);
		buf_char(text, '\n');
	}
	buf_char(text, '\n');
}

static void terraform_readme_afterwards(const struct terraform_out *out, struct buf *text)
{
	struct json *left = handoff_afterwards(out->h, "terraform");

	buf_str(text, "## Afterwards\n\n");
	if (json_count(left))
		buf_str(text,
			"Terraform leaves this to the requester, who runs the command "
			"given with it:\n\n");
	json_each(row, left) {
		struct afterwards one = afterwards_read(row);

		buf_fmt(text, "- %s ", kind_label(one.kind));
		terraform_readme_code(out, text, one.name);
		buf_fmt(text, ": %s\n\n      %s\n\n", one.why, one.command);
	}
	buf_str(text,
		"The requester verifies the result:\n"
		"\n"
		"    accredit verify --answers answers.json\n"
		"\n");
	json_free(left);
}

void terraform_write_readme(const struct terraform_out *out, struct buf *text)
{
	const struct answers *a = out->h->answers;
	bool user = false;

	buf_fmt(text, "# %s: setup %s\n\n", out->h->pack->title, a->name);
	buf_fmt(text,
		"A Terraform module, written by accredit. It creates what %s needs in AWS "
		"(method %s%s%s).\n\n",
		out->h->pack->title, a->method, *a->policy ? ", policy " : "", a->policy);
	buf_fmt(text, use, a->account, a->region, a->platform, a->platform);
	if (json_count(out->names))
		terraform_readme_variables(out, text);
	terraform_readme_exists(out, text);
	terraform_readme_afterwards(out, text);
	buf_str(text, undo);
	for (size_t i = 0; i < out->resources.count; i++) {
		const struct resource *r = out->resources.items[i];

		user |= str_eq(r->kind, "user");
		if (*resource_str(r, "stays") && form_row_find(r->kind)->terraform)
			buf_fmt(text,
				"\nThe %s is protected (`prevent_destroy` in main.tf): %s.\n",
				kind_label(r->kind), resource_str(r, "stays"));
	}
	if (user)
		buf_str(text,
			"\nA user that has access keys is not destroyed, unless "
			"`delete_access_keys` was applied as true before.\n");
}
