/* cmd_permissions.c - accredit permissions: the smallest policy that an operator needs. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/near.h"
#include "base/str.h"
#include "command/commands.h"
#include "command/report.h"
#include "format/json.h"
#include "handoff/permissions.h"
#include "plan/record.h"
#include "session/session.h"
#include "wizard/handoff_task.h"
#include "wizard/journey.h"

static enum permissions_for cmd_permissions_purpose(const struct flags *f,
						    struct errors *wrong)
{
	const char *word = f->purpose ? f->purpose : permissions_names[PERMISSIONS_SETUP];
	struct near near = { .word = word };
	struct err err = ERR_INIT;
	char ask[NEAR_QUESTION];

	for (int i = 0; i < PERMISSIONS_COUNT; i++) {
		if (str_eq(word, permissions_names[i]))
			return (enum permissions_for)i;
		near_try(&near, permissions_names[i]);
	}
	err_set(&err, ERR_INPUT, "--for has no '%s'%s", word, near_question(&near, ask));
	err_hint(&err, "use --for setup, verify, rotate, remove or handoff");
	errors_add(wrong, &err);
	return PERMISSIONS_SETUP;
}

/* The name of the nth of count policies. */
static void cmd_permissions_name(struct buf *out, const char *setup,
				 enum permissions_for purpose, size_t n, size_t count)
{
	buf_fmt(out, "accredit-%s-%s", setup, permissions_names[purpose]);
	if (count > 1)
		buf_fmt(out, "-%zu", n);
}

/* Documents to standard output; how to attach them, and what they cannot grant, to the
 * other. */
static void cmd_permissions_print(const struct json *event, const struct journey *j,
				  enum permissions_for purpose)
{
	const struct json *documents = json_get(event, "documents");
	size_t count = json_count(documents), n = 0;
	struct buf out = BUF(BUF_TEXT), notes = BUF(BUF_TEXT);

	if (count == 1)
		buf_str(&notes,
			"This is one managed policy. Attach it to the operator's "
			"user, group or role, for example:\n");
	else
		buf_fmt(&notes,
			"These are %zu managed policies: together they would be larger than "
			"IAM allows (6,144 characters each). Save each to a file and attach "
			"all to the operator's user, group or role, for example:\n",
			count);
	json_each(document, documents) {
		struct buf name = BUF(200);

		cmd_permissions_name(&name, j->answers.name, purpose, ++n, count);
		if (count > 1)
			buf_fmt(&out, "%s# policy %zu of %zu: %s\n", n > 1 ? "\n" : "", n,
				count, name.s);
		json_pretty(&out, document);
		buf_fmt(&notes,
			"  aws iam create-policy --policy-name %s --policy-document "
			"file://%s.json\n"
			"  aws iam attach-user-policy --user-name OPERATOR --policy-arn "
			"arn:%s:iam::%s:policy/%s\n",
			name.s, name.s, json_str(j->wanted, "partition"),
			j->answers.account, name.s);
		buf_free(&name);
	}
	if (json_count(json_get(event, "clusters")))
		buf_str(&notes,
			"The RBAC of the cluster decides besides; IAM cannot grant:\n");
	json_each(right, json_get(event, "clusters"))
		buf_fmt(&notes, "  %s: %s\n", json_str(right, "action"),
			json_str(right, "resource"));
	if (out.len && out.s[out.len - 1] != '\n')
		buf_char(&out, '\n');
	report_text(out.s);
	fputs(notes.s, stderr);
	buf_free(&out);
	buf_free(&notes);
}

static int cmd_permissions_tell(const struct journey *j, enum permissions_for purpose,
				bool as_json)
{
	struct err err = ERR_INIT;
	struct json *documents = permissions_documents(j->wanted, purpose, &err), *event;

	if (!documents)
		return command_fail(&err);
	event = json_object_new();
	json_put_str(event, "event", "permissions");
	json_put_str(event, "for", permissions_names[purpose]);
	json_put(event, "documents", documents);
	json_put(event, "clusters", permissions_in_clusters(j->wanted, purpose));
	if (as_json) {
		report_event(true, event);
		return 0;
	}
	cmd_permissions_print(event, j, purpose);
	json_free(event);
	return 0;
}

static int cmd_permissions_run(const struct flags *f, const struct faces *faces,
			       struct stop *stop)
{
	int64_t began = clock_ms();
	struct session s = { .aws = NULL };
	struct errors wrong = { NULL };
	enum permissions_for purpose;
	struct record *r;
	struct journey j;
	struct flags of;
	int code;

	(void)faces;
	journey_init(&j, &s, stop);
	j.exists = true; /* where keys are kept needs no permission */
	purpose = cmd_permissions_purpose(f, &wrong);
	of = command_setup_or_platform(f, &r, &wrong);
	if (command_answer(&j, &of, &wrong) || j.pack)
		handoff_task_answers(&j, &wrong);
	code = wrong.count ? command_fail_all(&wrong) :
			     cmd_permissions_tell(&j, purpose, f->json);
	report_result(f->json, *j.answers.name ? j.answers.name : j.given.name, NULL, code,
		      began);
	errors_free(&wrong);
	record_close(r);
	journey_free(&j);
	session_close(&s);
	return code;
}

const struct command command_permissions = {
	.name = "permissions",
	.words = "[SETUP|PLATFORM]",
	.flags = "for name method policy set answers json",
	.says = "print the smallest policy that an operator needs",
	.about =
		"Prints the IAM policy that an operator needs to set up, verify, rotate or "
		"remove a setup, and nothing more. Undoing an interrupted setup also needs the "
		"policy for remove. Needs no credentials: then give ACCOUNT_ID and REGION. "
		"Where one managed policy would be too large, it prints several.",
	.examples =
		"permissions PLATFORM > policy.json\n"
		"permissions PLATFORM --set ACCOUNT_ID=123456789012 --set REGION=eu-west-1 "
		"--for verify\n"
		"permissions my-setup --for remove\n",
	.takes = { TAKES_SETUP_OR_PLATFORM },
	.max_words = 1,
	.run = cmd_permissions_run,
};
