/* request.c - what the letter of a bundle says, on one page; see bundle_internal.h. */
#include "config.h"

#include <string.h>

#include "base/shell.h"
#include "base/str.h"
#include "format/json.h"
#include "handoff/afterwards.h"
#include "handoff/bundle_internal.h"
#include "handoff/letter.h"
#include "kinds/kinds.h"
#include "pack/answers.h"
#include "pack/pack.h"
#include "plan/describe_step.h"
#include "plan/plan.h"
#include "policy/findings.h"

enum { NAMED = 6 }; /* resources that the letter lists by name, at most */

const struct bundle_form bundle_forms[BUNDLE_FORMS] = {
	[BUNDLE_CLI] = { "cli",
			 "With the AWS CLI (the script shows every step and asks first)",
			 ".sh", "sh {file}", "sh cli/undo.sh", NULL },
	[BUNDLE_CLOUDFORMATION] = { "cloudformation",
				    "With CloudFormation (more about it: cloudformation/README.txt)",
				    ".json",
				    "aws cloudformation deploy --region {region} --stack-name {stack} "
				    "--template-file {file} --capabilities CAPABILITY_NAMED_IAM --no-fail-on-empty-changeset",
				    "aws cloudformation delete-stack --region {region} --stack-name {stack}",
				    "CloudFormation also needs cloudformation:CreateChangeSet, DescribeChangeSet, "
				    "ExecuteChangeSet, DescribeStacks and, to undo it, DeleteStack." },
	[BUNDLE_TERRAFORM] = { "terraform", "With Terraform", ".tf",
			       "terraform -chdir=terraform init && terraform -chdir=terraform apply",
			       "terraform -chdir=terraform destroy",
			       "Terraform also reads more of each resource." },
};

/* A letter while it is written; the rest is borrowed. */
struct request {
	struct bundle *bundle;
	const struct json *later;    /* handoff_afterwards */
	const struct json *findings; /* the gravest first; NULL: not judged */
	struct letter letter;
};

/* --- what is asked, and why ----------------------------------------------------------- */

static void request_put_request(struct request *r)
{
	const struct answers *a = r->bundle->h->answers;
	const struct pack *pack = r->bundle->h->pack;
	const struct pack_method *method = pack_method(pack, a->method);
	const struct pack_policy *policy = pack_policy(pack, a->policy);

	letter_add(&r->letter, LETTER_TITLE, "AWS access for %s in account %s", pack->title,
		   a->account);
	letter_add(
		&r->letter, LETTER_PARAGRAPH,
		"To the administrator of the account: please create the resources below in "
		"Region %s. The requester needs them for the setup %s and is not allowed to "
		"create them. details.txt lists every resource and every finding.",
		a->region, a->name);
	letter_add(&r->letter, LETTER_HEADING, "Why");
	if (method)
		letter_add(&r->letter, LETTER_ITEM, "Credential method: %s. %s",
			   method->title, method->gives);
	if (policy)
		letter_add(&r->letter, LETTER_ITEM, "Policy: %s. %s", policy->title,
			   policy->grants);
}

/* --- the resources -------------------------------------------------------------------- */

/* Whether some form creates it. */
static bool request_creates(const struct request *r, const struct resource *one)
{
	return !afterwards_find(r->later, one->id);
}

/* The resources that some form creates, one by one. */
static void request_put_names(struct request *r)
{
	const struct resources *all = r->bundle->h->resources;

	for (size_t i = 0; i < all->count; i++) {
		struct resource *one = all->items[i];
		const struct step step = { .kind = one->kind,
					   .name = one->name,
					   .resource = one };
		struct buf text = BUF(BUF_TEXT);

		describe_object(&text, &step);
		if (request_creates(r, one))
			letter_add(&r->letter, LETTER_ITEM, "%s", text.s);
		buf_free(&text);
	}
}

/* Whether the resource is counted under this label: those that some form creates, or not.
 */
