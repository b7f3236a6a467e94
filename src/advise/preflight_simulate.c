/* preflight_simulate.c - asks IAM's policy simulator; see preflight_internal.h. */
#include "config.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advise/preflight_internal.h"
#include "aws/call.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "probe/operator_check.h"
#include "resource/resource_call.h"

#define AT_ONCE 12	/* calls */
#define OF_A_THING "ec2:"	/* condition keys of the resource, not of the call */

struct question_form;

/* What one call asks: resources of the same type, conditions that do not conflict. */
struct group {
	struct question_form *of;
	char type[200];		/* the ARN up to its name */
	struct json *actions, *resources, *context;
	struct json *reply;
	struct err err;
	bool tagged;		/* its condition is about the resource: it cannot be shared with others */
};

struct question_form {
	struct preflight *p;
	char principal[400];
	struct group *groups;	/* room for one per action */
	size_t count;
	atomic_size_t next;
};

/* --- what is asked together --------------------------------------------------------- */

static void preflight_simulate_push_new(struct json *list, const char *text)
{
	if (!json_has(list, text))
		json_push(list, json_string_new(text));
}

static void preflight_simulate_group(struct question_form *a,
				     const struct required_action *right)
{
	struct group *g = a->groups;
	char type[200];
	const char *arn = right->resource, *key = right->key;
	bool tagged = str_starts(key, OF_A_THING);
	const char *slash = strchr(arn, '/'), *colon = strrchr(arn, ':');
	size_t n = slash ? (size_t)(slash - arn) : colon ? (size_t)(colon - arn) : 0;

	snprintf(type, 200, "%.*s", (int)n, arn);
	for (; g < a->groups + a->count; g++)
		if (str_eq(g->type, type) && g->tagged == tagged &&
		    (!*key || !json_get(g->context, key) ||
		     str_eq(json_str(g->context, key), right->value)))
			break;
	if (g == a->groups + a->count) {
		a->count++;
		*g = (struct group){ .of = a,
				     .actions = json_list_new(),
				     .resources = json_list_new(),
				     .context = json_object_new(),
				     .tagged = tagged };
		snprintf(g->type, sizeof(g->type), "%s", type);
	}
	preflight_simulate_push_new(g->actions, right->action);
	preflight_simulate_push_new(g->resources, right->resource);
	if (*key)
		json_put_str(g->context, key, right->value);
}

/* --- asking ----------------------------------------------------------------------------- */

/* For an assumed role the role is asked about; its path is known from IAM only. */
static bool preflight_simulate_find_principal(struct question_form *a)
{
	const struct preflight *p = a->p;
	const char *role = strstr(p->arn, ":assumed-role/");
	struct err err = ERR_INIT;
	struct json *reply = NULL;
	char name[80];

	if (!role) {
		snprintf(a->principal, sizeof(a->principal), "%s", p->arn);
		return strstr(p->arn, ":user/");
	}
	role += strlen(":assumed-role/");
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(role, "/"), role);
	snprintf(a->principal, sizeof(a->principal), "arn:%s:iam::%s:role/%s",
		 aws_partition(p->aws), p->account, name);
	if (call(p->aws, OP_IAM_GET_ROLE, params("RoleName", name, NULL), &reply, NULL, &err))
		snprintf(a->principal, sizeof(a->principal), "%s",
			 json_str(json_get(reply, "Role"), "Arn"));
	json_free(reply);
	return true;
}

static void *preflight_simulate_ask_next(void *with)
{
	struct question_form *a = with;
	size_t i;

	while ((i = atomic_fetch_add(&a->next, 1)) < a->count) {
		struct group *g = &a->groups[i];
		struct json *ask = params("PolicySourceArn", g->of->principal, "MaxItems",
					  "1000", NULL);
		struct json *entries;

		json_put(ask, "ActionNames", json_copy(g->actions));
		json_put(ask, "ResourceArns", json_copy(g->resources));
		entries = json_put(ask, "ContextEntries", json_list_new());
		json_each(value, g->context) {
			struct json *entry = json_push(entries,
						       params("ContextKeyName",
							      json_key(value),
							      "ContextKeyType", "string",
							      NULL));

			json_push(json_put(entry, "ContextKeyValues", json_list_new()),
				  json_copy(value));
		}
		if (!json_count(entries))
			json_drop(ask, "ContextEntries");
		call(g->of->p->aws, OP_IAM_SIMULATE_PRINCIPAL_POLICY, ask, &g->reply, NULL,
		     &g->err);
	}
	return NULL;
}

