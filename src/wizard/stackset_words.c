/* stackset_words.c - see stackset_words.h. */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "wizard/stackset_words.h"

struct json *stackset_plan_event(const struct stackset *want, const char *name,
				 const char *region, const struct stackset_state *state)
{
	struct json *event = json_object_new(), *accounts = json_list_new(), *units;
	bool by_units = want ? json_count(want->units) > 0 : state->service_managed;
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
	for (size_t i = 0; i < state->count; i++) {
		const struct stackset_account *a = &state->accounts[i];
		struct json *row = json_push(accounts, json_object_new());

		json_put_str(row, "id", a->id);
		json_put_str(row, "action", stackset_action_name(a->action));
		json_put_str(row, "status", stackset_status_name(a->status));
		if (*a->unit)
			json_put_str(row, "unit", a->unit);
		if (*a->reason)
			json_put_str(row, "reason", a->reason);
	}
	json_put(event, "accounts", accounts);
	units = want ? stackset_new_units(want, state) : json_list_new();
	if (json_count(units))
		json_put(event, "units", units);
	else
		json_free(units);
	return event;
}

/* An action, before and after it. */
static const struct {
	const char *action, *will;
} actions[] = {
	{ "create", "will be created" },    { "update", "will be updated" },
	{ "retry", "will be tried again" }, { "remove", "will be removed" },
	{ "none", "is left as it is" },
};

static const char *stackset_words_will(const struct json *row)
{
	for (size_t i = 0; i < sizeof(actions) / sizeof(*actions); i++)
		if (str_eq(actions[i].action, json_str(row, "action")))
			return actions[i].will;
	return "";
}

void stackset_plan_words(struct buf *out, const struct json *event)
{
	buf_fmt(out, "StackSet %s (%s, Region %s) %s.\n", json_str(event, "name"),
		json_str(event, "model"), json_str(event, "region"),
		stackset_words_will(event));
	json_each(row, json_get(event, "accounts")) {
		const char *reason = json_str(row, "reason"), *unit = json_str(row, "unit");

		buf_fmt(out, "  %s  %s", json_str(row, "id"), stackset_words_will(row));
		if (*unit)
			buf_fmt(out, " (%s)", unit);
		if (!str_eq(json_str(row, "status"), "absent"))
			buf_fmt(out, ", now %s", json_str(row, "status"));
		if (*reason)
			buf_fmt(out, ": %s", reason);
		buf_char(out, '\n');
	}
	json_each(unit, json_get(event, "units"))
		buf_fmt(out, "  %s  all its accounts will get the resources\n",
			json_text(unit));
}

void stackset_operation_words(struct buf *out, const struct json *event)
{
	buf_fmt(out, "Operation %s (%s): %s", json_str(event, "id"),
		json_str(event, "action"), json_str(event, "status"));
}

/* An account that waits for its turn is no news for people. */
void stackset_account_words(struct buf *out, const struct json *event)
{
	const char *status = json_str(event, "status"), *reason = json_str(event, "reason");

	if (!str_eq(status, "pending"))
		buf_fmt(out, "  %s  %s%s%s", json_str(event, "id"), status,
			*reason ? ": " : "", reason);
}

void stackset_verified_words(struct buf *out, const struct json *event)
{
	static const char *const verdicts[][2] = { { "yes", "matches" },
						   { "no", "differs" },
						   { "cannot-tell",
						     "could not be verified" } };
	const char *text = json_str(event, "text");

	buf_fmt(out, "  %s  ", json_str(event, "id"));
	for (size_t i = 0; i < 3; i++)
		if (str_eq(verdicts[i][0], json_str(event, "verdict")))
			buf_str(out, verdicts[i][1]);
	buf_fmt(out, "%s%s", *text ? ": " : "", text);
}