static bool request_counts(const struct request *r, const struct resource *one,
			   const char *label, bool created)
{
	return str_eq(kind_label(one->kind), label) && request_creates(r, one) == created;
}

/* "role (7), policy (8)": those that some form creates, or those that none does. */
static void request_count(const struct request *r, bool created, struct buf *out)
{
	const struct resources *all = r->bundle->h->resources;

	for (size_t i = 0; i < all->count; i++) {
		const char *label = kind_label(all->items[i]->kind);
		size_t n = 0, before = 0;

		for (size_t k = 0; k < all->count; k++) {
			n += request_counts(r, all->items[k], label, created);
			before += k < i && request_counts(r, all->items[k], label, created);
		}
		if (request_counts(r, all->items[i], label, created) && !before)
			buf_fmt(out, "%s%.*s (%zu)", *out->s ? ", " : "",
				(int)(strlen(label) - (str_ends(label, " of") ? 3 : 0)),
				label, n);
	}
}

/* All of them by name if they are few, else how many of each kind. */
static void request_put_resources(struct request *r)
{
	const struct resources *all = r->bundle->h->resources;
	struct buf kinds = BUF(BUF_TEXT);
	size_t created = 0;

	letter_add(&r->letter, LETTER_HEADING, "What is created");
	for (size_t i = 0; i < all->count; i++)
		created += request_creates(r, all->items[i]);
	request_count(r, true, &kinds);
	if (created <= NAMED)
		request_put_names(r);
	else
		letter_add(&r->letter, LETTER_PARAGRAPH, "%zu resources: %s.", created,
			   kinds.s);
	buf_free(&kinds);
}

/* --- the findings --------------------------------------------------------------------- */

/* Whether it says that a document was not checked, rather than what was found in one. */
static bool request_is_unjudged(const struct json *risk)
{
	return json_get(risk, "judged") && !json_true(json_get(risk, "judged"));
}

/* A copy of the findings, the gravest first, yours; NULL: not judged. */
static struct json *request_sort(const struct json *risks)
{
	struct json *sorted = risks ? json_list_new() : NULL;

	for (int severity = SEVERITY_HIGH; sorted && severity >= SEVERITY_NONE; severity--)
		json_each(risk, risks)
			if ((int)severity_of(json_str(risk, "level")) == severity)
				json_push(sorted, json_copy(risk));
	return sorted;
}

static void request_put_finding(struct request *r, const struct json *risk)
{
	const char *of = json_str(risk, *json_str(risk, "of") ? "of" : "resource");
	const char *text = json_str(risk, "text");
	bool named = *of && !str_starts(text, of);

	letter_add(&r->letter, LETTER_ITEM, "%s%s%s: %s.", json_str(risk, "level"),
		   named ? ", " : "", named ? of : "", text);
}

/*
 * "17 high, 5 medium, 2 notes": how many findings of each level; and what was not checked.
 * False: there is nothing but what was not checked.
 */
static bool request_count_findings(const struct request *r, struct buf *out)
{
	static const char *const levels[][3] = { { "high", "high", "high" },
						 { "medium", "medium", "medium" },
						 { "low", "low", "low" },
						 { "note", "note", "notes" } };
	size_t unjudged = 0;
	bool checked;

	for (size_t i = 0; i < sizeof(levels) / sizeof(*levels); i++) {
		size_t n = 0;

		json_each(risk, r->findings)
			n += !request_is_unjudged(risk) &&
				str_eq(json_str(risk, "level"), levels[i][0]);
		if (n)
			buf_fmt(out, "%s%zu %s", *out->s ? ", " : "", n,
				levels[i][1 + (n > 1)]);
	}
	checked = out->len;
	json_each(risk, r->findings)
		unjudged += request_is_unjudged(risk);
	if (unjudged)
		buf_fmt(out, "%s%zu %s not read and not checked", *out->s ? "; " : "",
			unjudged, unjudged > 1 ? "policies were" : "policy was");
	return checked;
}

