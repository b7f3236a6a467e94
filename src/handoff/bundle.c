/* bundle.c - all forms in one folder, with a letter for the administrator; see handoff.h. */
#include "config.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/shell.h"
#include "base/str.h"
#include "format/json.h"
#include "handoff/afterwards.h"
#include "handoff/handoff.h"
#include "handoff/letter.h"
#include "handoff/permissions.h"
#include "kinds/kinds.h"
#include "pack/answers.h"
#include "pack/pack.h"
#include "plan/describe_step.h"
#include "plan/plan.h"

/* What the administrator runs. {file}: the form's own; {region}, {stack}: as in its README. */
static const struct bundle_form {
	const char *name, *title, *suffix; /* of its file */
	const char *apply[3], *undo[3];	/* commands; those after the last are NULL */
	const char *needs; /* permissions besides those of the script; NULL: none */
} bundle_forms[] = {
	{ "cli",
	  "With the AWS CLI (the script shows every step and asks first)",
	  ".sh",
	  { "sh {file}" },
	  { "sh cli/undo.sh" },
	  NULL },
	{ "cloudformation",
	  "With CloudFormation",
	  ".json",
	  { "aws cloudformation deploy --region {region} --stack-name {stack} "
	    "--template-file {file} --capabilities CAPABILITY_NAMED_IAM" },
	  { "aws cloudformation delete-stack --region {region} --stack-name {stack}" },
	  "CloudFormation also needs cloudformation:CreateChangeSet, DescribeChangeSet, "
	  "ExecuteChangeSet and DescribeStacks, and DeleteStack to undo it." },
	{ "terraform",
	  "With Terraform",
	  ".tf",
	  { "terraform -chdir=terraform init", "terraform -chdir=terraform apply" },
	  { "terraform -chdir=terraform destroy" },
	  "Terraform reads more about each resource than the script: it also needs "
	  "permissions to read them." },
};

#define BUNDLE_FORMS (sizeof(bundle_forms) / sizeof(*bundle_forms))

/* A bundle while it is written. */
struct bundle {
	const struct handoff *h;
	const char *prefix;
	struct handoff_files *files;
	bool has[BUNDLE_FORMS];		/* the form was written */
	size_t policies;		/* files of permissions */
	struct arena arena;
	const char *why[BUNDLE_FORMS];	/* why it was not; NULL: there is no such form */
	struct letter letter;
};

/* --- the letter ----------------------------------------------------------------------- */

/* The first file of the form with that ending, without the prefix; "": none. */
static const char *bundle_file(const struct bundle *b, const struct bundle_form *form)
{
	size_t skip = strlen(b->prefix), n = strlen(form->name);

	for (size_t i = 0; i < b->files->count; i++) {
		const char *name = b->files->items[i].name;

		if (!str_starts(name, b->prefix))
			continue;
		name += skip;
		if (!strncmp(name, form->name, n) && name[n] == '/' &&
		    !strchr(name + n + 1, '/') && str_ends(name, form->suffix) &&
		    !str_ends(name, "/undo.sh"))
			return name;
	}
	return "";
}

static void bundle_command(struct bundle *b, const struct bundle_form *form,
			   const char *text)
{
	const struct { const char *mark, *text; } marks[] = {
		{ "{file}", bundle_file(b, form) },
		{ "{region}", b->h->answers->region },
		{ "{stack}", arena_fmt(&b->arena, "accredit-%s", b->h->answers->name) },
	};
	struct buf out = BUF(BUF_TEXT);

	while (*text) {
		size_t i = 0;

		while (i < 3 && !str_starts(text, marks[i].mark))
			i++;
		if (i < 3) {
			shell_word(&out, marks[i].text);
			text += strlen(marks[i].mark);
		} else {
			buf_char(&out, *text++);
		}
	}
	letter_add(&b->letter, LETTER_COMMAND, "%s", out.s);
	buf_free(&out);
}

