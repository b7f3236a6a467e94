/* stackset_calls.c - see stackset_calls.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "aws/call.h"
#include "base/str.h"
#include "format/json.h"
#include "stackset/stackset_calls.h"

static struct json *stackset_calls_list(const char *text)
{
	struct json *list = json_list_new();

	json_push(list, json_string_new(text));
	return list;
}

struct json *stackset_params(const struct stackset *want)
{
	struct json *params = json_object_new();

	json_put_str(params, "StackSetName", want->name);
	if (*want->call_as)
		json_put_str(params, "CallAs", want->call_as);
	return params;
}

/* A random part, so that each operation has its own ID. */
static void stackset_calls_put_operation(struct json *params, int parallel, char *operation)
{
	struct json *prefer = json_put(params, "OperationPreferences", json_object_new());
	char random[25], number[16];

	str_random(random, 24);
	snprintf(operation, 64, "accredit-%s", random);
	json_put_str(params, "OperationId", operation);
	snprintf(number, sizeof(number), "%d", parallel);
	json_put_str(prefer, "MaxConcurrentCount", number);
	/* an account that fails does not stop the others */
	json_put_str(prefer, "FailureTolerancePercentage", "100");
}

/* Members that CreateStackSet and UpdateStackSet share. */
static void stackset_calls_put_set(struct json *params, const struct stackset *want)
{
	bool by_units = json_count(want->units);
	struct json *tags = json_list_new(), *tag = json_push(tags, json_object_new());

	json_put_str(params, "TemplateBody", want->body);
	json_put(params, "Capabilities", stackset_calls_list("CAPABILITY_NAMED_IAM"));
	json_put_str(tag, "Key", "accredit:setup");
	json_put_str(tag, "Value", want->setup);
	json_put(params, "Tags", tags);
	json_put_str(params, "PermissionModel",
		     by_units ? "SERVICE_MANAGED" : "SELF_MANAGED");
	if (by_units) {
		struct json *automatic =
			json_put(params, "AutoDeployment", json_object_new());

		json_put_str(automatic, "Enabled", "true");
		json_put_str(automatic, "RetainStacksOnAccountRemoval", "false");
	}
	if (!by_units && *want->admin_role)
		json_put_str(params, "AdministrationRoleARN", want->admin_role);
	if (!by_units && *want->execution_role)
		json_put_str(params, "ExecutionRoleName", want->execution_role);
}

bool stackset_call_create(struct aws *aws, const struct stackset *want, struct err *err)
{
	struct json *params = stackset_params(want);
	char token[33];
	bool ok;

	stackset_calls_put_set(params, want);
	json_put_str(params, "Description", "Created by accredit");
	str_random(token, 32);
	json_put_str(params, "ClientRequestToken", token);
	ok = aws_call(aws, OP_CLOUDFORMATION_CREATE_STACK_SET, params, NULL, NULL, err);
	if (!ok && strstr(err->text, "delegated admin"))
		err_hint(err,
			 *want->call_as ?
				 "leave out --call-as in the management account" :
				 "in the account of a delegated administrator, use "
				 "--call-as delegated-admin");
	json_free(params);
	return ok;
}

bool stackset_call_delete(struct aws *aws, const struct stackset *want, struct err *err)
{
	struct json *params = stackset_params(want);
	bool ok =
		aws_call(aws, OP_CLOUDFORMATION_DELETE_STACK_SET, params, NULL, NULL, err);

	if (!ok && str_eq(err->code, "StackSetNotFoundException")) {
		*err = (struct err)ERR_INIT;
		ok = true;
	}
	json_free(params);
	return ok;
}

/* A repeat after a lost response finds the operation that the first request began. */
static bool stackset_calls_begin(struct aws *aws, enum aws_op_id op, struct json *params,
				 struct err *err)
{
	bool ok = aws_call(aws, op, params, NULL, NULL, err);

	if (!ok && str_eq(err->code, "OperationIdAlreadyExistsException")) {
		*err = (struct err)ERR_INIT;
		ok = true;
	}
	json_free(params);
	return ok;
}

bool stackset_call_update(struct aws *aws, const struct stackset *want, char *operation,
			  struct err *err)
{
	struct json *params = stackset_params(want);

	stackset_calls_put_set(params, want);
	stackset_calls_put_operation(params, want->parallel, operation);
	return stackset_calls_begin(aws, OP_CLOUDFORMATION_UPDATE_STACK_SET, params, err);
}

static void stackset_calls_put_targets(struct json *params, bool by_units,
				       const struct json *ids, const char *region)
{
	struct json *to = by_units ?
		json_put(params, "DeploymentTargets", json_object_new()) :
		params;

	json_put(to, by_units ? "OrganizationalUnitIds" : "Accounts", json_copy(ids));
	json_put(params, "Regions", stackset_calls_list(region));
}

bool stackset_call_create_instances(struct aws *aws, const struct stackset *want,
				    const struct json *ids, char *operation,
				    struct err *err)
{
	struct json *params = stackset_params(want);

	stackset_calls_put_targets(params, json_count(want->units), ids, want->region);
	stackset_calls_put_operation(params, want->parallel, operation);
	return stackset_calls_begin(aws, OP_CLOUDFORMATION_CREATE_STACK_INSTANCES, params,
				    err);
}

bool stackset_call_delete_instances(struct aws *aws, const struct stackset *want,
				    const struct stackset_state *state,
				    const struct json *ids, char *operation,
				    struct err *err)
{
	struct json *params = stackset_params(want);

	stackset_calls_put_targets(params, state->service_managed, ids,
				   state->accounts[0].region);
	json_put_str(params, "RetainStacks", "false");
	stackset_calls_put_operation(params, want->parallel, operation);
	return stackset_calls_begin(aws, OP_CLOUDFORMATION_DELETE_STACK_INSTANCES, params,
				    err);
}