/* The gravest n of the findings, and how many there are. */
static void request_put_findings(struct request *r, size_t n)
{
	const struct handoff *h = r->bundle->h;
	const struct pack_policy *policy = pack_policy(h->pack, h->answers->policy);
	const char *risks = policy ? policy->risks : "";
	struct buf found = BUF(BUF_TEXT);
	size_t all = json_count(r->findings);
	bool checked;

	letter_add(&r->letter, LETTER_HEADING, "Findings");
	checked = request_count_findings(r, &found);
	if (all)
		buf_str(&found,
			!n		 ? "." :
				n == all ? ":" :
				checked	 ? ". The gravest:" :
					   ", for example:");
	letter_add(&r->letter, LETTER_PARAGRAPH, "%s%s%s%s", risks, *risks ? " " : "",
		   !r->findings	   ? "The documents were not judged." :
			   !all	   ? "No risky statements were found in the documents." :
			   checked ? "Found in the documents: " :
				     "",
		   found.s);
	json_each(risk, r->findings) {
		if (!n--)
			break;
		request_put_finding(r, risk);
	}
	buf_free(&found);
}

/* --- the forms ------------------------------------------------------------------------ */

/* The first file of the form with that ending, without the prefix; "": none. */
static const char *request_file(const struct bundle *b, const struct bundle_form *form)
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