static void bundle_put_request(struct bundle *b)
{
	const struct answers *a = b->h->answers;
	const struct pack *p = b->h->pack;
	const struct pack_method *method = pack_method(p, a->method);
	const struct pack_policy *policy = pack_policy(p, a->policy);

	letter_add(&b->letter, LETTER_TITLE, "AWS access for %s in account %s", p->title,
		   a->account);
	letter_add(&b->letter, LETTER_PARAGRAPH,
		   "To the administrator of AWS account %s: please create the resources below "
		   "in Region %s. %s needs them to work in the account, and the requester is "
		   "not allowed to create them. The name of this setup is %s.",
		   a->account, a->region, p->title, a->name);
	letter_add(&b->letter, LETTER_HEADING, "Why");
	if (method)
		letter_add(&b->letter, LETTER_PARAGRAPH, "Credential method: %s. %s",
			   method->title, method->gives);
	if (policy)
		letter_add(&b->letter, LETTER_PARAGRAPH, "Policy: %s (%s). %s", policy->title,
			   policy->name, policy->grants);
	if (*p->caution)
		letter_add(&b->letter, LETTER_PARAGRAPH, "%s", p->caution);
}

/* The resources that some form creates. */
static void bundle_put_resources(struct bundle *b, const struct json *later)
{
	letter_add(&b->letter, LETTER_HEADING, "What is created");
	for (size_t i = 0; i < b->h->resources->count; i++) {
		struct resource *r = b->h->resources->items[i];
		const struct step step = { .kind = r->kind, .name = r->name, .resource = r };
		struct buf text = BUF(BUF_TEXT);

		describe_object(&text, &step);
		if (!afterwards_find(later, r->id))
			letter_add(&b->letter, LETTER_ITEM, "%s", text.s);
		buf_free(&text);
	}
}

static void bundle_put_findings(struct bundle *b)
{
	const struct pack_policy *policy = pack_policy(b->h->pack, b->h->answers->policy);

	letter_add(&b->letter, LETTER_HEADING, "Findings");
	if (policy && *policy->risks)
		letter_add(&b->letter, LETTER_PARAGRAPH, "%s", policy->risks);
	if (!b->h->risks)
		letter_add(&b->letter, LETTER_PARAGRAPH, "The documents were not judged.");
	else if (!json_count(b->h->risks))
		letter_add(&b->letter, LETTER_PARAGRAPH,
			   "No risky statements were found in the documents.");
	json_each(risk, b->h->risks) {
		const char *of = json_str(risk, *json_str(risk, "of") ? "of" : "resource");

		letter_add(&b->letter, LETTER_ITEM, "%s%s%s: %s.", json_str(risk, "level"),
			   *of ? ", " : "", of, json_str(risk, "text"));
	}
}

static void bundle_put_needs(struct bundle *b)
{
	struct buf more = BUF(2000);

	for (size_t i = 0; i < BUNDLE_FORMS; i++)
		if (b->has[i] && bundle_forms[i].needs)
			buf_fmt(&more, " %s", bundle_forms[i].needs);
	letter_add(&b->letter, LETTER_PARAGRAPH,
		   b->policies == 1 ?
			   "Permissions needed to run the script: permissions.json, an IAM "
			   "policy.%s" :
			   b->policies ?
			   "Permissions needed to run the script: the IAM policies "
			   "permissions-1.json, permissions-2.json and so on.%s" :
			   "Permissions needed to run the script: those to create and read "
			   "what is listed above.%s",
		   more.s);
	buf_free(&more);
}

static void bundle_put_forms(struct bundle *b)
{
	letter_add(&b->letter, LETTER_HEADING, "How to create it: one of these, from this folder");
	for (size_t i = 0; i < BUNDLE_FORMS; i++) {
		const struct bundle_form *form = &bundle_forms[i];

		if (b->has[i]) {
			letter_add(&b->letter, LETTER_PARAGRAPH, "%s:", form->title);
			for (size_t n = 0; n < 3 && form->apply[n]; n++)
				bundle_command(b, form, form->apply[n]);
		} else if (b->why[i]) {
			letter_add(&b->letter, LETTER_PARAGRAPH, "%s: not possible. %s.",
				   form->title, b->why[i]);
		}
	}
	bundle_put_needs(b);
	letter_add(&b->letter, LETTER_HEADING, "How to undo it: the same way");
	for (size_t i = 0; i < BUNDLE_FORMS; i++)
		for (size_t n = 0; b->has[i] && n < 3 && bundle_forms[i].undo[n]; n++)
			bundle_command(b, &bundle_forms[i], bundle_forms[i].undo[n]);
}

