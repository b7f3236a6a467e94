/* handoff_stackset.c - accredit handoff --stackset: one setup in many accounts. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "aws/call.h"
#include "base/buf.h"
#include "base/str.h"
#include "command/commands.h"
#include "command/handoff_stackset.h"
#include "command/progress.h"
#include "command/report.h"
#include "command/stackset_wish.h"
#include "format/json.h"
#include "plan/record.h"
#include "plan/waiting.h"
#include "session/session.h"
#include "stackset/stackset.h"
#include "stackset/stackset_event.h"
#include "wizard/compare_accounts.h"
#include "wizard/journey.h"

/* --- the run -----------------------------------------------------------------------------
 */

static void handoff_stackset_tell(void *with, struct json *event)
{
	struct deploying *d = with;
	const char *status = json_str(event, "status");
	bool account = str_eq(json_str(event, "event"), "account");

	progress_wipe();
	if (str_eq(json_str(event, "event"), "operation"))
		d->ended = 0;
	d->ended += account && (str_eq(status, "succeeded") || str_eq(status, "failed"));
	report_event(d->f->json, event);
	if (account && d->state.count)
		progress_show(d->ended < d->state.count ? d->ended : d->state.count,
			      d->state.count, "accounts");
}

static void handoff_stackset_tell_verified(void *with, struct json *event)
{
	const struct deploying *d = with;

	report_event(d->f->json, event);
}

/* In the record before the first call that changes something: a later run knows it. */
static bool handoff_stackset_record(const struct deploying *d, struct err *err)
{
	struct record *r;
	bool recorded, ok;

	if (!waiting_begin(&d->j->answers, "stackset", d->want.name, &recorded, err))
		return false;
	r = record_open(d->j->answers.name, true, err);
	ok = r && stackset_note_save(r, d->note, err);
	record_close(r);
	return ok;
}

/* The StackSet is gone: so is what the record has of it. */
static bool handoff_stackset_forget(const struct deploying *d, struct err *err)
{
	const char *name = d->j->answers.name;
	struct waiting waiting;
	struct record *r;
	bool ok;

	if (!d->j->record)
		return true;
	record_close(d->j->record);
	d->j->record = NULL;
	r = record_open(name, true, err);
	ok = r && stackset_note_remove(r, err);
	if (ok && waiting_read(r, &waiting) && waiting_is_stackset(&waiting))
		ok = waiting_end(r, err);
	record_close(r);
	return ok;
}

/* Ctrl-C: accounts that AWS works on are finished, the others are left for the next run. */
static int handoff_stackset_interrupted(struct deploying *d)
{
	struct session *s = d->j->session, other;
	struct err err = ERR_INIT;
	bool stopped = false;

	progress_wipe();
	fflush(stdout);
	if (*d->run.operation && session_in_region(&other, s, s->region, NULL, &err)) {
		stopped = stackset_stop(other.aws, &d->want, d->run.operation, &err);
		session_close(&other);
	}
	if (*d->run.operation && !stopped && err.kind)
		fprintf(stderr,
			"accredit: interrupted: operation %s of StackSet '%s' continues "
			"at AWS (%s)\n",
			d->run.operation, d->want.name, err.text);
	else if (stopped)
		fprintf(stderr,
			"accredit: interrupted: operation %s of StackSet '%s' is being "
			"stopped; accounts that it works on are finished\n",
			d->run.operation, d->want.name);
	else
		fprintf(stderr, "accredit: interrupted\n");
	fprintf(stderr,
		"accredit: run the same command again: it continues where this one "
		"stopped\n");
	return EXIT_HALF_WAY;
}

static int handoff_stackset_end(struct deploying *d, const struct err *err)
{
	progress_wipe();
	return err->kind == ERR_STOPPED ? handoff_stackset_interrupted(d) :
					  command_fail(err);
}

/* --- the result --------------------------------------------------------------------------
 */

/* The accounts that failed or differ, as a table, and how many there are. */
static void handoff_stackset_table(const struct deploying *d,
				   const struct account_rows *rows)
{
	size_t current = stackset_count(&d->state, STACKSET_CURRENT), wanted = 0;
	size_t differ = account_rows_count(rows, ACCOUNT_DIFFERS),
	       unread = account_rows_count(rows, ACCOUNT_UNREAD);
	struct buf out = BUF(BUF_TEXT);

	for (size_t i = 0; i < d->state.count; i++) {
		const struct stackset_account *a = &d->state.accounts[i];

		wanted += !a->extra;
		if (!a->extra && a->status != STACKSET_CURRENT)
			buf_fmt(&out, "  %s  %s%s%s\n", a->id,
				stackset_status_name(a->status), *a->reason ? ": " : "",
				a->reason);
	}
	for (size_t i = 0; i < rows->count; i++)
		if (rows->items[i].verdict != ACCOUNT_MATCHES)
			buf_fmt(&out, "  %s  %s: %s\n", rows->items[i].id,
				rows->items[i].verdict == ACCOUNT_DIFFERS ?
					"differs" :
					"could not be verified",
				rows->items[i].text);
	printf("\n%zu of %zu accounts are current", current, wanted);
	if (rows->count)
		printf("; %zu verified: %zu match, %zu differ, %zu could not be read",
		       rows->count, rows->count - differ - unread, differ, unread);
	printf(".\n");
	report_text(out.s);
	if (!*stackset_note_read(d->note).verify_role && current)
		printf("Not verified: --verify-role NAME names a role in each account to verify "
		       "with.\n");
	buf_free(&out);
}