static void request_put_command(struct request *r, const struct bundle_form *form,
				const char *text)
{
	struct bundle *b = r->bundle;
	const struct {
		const char *mark, *text;
	} marks[] = {
		{ "{file}", request_file(b, form) },
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
	letter_add(&r->letter, LETTER_COMMAND, "%s", out.s);
	buf_free(&out);
}

static void request_put_needs(struct request *r)
{
	const struct bundle *b = r->bundle;
	struct buf more = BUF(2000);

	for (size_t i = 0; i < BUNDLE_FORMS; i++)
		if (b->has[i] && bundle_forms[i].needs)
			buf_fmt(&more, " %s", bundle_forms[i].needs);
	letter_add(&r->letter, LETTER_PARAGRAPH,
		   b->policies == 1 ?
			   "Permissions to run it: permissions.json, an IAM "
			   "policy.%s" :
			   b->policies ?
			   "Permissions to run it: permissions-*.json, IAM "
			   "policies.%s" :
			   "Permissions to run it: those to create and read these "
			   "resources.%s",
		   more.s);
	buf_free(&more);
}

/* What stands in the way of undoing it, and what is left of it. */
static void request_put_first(struct request *r)
{
	const struct resources *all = r->bundle->h->resources;
	struct buf first = BUF(BUF_TEXT), kept = BUF(BUF_TEXT);

	for (size_t i = 0; i < all->count; i++) {
		const struct resource *one = all->items[i];

		if (str_eq(one->kind, "access-key") && !strstr(first.s, "keys"))
			buf_str(&first, "First delete the access keys of the users. ");
		else if (str_eq(one->kind, "bucket"))
			buf_fmt(&first, "First empty bucket '%s'. ", one->name);
		else if (*resource_str(one, "stays") &&
			 r->bundle->has[BUNDLE_CLOUDFORMATION])
			buf_fmt(&kept, "CloudFormation keeps %s '%s'. ",
				kind_label(one->kind), one->name);
	}
	if (first.len + kept.len)
		letter_add(&r->letter, LETTER_PARAGRAPH, "%s%s", first.s, kept.s);
	buf_free(&first);
	buf_free(&kept);
}

static void request_put_forms(struct request *r)
{
	const struct bundle *b = r->bundle;

	letter_add(&r->letter, LETTER_HEADING,
		   "How to create it: one of these, from this folder");
	for (size_t i = 0; i < BUNDLE_FORMS; i++) {
		const struct bundle_form *form = &bundle_forms[i];

		if (b->has[i]) {
			letter_add(&r->letter, LETTER_ITEM, "%s:", form->title);
			request_put_command(r, form, form->apply);
		} else if (b->why[i]) {
			letter_add(&r->letter, LETTER_ITEM, "%s: not possible. %s.",
				   form->title, b->why[i]);
		}
	}
	request_put_needs(r);
	letter_add(&r->letter, LETTER_HEADING,
		   "How to undo it: the same way, in the same folder");
	request_put_first(r);
	for (size_t i = 0; i < BUNDLE_FORMS; i++)
		if (b->has[i])
			request_put_command(r, &bundle_forms[i], bundle_forms[i].undo);
}

/* --- afterwards ----------------------------------------------------------------------- */

/* What the bundle does not create, one by one. */
static void request_put_left(struct request *r)
{
	json_each(row, r->later) {
		struct afterwards one = afterwards_read(row);

		letter_add(&r->letter, LETTER_ITEM, "%s '%s': %s", kind_label(one.kind),
			   one.name, one.why);
	}
}

static void request_put_afterwards(struct request *r)
{
	const struct answers *a = r->bundle->h->answers;
	struct buf left = BUF(BUF_TEXT);

	request_count(r, false, &left);
	letter_add(&r->letter, LETTER_HEADING, "Afterwards");
	if (*left.s)
		letter_add(
			&r->letter, LETTER_PARAGRAPH,
			"Tell the requester when you are done. The requester then runs "
			"these commands. The first compares the account with this request "
			"and records the setup; the second creates what is not in this "
			"bundle: %s. The bundle contains no keys.",
			left.s);
	else
		letter_add(&r->letter, LETTER_PARAGRAPH,
			   "Tell the requester when you are done. The requester then runs "
			   "this, which compares the account with this request and records "
			   "the setup:");
	letter_add(&r->letter, LETTER_COMMAND, "accredit verify --answers answers.json");
	if (*left.s)
		letter_add(&r->letter, LETTER_COMMAND,
			   "accredit setup %s --answers answers.json", a->platform);
	buf_free(&left);
}

/* --- the files ------------------------------------------------------------------------ */

/* The letter with the gravest n of the findings. */
static void request_fill(struct request *r, size_t n)
{
	letter_free(&r->letter);
	request_put_request(r);
	request_put_resources(r);
	request_put_findings(r, n);
	request_put_forms(r);
	request_put_afterwards(r);
}

static void request_fill_details(struct request *r)
{
	const struct handoff *h = r->bundle->h;

	letter_free(&r->letter);
	letter_add(&r->letter, LETTER_TITLE, "Details of the access for %s in account %s",
		   h->pack->title, h->answers->account);
	if (*h->pack->caution)
		letter_add(&r->letter, LETTER_PARAGRAPH, "%s", h->pack->caution);
	letter_add(&r->letter, LETTER_HEADING, "What is created");
	request_put_names(r);
	request_put_findings(r, json_count(r->findings));
	if (json_count(r->later))
		letter_add(&r->letter, LETTER_HEADING, "What is not created");
	request_put_left(r);
}

void bundle_put_letters(struct bundle *b)
{
	struct json *later = handoff_afterwards(b->h, "bundle");
	struct json *findings = request_sort(b->h->risks);
	struct request q = { .bundle = b, .later = later, .findings = findings };
	size_t n = json_count(findings);

	request_fill(&q, n);
	while (n && letter_lines(&q.letter) > LETTER_PAGE)
		request_fill(&q, --n);
	letter_as_text(bundle_add(b, "letter.txt"), &q.letter);
	letter_as_html(bundle_add(b, "letter.html"), &q.letter);
	request_fill_details(&q);
	letter_as_text(bundle_add(b, "details.txt"), &q.letter);
	letter_free(&q.letter);
	json_free(findings);
	json_free(later);
}
