/* stackset_wish.c - see stackset_wish.h. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "aws/call.h"
#include "base/str.h"
#include "command/command.h"
#include "command/stackset_wish.h"
#include "format/json.h"
#include "handoff/handoff.h"
#include "session/session.h"
#include "wizard/handoff_task.h"
#include "wizard/journey.h"

/* The name is the record's where none is given, and one setup has one StackSet. */
static bool stackset_wish_name(struct deploying *d, struct err *err)
{
	const char *recorded = stackset_note_read(d->note).name, *given = d->f->stackset;

	if (!stackset_name_check(given, err))
		return false;
	if (!*recorded || str_eq(recorded, given))
		return true;
	err_set(err, ERR_CHOICE, "setup '%s' has the StackSet '%s', not '%s'",
		d->j->answers.name, recorded, given);
	return err_hint(err,
			"use --stackset %s, remove it first (--remove), or choose another "
			"setup name with --name",
			recorded);
}

/* The accounts or units that are given, else those of the record. */
static bool stackset_wish_targets(struct deploying *d, struct err *err)
{
	const struct stackset_note note = stackset_note_read(d->note);
	const struct flags *f = d->f;

	if (f->accounts && f->ous) {
		err_set(err, ERR_INPUT, "--accounts and --ou exclude each other");
		return err_hint(err,
				"use --accounts for a self-managed StackSet, --ou for a "
				"service-managed one");
	}
	if (f->ous && (f->admin_role || f->execution_role)) {
		err_set(err, ERR_INPUT, "--ou takes no %s: AWS manages the roles",
			f->admin_role ? "--admin-role" : "--execution-role");
		return err_hint(err, "leave it out, or use --accounts");
	}
	d->accounts = f->accounts ? stackset_accounts(f->accounts, err) :
		f->ous		  ? json_list_new() :
				    json_copy(note.accounts);
	d->units = f->ous   ? stackset_units(f->ous, err) :
		f->accounts ? json_list_new() :
			      json_copy(note.units);
	if (err->kind)
		return false;
	if (!f->remove && !json_count(d->accounts) && !json_count(d->units)) {
		err_set(err, ERR_CHOICE, "no accounts are given");
		return err_hint(
			err,
			f->call_as ?
				"use --ou OU, for the accounts of an organizational unit" :
				"use --accounts ID,ID,... or --accounts @FILE, or --ou OU "
				"for the accounts of an organizational unit");
	}
	return true;
}

/* Who the calls of a service-managed StackSet speak for, as CallAs has it. */
static bool stackset_wish_call_as(struct deploying *d, const char **call_as,
				  struct err *err)
{
	const char *given = d->f->call_as;

	if (!given)
		return true;
	*call_as = !strcasecmp(given, "self") ? "SELF" :
		!strcasecmp(given, "delegated-admin") ||
			!strcasecmp(given, "delegated_admin") ?
						"DELEGATED_ADMIN" :
						NULL;
	if (!*call_as) {
		err_set(err, ERR_INPUT, "'%.40s' is not who a StackSet can be called as",
			given);
		return err_hint(err, "use --call-as self or --call-as delegated-admin");
	}
	if (json_count(d->units) || (d->f->remove && !json_count(d->accounts)))
		return true;
	err_set(err, ERR_INPUT, "--call-as is for a service-managed StackSet, with --ou");
	return err_hint(err, "leave it out, or use --ou in place of --accounts");
}

static bool stackset_wish_parallel(struct deploying *d, struct err *err)
{
	const char *text = d->f->parallel ? d->f->parallel : "5";
	long n = strlen(text) < 4 && !text[strspn(text, "0123456789")] ? atol(text) : 0;

	d->want.parallel = (int)n;
	if (n >= 1)
		return true;
	err_set(err, ERR_INPUT, "'%.20s' is not a number of accounts", text);
	return err_hint(err, "use --parallel with a number from 1 to 999");
}

bool stackset_wish_take(struct deploying *d, struct err *err)
{
	const char *partition = aws_partition(d->j->session->aws);
	struct stackset_note note = stackset_note_read(d->note);
	const struct flags *f = d->f;
	struct buf arn = BUF(1024);
	struct json *written;

	if (!stackset_wish_name(d, err) || !stackset_wish_targets(d, err) ||
	    !stackset_wish_call_as(d, &note.call_as, err) ||
	    !stackset_wish_parallel(d, err))
		return false;
	note.name = f->stackset;
	note.account = d->j->session->account;
	note.region = d->j->answers.region;
	note.accounts = d->accounts;
	note.units = d->units;
	note.admin_role = f->admin_role ? f->admin_role : note.admin_role;
	note.execution_role = f->execution_role ? f->execution_role : note.execution_role;
	note.verify_role = f->verify_role ? f->verify_role : note.verify_role;
	note.external_id = f->external_id ? f->external_id : note.external_id;
	/* the role's name is enough */
	if (*note.admin_role && !str_starts(note.admin_role, "arn:")) {
		buf_fmt(&arn, "arn:%s:iam::%s:role/%s", partition, note.account,
			note.admin_role);
		note.admin_role = arn.s;
	}
	written = stackset_note_json(&note);
	buf_free(&arn);
	json_free(d->note);
	d->note = written;
	return true;
}

/* The CloudFormation form, for every account. */
bool stackset_wish_template(struct deploying *d, struct err *err)
{
	struct handoff_files files = { .items = NULL };
	const char *body = NULL;
	bool ok =
		handoff_task_files(d->j, handoff_form_find("cloudformation"), &files, err);

	for (size_t i = 0; ok && i < files.count; i++)
		if (str_ends(files.items[i].name, ".template.json"))
			body = files.items[i].text.s;
	ok = ok && (body || err_set(err, ERR_INPUT, "the form has no template"));
	ok = ok &&
		stackset_template(body, d->j->answers.account,
				  aws_partition(d->j->session->aws), &d->body, err);
	handoff_files_free(&files);
	return ok;
}

void stackset_wish_fill(struct deploying *d)
{
	const struct stackset_note note = stackset_note_read(d->note);

	d->want.name = note.name;
	d->want.setup = d->j->answers.name;
	d->want.region = note.region;
	d->want.body = d->body.s;
	d->want.accounts = d->accounts;
	d->want.units = d->units;
	d->want.admin_role = note.admin_role;
	d->want.execution_role = note.execution_role;
	d->want.call_as = json_count(d->accounts) ? "" : note.call_as;
}
