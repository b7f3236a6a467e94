/* stackset_event_json.c - see stackset_event.h. */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "stackset/stackset.h"
#include "stackset/stackset_event.h"

/* --- the plan --------------------------------------------------------------------------
 */

static struct json *stackset_event_json_rows(const struct stackset_state *state)
{
	struct json *rows = json_list_new();

	for (size_t i = 0; i < state->count; i++) {
		const struct stackset_account *a = &state->accounts[i];
		struct json *row = json_push(rows, json_object_new());

		json_put_str(row, "id", a->id);
		json_put_str(row, "action", stackset_action_name(a->action));
		json_put_str(row, "status", stackset_status_name(a->status));
		if (*a->unit)
			json_put_str(row, "unit", a->unit);
		if (*a->reason)
			json_put_str(row, "reason", a->reason);
	}
	return rows;
}

struct json *stackset_plan_event(const struct stackset *want, const char *name,
				 const char *region, const struct stackset_state *state)
{
	bool by_units = want ? json_count(want->units) > 0 : state->service_managed;
	struct json *event = json_object_new(), *units;
	const char *action = "none";

	if (!want)
		action = state->exists ? "remove" : "none";
	else if (!state->exists)
		action = "create";
	else if (stackset_plan_changes(want, state))
		action = "update";
	json_put_str(event, "event", "stackset");
	json_put_str(event, "name", name);
	json_put_str(event, "region", region);
	json_put_str(event, "model", by_units ? "service-managed" : "self-managed");
	json_put_str(event, "action", action);
	json_put(event, "accounts", stackset_event_json_rows(state));
	units = want ? stackset_new_units(want, state) : json_list_new();
	if (json_count(units))
		json_put(event, "units", units);
	else
		json_free(units);
	return event;
}

struct stackset_plan_event stackset_plan_read(const struct json *event)
{
	return (struct stackset_plan_event){
		.name = json_str(event, "name"),
		.region = json_str(event, "region"),
		.model = json_str(event, "model"),
		.action = json_str(event, "action"),
		.accounts = json_get(event, "accounts"),
		.units = json_get(event, "units"),
	};
}

/* --- operations ------------------------------------------------------------------------
 */

struct json *stackset_operation_event(const struct stackset_operation *operation)
{
	struct json *event = json_object_new();

	json_put_str(event, "event", "operation");
	json_put_str(event, "stackset", operation->stackset);
	json_put_str(event, "id", operation->id);
	json_put_str(event, "action", operation->action);
	json_put_str(event, "status", operation->status);
	return event;
}

struct stackset_operation stackset_operation_read(const struct json *event)
{
	return (struct stackset_operation){
		.stackset = json_str(event, "stackset"),
		.id = json_str(event, "id"),
		.action = json_str(event, "action"),
		.status = json_str(event, "status"),
	};
}

struct json *stackset_account_event(const struct stackset_account_event *account)
{
	struct json *event = json_object_new();

	json_put_str(event, "event", "account");
	json_put_str(event, "id", account->id);
	json_put_str(event, "status", account->status);
	if (str_eq(account->status, "failed"))
		json_put_str(event, "reason", account->reason);
	return event;
}

struct stackset_account_event stackset_account_read(const struct json *event)
{
	return (struct stackset_account_event){
		.id = json_str(event, "id"),
		.status = json_str(event, "status"),
		.reason = json_str(event, "reason"),
		.action = json_str(event, "action"),
		.unit = json_str(event, "unit"),
	};
}

/* --- verification ----------------------------------------------------------------------
 */

struct json *stackset_verified_event(const struct stackset_verified *verified)
{
	struct json *event = json_object_new();

	json_put_str(event, "event", "account-verified");
	json_put_str(event, "id", verified->id);
	json_put_str(event, "verdict", verified->verdict);
	if (*verified->text)
		json_put_str(event, "text", verified->text);
	return event;
}

struct stackset_verified stackset_verified_read(const struct json *event)
{
	return (struct stackset_verified){
		.id = json_str(event, "id"),
		.verdict = json_str(event, "verdict"),
		.text = json_str(event, "text"),
	};
}
