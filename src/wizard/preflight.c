/* preflight.c - the simulator asked, beside the reading; see preflight.h. */
#include "config.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "aws/call.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/rights.h"
#include "resource/call.h"
#include "wizard/preflight.h"
#include "wizard/session.h"

#define LIMIT_MS 5000	/* in all: advice that comes later is none */
#define GROUPS 12	/* calls at once */
#define LOOK_MS 20

/* What one call asks: the same type of thing, conditions that do not disagree. */
struct group {
	struct preflight *p;
	char type[200];		/* the ARN up to its name */
	struct json *actions, *resources, *context;
	struct json *reply;
	pthread_t thread;
	bool threaded;
};

struct preflight {
	struct creds creds;
	char region[64], account[16], arn[300];
	struct stop own, *stop;
	int64_t began;
	struct json *rights, *answers;
	struct aws *aws;
	char principal[400];
	struct group groups[GROUPS];
	size_t count;
	pthread_t thread;
	bool threaded;
};

/* --- what is asked together --------------------------------------------------------- */

static void type_of(char out[200], const char *arn)
{
	const char *slash = strchr(arn, '/'), *colon = strrchr(arn, ':');
	size_t n = slash ? (size_t)(slash - arn) : colon ? (size_t)(colon - arn) : 0;

	snprintf(out, 200, "%.*s", (int)n, arn);
}

static bool fits(const struct group *g, const char *type, const struct json *right)
{
	const char *key = json_str(right, "key");

	return str_eq(g->type, type) &&
	       (!*key || !json_get(g->context, key) ||
		str_eq(json_str(g->context, key), json_str(right, "value")));
}

static void push_new(struct json *list, const char *text)
{
	if (!json_has(list, text))
		json_push(list, json_string_new(text));
}

static void group(struct preflight *p, const struct json *right)
{
	struct group *g = p->groups;
	char type[200];

	type_of(type, json_str(right, "resource"));
	while (g < p->groups + p->count && !fits(g, type, right))
		g++;
	if (g == p->groups + GROUPS)
		return;		/* not asked: cannot tell */
	if (g == p->groups + p->count) {
		p->count++;
		*g = (struct group){ .p = p, .actions = json_list_new(),
				     .resources = json_list_new(),
				     .context = json_object_new() };
		snprintf(g->type, sizeof(g->type), "%s", type);
	}
	push_new(g->actions, json_str(right, "action"));
	push_new(g->resources, json_str(right, "resource"));
	if (*json_str(right, "key"))
		json_put_str(g->context, json_str(right, "key"), json_str(right, "value"));
}

static void drop_groups(struct preflight *p)
{
	for (size_t i = 0; i < p->count; i++) {
		json_free(p->groups[i].actions);
		json_free(p->groups[i].resources);
		json_free(p->groups[i].context);
		json_free(p->groups[i].reply);
	}
	p->count = 0;
}

/* --- asking ----------------------------------------------------------------------------- */

/* An assumed role is asked for as the role, whose path only IAM knows. */
static bool find_principal(struct preflight *p)
{
	const char *role = strstr(p->arn, ":assumed-role/");
	struct err err = ERR_INIT;
	struct json *reply = NULL;
	char name[80];

	if (!role) {
		snprintf(p->principal, sizeof(p->principal), "%s", p->arn);
		return strstr(p->arn, ":user/");
	}
	role += strlen(":assumed-role/");
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(role, "/"), role);
	snprintf(p->principal, sizeof(p->principal), "arn:%s:iam::%s:role/%s",
		 aws_partition(p->aws), p->account, name);
	if (call(p->aws, OP_IAM_GET_ROLE, params("RoleName", name, NULL), &reply, NULL, &err))
		snprintf(p->principal, sizeof(p->principal), "%s",
			 json_str(json_get(reply, "Role"), "Arn"));
	json_free(reply);
	return true;
}

static void *ask_group(void *with)
{
	struct group *g = with;
	struct json *ask = params("PolicySourceArn", g->p->principal, "MaxItems", "1000", NULL);
	struct err err = ERR_INIT;
	struct json *entries;

	json_put(ask, "ActionNames", json_copy(g->actions));
	json_put(ask, "ResourceArns", json_copy(g->resources));
	entries = json_put(ask, "ContextEntries", json_list_new());
	json_each(value, g->context) {
		struct json *entry = json_push(entries, params("ContextKeyName",
			json_key(value), "ContextKeyType", "string", NULL));

		json_push(json_put(entry, "ContextKeyValues", json_list_new()),
			  json_copy(value));
	}
	if (!json_count(entries))
		json_drop(ask, "ContextEntries");
	call(g->p->aws, OP_IAM_SIMULATE_PRINCIPAL_POLICY, ask, &g->reply, NULL, &err);
	return NULL;
}

static const char *layer_of(const struct json *result)
{
	const struct json *bound = json_get(result, "PermissionsBoundaryDecisionDetail");
	const struct json *scp = json_get(result, "OrganizationsDecisionDetail");

	if (str_eq(json_str(bound, "AllowedByPermissionsBoundary"), "false"))
		return "boundary";
	return str_eq(json_str(scp, "AllowedByOrganizations"), "false") ? "scp" : "identity";
}

/* A refusal for want of a value that the policies ask for proves nothing. */
static void take(struct preflight *p, const struct json *result, const struct json *of,
		 const char *decision, const char *resource)
{
	struct json *row = json_object_new();
	struct buf name = BUF(4096);

	if (str_eq(decision, "implicitDeny") && json_count(json_get(of, "MissingContextValues")))
		decision = "unsure";
	buf_fmt(&name, "%s %s", json_str(result, "EvalActionName"), resource);
	json_put_str(row, "decision", decision);
	json_put_str(row, "layer", layer_of(json_get(of, "PermissionsBoundaryDecisionDetail") ?
					    of : result));
	json_put(p->answers, name.s, row);
	buf_free(&name);
}

