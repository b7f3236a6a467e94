/* forms.c - the forms by name, and what each leaves for afterwards; see handoff.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/shell.h"
#include "base/str.h"
#include "format/json.h"
#include "handoff/afterwards.h"
#include "handoff/form_rows.h"
#include "pack/answers.h"

const struct handoff_form handoff_forms[] = {
	{ "cli", "one shell script of AWS CLI calls, and another that undoes it",
	  handoff_cli },
	{ "cloudformation", "one CloudFormation template with parameters and outputs",
	  handoff_cloudformation },
	{ "terraform", "a Terraform module with variables and outputs", handoff_terraform },
	{ "bundle", "all of them, with a letter that says what is asked and why",
	  handoff_bundle },
	{ .name = NULL },
};

const struct handoff_form *handoff_form_find(const char *name)
{
	for (const struct handoff_form *form = handoff_forms; form->name; form++)
		if (str_eq(form->name, name))
			return form;
	return NULL;
}

/* Whether the form has a function for this kind. */
static bool forms_writes(const struct form_row *row, const char *form)
{
	if (str_eq(form, "cloudformation"))
		return row->cloudformation;
	return str_eq(form, "terraform") ? row->terraform != NULL : row->cli != NULL;
}

/* Fills {setup}, {platform} and {MEMBER of the resource} in, each as a word of a shell. */
static void forms_fill(struct buf *out, const char *text, const struct handoff *h,
		       const struct resource *r)
{
	for (size_t n; *text; text += n) {
		char name[64];

		n = strcspn(text, "{");
		buf_add(out, text, n);
		text += n;
		n = strcspn(text, "}");
		if (!*text || !text[n])
			break;
		snprintf(name, sizeof(name), "%.*s", (int)n - 1, text + 1);
		shell_word(out,
			   str_eq(name, "setup")	    ? h->answers->name :
				   str_eq(name, "platform") ? h->answers->platform :
							      resource_text(r, name));
		n++;
	}
}

struct json *handoff_afterwards(const struct handoff *h, const char *form)
{
	struct json *all = json_list_new();

	for (size_t i = 0; i < h->resources->count; i++) {
		const struct resource *r = h->resources->items[i];
		const struct form_row *row = form_row_find(r->kind);
		struct buf command = BUF(BUF_TEXT);

		if (!row || forms_writes(row, form))
			continue;
		forms_fill(&command, row->later ? row->later : FORM_LATER, h, r);
		json_push(
			all,
			afterwards_row(&(struct afterwards){
				.id = r->id,
				.kind = r->kind,
				.name = r->name,
				.why = row->why ? row->why : "this form cannot express it",
				.command = command.s,
			}));
		buf_free(&command);
	}
	return all;
}