/* A denial only because a condition's value is missing proves nothing. */
static void preflight_simulate_take(struct preflight *p, const struct json *result,
				    const struct json *of, const char *decision,
				    const char *resource)
{
	struct json *row = json_object_new();

	if (str_eq(decision, "implicitDeny") && json_count(json_get(of, "MissingContextValues"))) {
		decision = "unsure";
		json_put_str(
			row, "why",
			"the policies have conditions that are known only when the call "
			"is made");
	}
	json_put_str(row, "decision", decision);
	json_put_str(row, "layer",
		     simulation_layer(json_get(of, "PermissionsBoundaryDecisionDetail") ?
					      of :
					      result));
	json_put_str(row, "by", BY_SIMULATION);
	preflight_answer(p, json_str(result, "EvalActionName"), resource, row, false);
}

static void preflight_simulate_take_all(struct preflight *p, const struct json *results)
{
	json_each(result, results) {
		const struct json *each = json_get(result, "ResourceSpecificResults");

		if (json_type(each) != JSON_LIST || !json_count(each))
			preflight_simulate_take(p, result, result,
						json_str(result, "EvalDecision"),
						json_str(result, "EvalResourceName"));
		else
			json_each(one, each)
				preflight_simulate_take(p, result, one,
							json_str(one,
								 "EvalResourceDecision"),
							json_str(one, "EvalResourceName"));
	}
}

static void preflight_simulate_ask_all(struct question_form *a)
{
	pthread_t threads[AT_ONCE];
	size_t n = 0;

	while (n + 1 < AT_ONCE && n + 1 < a->count &&
	       !pthread_create(&threads[n], NULL, preflight_simulate_ask_next, a))
		n++;
	preflight_simulate_ask_next(a);
	while (n)
		pthread_join(threads[--n], NULL);
}

static void preflight_simulate_say_why(struct preflight *p, const struct err *err)
{
	struct buf why = BUF(300);

	if (err->kind == ERR_DENIED)
		buf_str(&why,
			"these credentials are not allowed to use the IAM policy simulator "
			"(iam:SimulatePrincipalPolicy)");
	else if (err->kind == ERR_STOPPED)
		buf_str(&why, "the IAM policy simulator did not answer in time");
	else if (err->kind)
		buf_fmt(&why, "the IAM policy simulator did not answer: %.200s", err->text);
	if (why.len)
		preflight_no_answer(p, ASK_IAM, why.s);
	buf_free(&why);
}

void preflight_simulate(struct preflight *p)
{
	struct question_form *a = xcalloc(1, sizeof(*a));
	bool failed = false, read = false;

	a->p = p;
	a->groups = xcalloc(p->required.count + 1, sizeof(*a->groups));
	for (size_t i = 0; i < p->required.count; i++)
		if (preflight_asker(&p->required.item[i]) == ASK_IAM)
			preflight_simulate_group(a, &p->required.item[i]);
	if (a->count && !preflight_simulate_find_principal(a))
		preflight_no_answer(
			p, ASK_IAM,
			"the IAM policy simulator works only for users and roles, and "
			"these credentials belong to neither");
	else if (a->count) {
		preflight_simulate_ask_all(a);
		for (size_t i = 0; i < a->count; i++)
			failed |= a->groups[i].err.kind &&
				a->groups[i].err.kind != ERR_STOPPED;
		/* The caller's own policies may be readable. */
		read = failed && preflight_read(p);
	}
	for (size_t i = 0; i < a->count; i++) {
		struct group *g = &a->groups[i];

		preflight_simulate_take_all(p, json_get(g->reply, "EvaluationResults"));
		if (!read)
			preflight_simulate_say_why(p, &g->err);
		json_free(g->actions);
		json_free(g->resources);
		json_free(g->context);
		json_free(g->reply);
	}
	free(a->groups);
	free(a);
}
