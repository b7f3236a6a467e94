/* stackset_state.c - what a StackSet has now; see stackset.h. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "aws/call.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "stackset/stackset.h"
#include "stackset/stackset_calls.h"

void stackset_state_free(struct stackset_state *state)
{
	free(state->accounts);
	*state = (struct stackset_state){ .exists = false };
}

struct stackset_account *stackset_account_of(const struct stackset_state *state,
					     const char *id)
{
	for (size_t i = 0; i < state->count; i++)
		if (str_eq(state->accounts[i].id, id))
			return &state->accounts[i];
	return NULL;
}

size_t stackset_count(const struct stackset_state *state, enum stackset_status status)
{
	size_t n = 0;

	for (size_t i = 0; i < state->count; i++)
		n += !state->accounts[i].extra && state->accounts[i].status == status;
	return n;
}

struct json *stackset_current(const struct stackset_state *state)
{
	struct json *ids = json_list_new();

	for (size_t i = 0; i < state->count; i++)
		if (!state->accounts[i].extra &&
		    state->accounts[i].status == STACKSET_CURRENT)
			json_push(ids, json_string_new(state->accounts[i].id));
	return ids;
}

static bool stackset_state_same_json(const char *a, const char *b)
{
	struct err ignored = ERR_INIT;
	struct json *x = json_parse(a, strlen(a), "a", &ignored),
		    *y = json_parse(b, strlen(b), "b", &ignored);
	bool same = x && y && json_equal(x, y);

	json_free(x);
	json_free(y);
	return same;
}

/* An answer that was not given takes what there is. */
static bool stackset_state_same_role(const char *wanted, const char *found)
{
	return !*wanted || str_eq(wanted, found);
}

static void stackset_state_take(struct stackset_state *state, const struct json *set,
				const struct stackset *want)
{
	state->exists = !str_eq(json_str(set, "Status"), "DELETED");
	state->service_managed =
		str_eq(json_str(set, "PermissionModel"), "SERVICE_MANAGED");
	json_each(tag, json_get(set, "Tags"))
		if (str_eq(json_str(tag, "Key"), "accredit:setup"))
			str_clean(state->setup, sizeof(state->setup),
				  json_str(tag, "Value"));
	state->same = want->body &&
		stackset_state_same_json(want->body, json_str(set, "TemplateBody")) &&
		(state->service_managed ||
		 (stackset_state_same_role(want->admin_role,
					   json_str(set, "AdministrationRoleARN")) &&
		  stackset_state_same_role(want->execution_role,
					   json_str(set, "ExecutionRoleName"))));
}

static enum stackset_status stackset_state_status(const struct json *instance)
{
	const char *status = json_str(instance, "Status");
	const char *detail =
		json_str(json_get(instance, "StackInstanceStatus"), "DetailedStatus");

	if (str_eq(status, "CURRENT"))
		return STACKSET_CURRENT;
	if (str_eq(status, "INOPERABLE") || str_eq(detail, "INOPERABLE"))
		return STACKSET_INOPERABLE;
	if (str_eq(detail, "RUNNING"))
		return STACKSET_RUNNING;
	return str_eq(detail, "PENDING") || str_eq(detail, "CANCELLED") || !*detail ?
		STACKSET_PENDING :
		STACKSET_FAILED;
}

static int stackset_state_by_id(const void *a, const void *b)
{
	const struct stackset_account *x = a, *y = b;
	int by_id = strcmp(x->id, y->id);

	return by_id ? by_id : strcmp(x->region, y->region);
}

static bool stackset_state_instances(struct aws *aws, const struct json *params,
				     struct stackset_state *state, struct err *err)
{
	struct json *reply = NULL;

	if (!aws_call(aws, OP_CLOUDFORMATION_LIST_STACK_INSTANCES, params, &reply, NULL,
		      err))
		return false;
	state->accounts = xcalloc(json_count(json_get(reply, "Summaries")) + 1,
				  sizeof(*state->accounts));
	json_each(one, json_get(reply, "Summaries")) {
		struct stackset_account *a = &state->accounts[state->count++];

		str_clean(a->id, sizeof(a->id), json_str(one, "Account"));
		str_clean(a->unit, sizeof(a->unit), json_str(one, "OrganizationalUnitId"));
		str_clean(a->region, sizeof(a->region), json_str(one, "Region"));
		a->status = stackset_state_status(one);
		if (a->status != STACKSET_CURRENT)
			str_clean(a->reason, sizeof(a->reason),
				  json_str(one, "StatusReason"));
	}
	if (state->count)
		qsort(state->accounts, state->count, sizeof(*state->accounts),
		      stackset_state_by_id);
	json_free(reply);
	return true;
}

/* The operation that runs now: there is at most one at a time. */
static bool stackset_state_operation(struct aws *aws, const struct json *params,
				     struct stackset_state *state, struct err *err)
{
	static const char *const runs[] = { "RUNNING", "STOPPING", "QUEUED", NULL };
	struct json *reply = NULL;

	if (!aws_call_page(aws, OP_CLOUDFORMATION_LIST_STACK_SET_OPERATIONS, params, &reply,
			   NULL, err))
		return false;
	json_each(one, json_get(reply, "Summaries"))
		if (!*state->operation && str_in(json_str(one, "Status"), runs))
			str_clean(state->operation, sizeof(state->operation),
				  json_str(one, "OperationId"));
	json_free(reply);
	return true;
}

bool stackset_read(struct aws *aws, const struct stackset *want,
		   struct stackset_state *state, struct err *err)
{
	struct json *params = stackset_params(want), *reply = NULL;
	bool ok;

	*state = (struct stackset_state){ .exists = false };
	ok = aws_call(aws, OP_CLOUDFORMATION_DESCRIBE_STACK_SET, params, &reply, NULL, err);
	if (ok)
		stackset_state_take(state, json_get(reply, "StackSet"), want);
	else if (str_eq(err->code, "StackSetNotFoundException")) {
		*err = (struct err)ERR_INIT;
		ok = true;
	}
	ok = ok &&
		(!state->exists ||
		 (stackset_state_instances(aws, params, state, err) &&
		  stackset_state_operation(aws, params, state, err)));
	if (!ok)
		stackset_state_free(state);
	json_free(reply);
	json_free(params);
	return ok;
}
