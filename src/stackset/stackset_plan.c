/* stackset_plan.c - what becomes of each account; see stackset.h. Pure. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "stackset/stackset.h"

static const char *const actions[] = {
	[STACKSET_LEAVE] = "none",    [STACKSET_CREATE] = "create",
	[STACKSET_UPDATE] = "update", [STACKSET_RETRY] = "retry",
	[STACKSET_REMOVE] = "remove",
};

static const char *const statuses[] = {
	[STACKSET_ABSENT] = "absent",	[STACKSET_PENDING] = "pending",
	[STACKSET_RUNNING] = "running", [STACKSET_CURRENT] = "current",
	[STACKSET_FAILED] = "failed",	[STACKSET_INOPERABLE] = "inoperable",
};

const char *stackset_action_name(enum stackset_action action)
{
	return actions[action];
}

const char *stackset_status_name(enum stackset_status status)
{
	return statuses[status];
}

static bool stackset_plan_by_units(const struct stackset *want)
{
	return json_count(want->units) > 0;
}

/* The StackSet is one that this setup may change. */
static bool stackset_plan_ours(const struct stackset *want,
			       const struct stackset_state *state, struct err *err)
{
	bool by_units = stackset_plan_by_units(want);

	if (!state->exists)
		return true;
	if (!str_eq(state->setup, want->setup)) {
		if (*state->setup)
			err_set(err, ERR_CHOICE,
				"the StackSet '%s' belongs to setup '%s', not '%s'",
				want->name, state->setup, want->setup);
		else
			err_set(err, ERR_CHOICE,
				"a StackSet '%s' exists that accredit did not create",
				want->name);
		return err_hint(err, "choose another name for --stackset");
	}
	if (state->service_managed == by_units)
		return true;
	err_set(err, ERR_CHOICE, "the StackSet '%s' is %s", want->name,
		by_units ? "self-managed: it takes accounts, not organizational units" :
			   "service-managed: it takes organizational units, not accounts");
	return err_hint(err,
			by_units ? "use --accounts, or choose another name for --stackset" :
				   "use --ou, or choose another name for --stackset");
}

static bool stackset_plan_wanted(const struct stackset *want,
				 const struct stackset_account *a)
{
	/* AWS decides which accounts a unit has */
	return stackset_plan_by_units(want) || json_has(want->accounts, a->id);
}

static bool stackset_plan_one_region(const struct stackset *want,
				     const struct stackset_account *a, struct err *err)
{
	if (a->extra || !*a->region || str_eq(a->region, want->region))
		return true;
	err_set(err, ERR_CHOICE,
		"account %s has its stack instance in Region %s, not %s: IAM is global, so a "
		"second one would fail",
		a->id, a->region, want->region);
	return err_hint(err,
			"answer REGION with %s, or remove the StackSet first: --remove",
			a->region);
}

static enum stackset_action stackset_plan_action(const struct stackset_state *state,
						 const struct stackset_account *a)
{
	if (a->extra || a->status == STACKSET_INOPERABLE)
		return STACKSET_LEAVE;
	if (!state->same)
		return STACKSET_UPDATE;
	return a->status == STACKSET_CURRENT ? STACKSET_LEAVE : STACKSET_RETRY;
}

static int stackset_plan_by_id(const void *a, const void *b)
{
	return strcmp(((const struct stackset_account *)a)->id,
		      ((const struct stackset_account *)b)->id);
}

static void stackset_plan_add_missing(const struct stackset *want,
				      struct stackset_state *state)
{
	size_t found = state->count;

	state->accounts = xrealloc(state->accounts,
				   (found + json_count(want->accounts) + 1) *
					   sizeof(*state->accounts));
	json_each(id, want->accounts) {
		struct stackset_account *a = &state->accounts[state->count];

		if (stackset_account_of(state, json_text(id)))
			continue;
		*a = (struct stackset_account){ .action = STACKSET_CREATE };
		snprintf(a->id, sizeof(a->id), "%s", json_text(id));
		state->count++;
	}
	if (state->count)
		qsort(state->accounts, state->count, sizeof(*state->accounts),
		      stackset_plan_by_id);
}

bool stackset_plan(const struct stackset *want, struct stackset_state *state,
		   struct err *err)
{
	if (!stackset_plan_ours(want, state, err))
		return false;
	for (size_t i = 0; i < state->count; i++) {
		struct stackset_account *a = &state->accounts[i];

		a->extra = !stackset_plan_wanted(want, a);
		if (!stackset_plan_one_region(want, a, err))
			return false;
		a->action = stackset_plan_action(state, a);
	}
	stackset_plan_add_missing(want, state);
	return true;
}

void stackset_plan_removal(struct stackset_state *state)
{
	for (size_t i = 0; i < state->count; i++)
		state->accounts[i].action = STACKSET_REMOVE;
}

struct json *stackset_new_units(const struct stackset *want,
				const struct stackset_state *state)
{
	struct json *units = json_list_new();

	json_each(unit, want->units) {
		bool known = false;

		for (size_t i = 0; !known && i < state->count; i++)
			known = str_eq(state->accounts[i].unit, json_text(unit));
		if (!known)
			json_push(units, json_copy(unit));
	}
	return units;
}

bool stackset_plan_changes(const struct stackset *want, const struct stackset_state *state)
{
	struct json *units = stackset_new_units(want, state);
	bool changes = !state->exists || !state->same || json_count(units);

	for (size_t i = 0; i < state->count; i++)
		changes |= state->accounts[i].action != STACKSET_LEAVE;
	json_free(units);
	return changes;
}