static int handoff_stackset_failed(const struct deploying *d)
{
	size_t current = stackset_count(&d->state, STACKSET_CURRENT), wanted = 0;
	struct err err = ERR_INIT;

	for (size_t i = 0; i < d->state.count; i++)
		wanted += !d->state.accounts[i].extra;
	if (current == wanted)
		return 0;
	err_set(&err, ERR_SERVICE, "%zu of %zu accounts of StackSet '%s' failed",
		wanted - current, wanted, d->want.name);
	err_hint(&err,
		 "correct what their reasons name, then run the same command again: it "
		 "tries these accounts alone");
	return command_fail(&err);
}

static int handoff_stackset_verify(struct deploying *d)
{
	const struct stackset_note note = stackset_note_read(d->note);
	struct compare_accounts c = { .of = d->j,
				      .role = note.verify_role,
				      .external_id = note.external_id,
				      .parallel = d->want.parallel,
				      .stop = d->j->stop,
				      .tell = handoff_stackset_tell_verified,
				      .with = d };
	struct json *ids = stackset_current(&d->state);
	struct account_rows rows = { .count = 0 };
	struct err err = ERR_INIT;
	int code;

	c.ids = ids;
	if (*c.role && json_count(ids) && !d->f->json)
		printf("\nVerifying %zu accounts as role %s:\n", json_count(ids), c.role);
	if (*c.role && !compare_accounts(&c, &rows, &err)) {
		code = handoff_stackset_interrupted(d);
	} else {
		if (!d->f->json)
			handoff_stackset_table(d, &rows);
		code = handoff_stackset_failed(d);
		if (!code && account_rows_count(&rows, ACCOUNT_MATCHES) < rows.count)
			code = EXIT_DIFFERS;
	}
	account_rows_free(&rows);
	json_free(ids);
	return code;
}

static int handoff_stackset_apply(struct deploying *d)
{
	struct err err = ERR_INIT;
	bool changes;

	if (!stackset_wish_template(d, &err))
		return command_fail(&err);
	stackset_wish_fill(d);
	if (!stackset_read(d->run.aws, &d->want, &d->state, &err) ||
	    !stackset_plan(&d->want, &d->state, &err))
		return handoff_stackset_end(d, &err);
	changes = stackset_plan_changes(&d->want, &d->state) || *d->state.operation;
	report_event(
		d->f->json,
		stackset_plan_event(&d->want, d->want.name, d->want.region, &d->state));
	if (d->f->plan)
		return changes ? EXIT_DIFFERS : 0;
	if (changes && !command_consent(d->f, "Deploy to these accounts?", &err))
		return command_fail(&err);
	if (!handoff_stackset_record(d, &err) ||
	    !stackset_apply(&d->run, &d->want, &d->state, &err))
		return handoff_stackset_end(d, &err);
	progress_wipe();
	return handoff_stackset_verify(d);
}

/* --- removal
 * ------------------------------------------------------------------------------ */

static int handoff_stackset_left(const struct deploying *d)
{
	struct err err = ERR_INIT;

	err_set(&err, ERR_SERVICE,
		"%zu of the stack instances of StackSet '%s' could not be "
		"deleted",
		d->state.count, d->want.name);
	err_hint(&err,
		 "correct what their reasons name, then run the same command again; for "
		 "an account that is out of reach, delete its stack instance with 'aws "
		 "cloudformation delete-stack-instances --retain-stacks'");
	return command_fail(&err);
}

static int handoff_stackset_remove(struct deploying *d)
{
	struct err err = ERR_INIT;

	stackset_wish_fill(d);
	if (!stackset_read(d->run.aws, &d->want, &d->state, &err))
		return handoff_stackset_end(d, &err);
	if (d->state.exists && !str_eq(d->state.setup, d->want.setup)) {
		err_set(&err, ERR_CHOICE, "the StackSet '%s' does not belong to setup '%s'",
			d->want.name, d->want.setup);
		err_hint(&err, "name the setup that it belongs to");
		return command_fail(&err);
	}
	stackset_plan_removal(&d->state);
	report_event(d->f->json,
		     stackset_plan_event(NULL, d->want.name, d->want.region, &d->state));
	if (d->f->plan)
		return d->state.exists ? EXIT_DIFFERS : 0;
	if (d->state.exists &&
	    !command_consent(d->f, "Remove it from these accounts?", &err))
		return command_fail(&err);
	if (!stackset_remove(&d->run, &d->want, &d->state, &err))
		return handoff_stackset_end(d, &err);
	progress_wipe();
	if (d->state.exists)
		return handoff_stackset_left(d);
	if (!handoff_stackset_forget(d, &err))
		return command_fail(&err);
	if (!d->f->json)
		printf("StackSet %s is removed from every account.\n", d->want.name);
	return 0;
}

static bool handoff_stackset_session(const struct flags *f, struct journey *j,
				     struct err *err)
{
	struct session *s = j->session;

	if (s->aws && str_eq(s->region, j->answers.region))
		return true;
	session_close(s);
	return command_session(f, s, j->answers.region, j->stop, err);
}

int handoff_stackset(const struct flags *f, struct journey *j)
{
	struct deploying d = { .f = f, .j = j, .body = BUF(BUF_TEXT) };
	struct err err = ERR_INIT;
	int code;

	d.note = j->record ? stackset_note_load(j->record) : NULL;
	if (!handoff_stackset_session(f, j, &err) || !stackset_wish_take(&d, &err)) {
		code = command_fail(&err);
	} else {
		d.run = (struct stackset_run){ .aws = j->session->aws,
					       .stop = j->stop,
					       .tell = handoff_stackset_tell,
					       .with = &d };
		code = f->remove ? handoff_stackset_remove(&d) : handoff_stackset_apply(&d);
	}
	stackset_run_free(&d.run);
	stackset_state_free(&d.state);
	buf_free(&d.body);
	json_free(d.accounts);
	json_free(d.units);
	json_free(d.note);
	return code;
}
