/* stackset_run.c - operations on a StackSet, followed to their end; see stackset.h. */
#include "config.h"

#include <stdio.h>

#include "aws/call.h"
#include "base/str.h"
#include "format/json.h"
#include "stackset/stackset.h"
#include "stackset/stackset_calls.h"
#include "stackset/stackset_event.h"

#define LOOK_MS 500 /* the first look at an operation; later ones wait longer */
#define LOOK_MOST_MS 5000
#define ROUNDS 12 /* operations of others that are followed, and our own */

/* --- one operation -------------------------------------------------------------------- */

/* AWS's status of an account in an operation, and ours. */
static const struct {
	const char *aws, *ours;
} words[] = {
	{ "PENDING", "pending" },  { "RUNNING", "running" },   { "SUCCEEDED", "succeeded" },
	{ "FAILED", "failed" },	   { "CANCELLED", "pending" }, { "QUEUED", "running" },
	{ "STOPPING", "running" }, { "STOPPED", "stopped" },
};

static const char *stackset_run_word(const char *status)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (str_eq(words[i].aws, status))
			return words[i].ours;
	return "running";
}

static void stackset_run_tell(struct stackset_run *run, const struct json *operation,
			      const char *status)
{
	static const struct {
		const char *aws, *ours;
	} kinds[] = { { "CREATE", "create" },
		      { "UPDATE", "update" },
		      { "DELETE", "delete" } };
	struct stackset_operation told = { run->set->name, run->operation, "other",
					   status };

	for (size_t i = 0; i < 3; i++)
		if (str_eq(json_str(operation, "Action"), kinds[i].aws))
			told.action = kinds[i].ours;
	run->tell(run->with, stackset_operation_event(&told));
}

/* Tells the accounts whose status is not the one told before. */
static bool stackset_run_tell_accounts(struct stackset_run *run, const struct json *params,
				       struct err *err)
{
	struct json *reply = NULL;

	if (!aws_call(run->aws, OP_CLOUDFORMATION_LIST_STACK_SET_OPERATION_RESULTS, params,
		      &reply, NULL, err))
		return false;
	json_each(one, json_get(reply, "Summaries")) {
		const struct stackset_account_event account = {
			.id = json_str(one, "Account"),
			.status = stackset_run_word(json_str(one, "Status")),
			.reason = json_str(one, "StatusReason"),
		};

		if (!json_has(run->tried, account.id))
			json_push(run->tried, json_string_new(account.id));
		if (str_eq(json_str(run->told, account.id), account.status))
			continue;
		json_put_str(run->told, account.id, account.status);
		run->tell(run->with, stackset_account_event(&account));
	}
	json_free(reply);
	return true;
}

/* Looks at run->operation until it has ended. ours: its accounts count as tried. */
static bool stackset_run_follow(struct stackset_run *run, bool ours, struct err *err)
{
	struct json *params = stackset_params(run->set), *reply = NULL;
	int64_t wait = LOOK_MS;
	bool ok = true, ended = false, begun = false;

	json_put_str(params, "OperationId", run->operation);
	json_free(run->told);
	run->told = json_object_new();
	while (ok && !ended) {
		const struct json *operation;
		const char *status;

		ok = aws_call(run->aws, OP_CLOUDFORMATION_DESCRIBE_STACK_SET_OPERATION,
			      params, &reply, NULL, err);
		operation = json_get(reply, "StackSetOperation");
		status = stackset_run_word(json_str(operation, "Status"));
		if (ok && !begun)
			stackset_run_tell(run, operation, "running");
		begun = true;
		ok = ok && stackset_run_tell_accounts(run, params, err);
		ended = ok && !str_eq(status, "running");
		if (ended)
			stackset_run_tell(run, operation, status);
		json_free(reply);
		reply = NULL;
		if (ok && !ended && !clock_sleep(wait, run->stop))
			ok = err_set(err, ERR_STOPPED, "stopped");
		wait = wait * 3 / 2 < LOOK_MOST_MS ? wait * 3 / 2 : LOOK_MOST_MS;
	}
	json_free(params);
	if (ended)
		*run->operation = '\0';
	if (!ours) { /* what an earlier operation failed at is tried again */
		json_free(run->tried);
		run->tried = json_list_new();
	}
	return ok;
}

/* Whether the failure of a start means that another operation runs, to be followed first.
 */
static bool stackset_run_busy(struct err *err)
{
	if (!str_eq(err->code, "OperationInProgressException"))
		return false;
	*err = (struct err)ERR_INIT;
	return true;
}

/* After the start of an operation of ours. *again: the state has to be read again. */
static bool stackset_run_began(struct stackset_run *run, bool began, struct err *err)
{
	if (began)
		return stackset_run_follow(run, true, err);
	*run->operation = '\0';
	return stackset_run_busy(err) && clock_sleep(LOOK_MS, run->stop);
}

static void stackset_run_begin(struct stackset_run *run, const struct stackset *set)
{
	run->set = set;
	*run->operation = '\0';
	json_free(run->tried);
	run->tried = json_list_new();
}

void stackset_run_free(struct stackset_run *run)
{
	json_free(run->told);
	json_free(run->tried);
	run->told = run->tried = NULL;
}

/* --- create and update -----------------------------------------------------------------
 */