static void bundle_put_afterwards(struct bundle *b, const struct json *later)
{
	letter_add(&b->letter, LETTER_HEADING, "Afterwards");
	if (json_count(later))
		letter_add(&b->letter, LETTER_PARAGRAPH,
			   "This bundle contains no keys. What it does not create:");
	json_each(row, later) {
		struct afterwards one = afterwards_read(row);

		letter_add(&b->letter, LETTER_ITEM, "%s '%s': %s", kind_label(one.kind),
			   one.name, one.why);
	}
	letter_add(&b->letter, LETTER_PARAGRAPH,
		   "Tell the requester when you are done. The requester then runs this, which "
		   "compares the account with this request and records the setup:");
	letter_add(&b->letter, LETTER_COMMAND, "accredit verify --answers answers.json");
	if (json_count(later))
		letter_add(&b->letter, LETTER_PARAGRAPH,
			   "And then this, which creates what is left:");
	if (json_count(later))
		letter_add(&b->letter, LETTER_COMMAND, "accredit setup %s --name %s",
			   b->h->answers->platform, b->h->answers->name);
}

static struct buf *bundle_add(const struct bundle *b, const char *name)
{
	char *path = xasprintf("%s%s", b->prefix, name);
	struct buf *text = handoff_file_add(b->files, path, false);

	free(path);
	return text;
}

static void bundle_put_letter(struct bundle *b)
{
	struct json *later = handoff_afterwards(b->h, "bundle");

	bundle_put_request(b);
	bundle_put_resources(b, later);
	bundle_put_findings(b);
	bundle_put_forms(b);
	bundle_put_afterwards(b, later);
	letter_as_text(bundle_add(b, "letter.txt"), &b->letter);
	letter_as_html(bundle_add(b, "letter.html"), &b->letter);
	letter_free(&b->letter);
	json_free(later);
}

/* --- its parts ------------------------------------------------------------------------ */

/* What the administrator must be allowed; a file a document. */
static bool bundle_put_permissions(struct bundle *b, struct err *err)
{
	struct json *documents = permissions_documents(b->h->wanted, PERMISSIONS_SETUP, err);

	json_each(document, documents) {
		char name[40] = "permissions.json";

		b->policies++;
		if (json_count(documents) > 1)
			snprintf(name, sizeof(name), "permissions-%zu.json", b->policies);
		json_pretty(bundle_add(b, name), document);
	}
	json_free(documents);
	return !err->kind;
}

/* A form that cannot be written is left out, and the letter says why. */
static bool bundle_put_parts(struct bundle *b, struct err *err)
{
	struct err why = ERR_INIT;
	bool any = false;

	for (size_t i = 0; i < BUNDLE_FORMS; i++) {
		const struct handoff_form *form = handoff_form_find(bundle_forms[i].name);
		char *prefix = xasprintf("%s%s/", b->prefix, bundle_forms[i].name);

		why = (struct err)ERR_INIT;
		b->has[i] = form && form->write(b->h, prefix, b->files, &why);
		if (why.kind)
			b->why[i] = arena_str(&b->arena, why.text);
		any |= b->has[i];
		free(prefix);
	}
	if (!any)
		*err = why;
	return any;
}

bool handoff_bundle(const struct handoff *h, const char *prefix, struct handoff_files *files,
		    struct err *err)
{
	struct bundle b = { .h = h, .prefix = prefix, .files = files };
	size_t before = files->count;
	bool ok = bundle_put_parts(&b, err) && bundle_put_permissions(&b, err);

	if (ok)
		bundle_put_letter(&b);
	arena_free(&b.arena);
	handoff_files_cut(files, ok ? files->count : before);
	return ok;
}