static void take_all(struct preflight *p, const struct json *results)
{
	json_each(result, results) {
		const struct json *each = json_get(result, "ResourceSpecificResults");

		if (json_type(each) != JSON_LIST || !json_count(each))
			take(p, result, result, json_str(result, "EvalDecision"),
			     json_str(result, "EvalResourceName"));
		else
			json_each(one, each)
				take(p, result, one, json_str(one, "EvalResourceDecision"),
				     json_str(one, "EvalResourceName"));
	}
}

static void ask_all(struct preflight *p)
{
	for (size_t i = 1; i < p->count; i++)
		p->groups[i].threaded = !pthread_create(&p->groups[i].thread, NULL, ask_group,
							&p->groups[i]);
	ask_group(&p->groups[0]);
	for (size_t i = 1; i < p->count; i++)
		if (p->groups[i].threaded)
			pthread_join(p->groups[i].thread, NULL);
	for (size_t i = 0; i < p->count; i++)
		take_all(p, json_get(p->groups[i].reply, "EvaluationResults"));
}

static void *ask(void *with)
{
	struct preflight *p = with;
	struct err err = ERR_INIT;

	json_each(right, p->rights)
		group(p, right);
	p->aws = p->count ? aws_open(&p->creds, p->region, &p->own, &err) : NULL;
	if (p->aws && find_principal(p))
		ask_all(p);
	aws_close(p->aws);
	drop_groups(p);
	return NULL;
}

/* --- before and after ------------------------------------------------------------------- */

static struct preflight *begin(const struct session *s, struct json *rights,
			       struct stop *stop)
{
	struct preflight *p;

	if (!json_count(rights)) {
		json_free(rights);
		return NULL;
	}
	p = xcalloc(1, sizeof(*p));
	creds_copy(&p->creds, &s->creds);
	memcpy(p->region, s->region, sizeof(p->region));
	memcpy(p->account, s->account, sizeof(p->account));
	memcpy(p->arn, s->arn, sizeof(p->arn));
	p->stop = stop;
	p->began = when_ms();
	p->rights = rights;
	p->answers = json_object_new();
	p->threaded = !pthread_create(&p->thread, NULL, ask, p);
	return p;
}

static struct rights_place place_of(const struct session *s)
{
	return (struct rights_place){ aws_partition(s->aws), s->region, s->account };
}

struct preflight *preflight_begin(const struct session *s, const struct json *wanted,
				  struct stop *stop)
{
	struct rights_place place = place_of(s);
	struct json *rights = json_list_new();
	const struct json *all = json_get(wanted, "resources");

	json_each(resource, all)
		rights_add(rights, resource, ACTION_CREATE, NULL, all, &place);
	return begin(s, rights, stop);
}

/* Waits no longer than LIMIT_MS after its beginning, and not for one who stops. */
static void finish(struct preflight *p)
{
	while (p->threaded) {
		struct timespec t;

		clock_gettime(CLOCK_REALTIME, &t);
		t.tv_nsec += LOOK_MS * 1000000L;
		t.tv_sec += t.tv_nsec / 1000000000L;
		t.tv_nsec %= 1000000000L;
		if (!pthread_timedjoin_np(p->thread, NULL, &t))
			p->threaded = false;
		else if (when_ms() - p->began > LIMIT_MS ||
			 (p->stop && atomic_load(&p->stop->asked)))
			atomic_store(&p->own.asked, true);
	}
}

void preflight_drop(struct preflight *p)
{
	if (!p)
		return;
	atomic_store(&p->own.asked, true);
	finish(p);
	creds_close(&p->creds);
	json_free(p->rights);
	json_free(p->answers);
	free(p);
}

static bool is_known(const struct json *answers, const struct json *right)
{
	struct buf name = BUF(4096);
	bool known;

	buf_fmt(&name, "%s %s", json_str(right, "action"), json_str(right, "resource"));
	known = json_get(answers, name.s) != NULL;
	buf_free(&name);
	return known;
}

/* What the plan needs and nobody asked yet: a change of what is there, a removal. */
static struct json *left_to_ask(const struct session *s, const struct plan *plan,
				const struct json *answers)
{
	struct rights_place place = place_of(s);
	struct json *all = json_list_new(), *left = json_list_new();

	for (size_t i = 0; i < plan->count; i++)
		if (plan->steps[i].resource)
			rights_add(all, plan->steps[i].resource, plan->steps[i].action,
				   plan->steps[i].diff, json_get(plan->wanted, "resources"),
				   &place);
	json_each(right, all)
		if (!is_known(answers, right))
			json_push(left, json_copy(right));
	json_free(all);
	return left;
}

struct json *preflight_end(struct preflight *p, const struct session *s,
			   const struct plan *plan, struct stop *stop)
{
	struct rights_place place = place_of(s);
	struct json *answers = json_object_new(), *event;

	if (p) {
		finish(p);
		json_free(answers);
		answers = json_copy(p->answers);
	}
	if (!p || json_count(answers)) {	/* who said nothing is not asked again */
		struct preflight *more = begin(s, left_to_ask(s, plan, answers), stop);

		if (more) {
			finish(more);
			json_each(one, more->answers)
				json_put(answers, json_key(one), json_copy(one));
			preflight_drop(more);
		}
	}
	preflight_drop(p);
	event = preflight_judge(plan, &place, answers);
	json_free(answers);
	return event;
}