/*
 * The accounts of the next operation, or the units where the StackSet has some: what this
 * run tried is not tried twice. Yours.
 */
static struct json *stackset_run_next(const struct stackset_run *run,
				      const struct stackset *want,
				      const struct stackset_state *state)
{
	struct json *ids = json_list_new(), *units = stackset_new_units(want, state);

	json_each(unit, units)
		if (!json_has(run->tried, json_text(unit)))
			json_push(ids, json_copy(unit));
	for (size_t i = 0; i < state->count; i++) {
		const struct stackset_account *a = &state->accounts[i];
		const char *id = json_count(want->units) ? a->unit : a->id;

		if (a->action != STACKSET_LEAVE && !json_has(run->tried, a->id) &&
		    !json_has(ids, id))
			json_push(ids, json_string_new(id));
	}
	json_free(units);
	return ids;
}

/* One call, and its operation. *done: there is nothing left to do. */
static bool stackset_run_advance(struct stackset_run *run, const struct stackset *want,
				 const struct stackset_state *state, bool *done,
				 struct err *err)
{
	struct json *ids;
	bool ok = true;

	if (*state->operation) {
		snprintf(run->operation, sizeof(run->operation), "%s", state->operation);
		return stackset_run_follow(run, false, err);
	}
	if (!state->exists)
		return stackset_call_create(run->aws, want, err);
	if (!state->same)
		return stackset_run_began(
			run, stackset_call_update(run->aws, want, run->operation, err),
			err);
	ids = stackset_run_next(run, want, state);
	*done = !json_count(ids);
	if (!*done) {
		bool began = stackset_call_create_instances(run->aws, want, ids,
							    run->operation, err);

		ok = stackset_run_began(run, began, err);
		json_each(id, ids) /* a unit without accounts has no results */
			if (began && json_count(want->units))
				json_push(run->tried, json_copy(id));
	}
	json_free(ids);
	return ok;
}

bool stackset_apply(struct stackset_run *run, const struct stackset *want,
		    struct stackset_state *state, struct err *err)
{
	bool ok = true, done = false;

	stackset_run_begin(run, want);
	for (int round = 0; ok && !done && round < ROUNDS; round++) {
		stackset_state_free(state);
		ok = stackset_read(run->aws, want, state, err) &&
			stackset_plan(want, state, err) &&
			stackset_run_advance(run, want, state, &done, err);
	}
	if (ok && !done) {
		err_set(err, ERR_BUSY, "other operations on the StackSet '%s' do not end",
			want->name);
		ok = err_hint(err, "run it again when they have ended");
	}
	if (!ok && !err->kind) /* a wait that was stopped */
		err_set(err, ERR_STOPPED, "stopped");
	return ok;
}

/* --- removal ---------------------------------------------------------------------------
 */

/* Units, or accounts, of all stack instances in the first one's Region. Yours. */
static struct json *stackset_run_targets(const struct stackset_state *state)
{
	struct json *ids = json_list_new();

	for (size_t i = 0; i < state->count; i++) {
		const struct stackset_account *a = &state->accounts[i];
		const char *id = state->service_managed ? a->unit : a->id;

		if (str_eq(a->region, state->accounts[0].region) && !json_has(ids, id))
			json_push(ids, json_string_new(id));
	}
	return ids;
}

static bool stackset_run_any_untried(const struct stackset_run *run,
				     const struct stackset_state *state)
{
	for (size_t i = 0; i < state->count; i++)
		if (!json_has(run->tried, state->accounts[i].id))
			return true;
	return false;
}

static bool stackset_run_retreat(struct stackset_run *run,
				 const struct stackset_state *state, bool *done,
				 struct err *err)
{
	struct json *ids;
	bool ok;

	if (*state->operation) {
		snprintf(run->operation, sizeof(run->operation), "%s", state->operation);
		return stackset_run_follow(run, false, err);
	}
	*done = !state->exists || (state->count && !stackset_run_any_untried(run, state));
	if (*done)
		return true;
	if (!state->count)
		return stackset_call_delete(run->aws, run->set, err);
	ids = stackset_run_targets(state);
	ok = stackset_run_began(run,
				stackset_call_delete_instances(run->aws, run->set, state,
							       ids, run->operation, err),
				err);
	json_free(ids);
	return ok;
}

bool stackset_remove(struct stackset_run *run, const struct stackset *want,
		     struct stackset_state *state, struct err *err)
{
	bool ok = true, done = false;

	stackset_run_begin(run, want);
	for (int round = 0; ok && !done && round < ROUNDS; round++) {
		stackset_state_free(state);
		ok = stackset_read(run->aws, want, state, err) &&
			stackset_run_retreat(run, state, &done, err);
	}
	if (!ok && !err->kind)
		err_set(err, ERR_STOPPED, "stopped");
	return ok;
}

bool stackset_stop(struct aws *aws, const struct stackset *want, const char *operation,
		   struct err *err)
{
	struct json *params = stackset_params(want);
	bool ok;

	json_put_str(params, "OperationId", operation);
	ok = aws_call(aws, OP_CLOUDFORMATION_STOP_STACK_SET_OPERATION, params, NULL, NULL,
		      err);
	json_free(params);
	return ok;
}
