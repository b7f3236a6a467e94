/* preflight.c - which services are asked, when, and for how long; see preflight.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "advise/preflight.h"
#include "advise/preflight_internal.h"
#include "aws/call.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/resource_json.h"
#include "plan/required_actions.h"
#include "probe/probe.h"
#include "probe/probe_actions.h"
#include "resource/quota_read.h"
#include "session/session.h"

#define LIMIT_MS 5000	/* in all: the operator does not wait longer for advice */
#define LOOK_MS 20
#define ROWS(table) (sizeof(table) / sizeof(*(table)))

/* --- answers -------------------------------------------------------------------------- */

const char *preflight_name(enum asker who)
{
	static const char *const names[ASKERS] = { "?iam", "?ec2", "?cluster" };

	return names[who];
}

enum asker preflight_asker(const struct required_action *right)
{
	if (*right->cluster)
		return ASK_CLUSTER;
	return str_eq(right->action, "ec2:RunInstances") ? ASK_EC2 : ASK_IAM;
}

static void preflight_put_name(struct buf *out, const char *action, const char *resource)
{
	buf_fmt(out, "%s %s", action, resource);
}

struct json *preflight_find(const struct json *answers, const struct required_action *right)
{
	struct buf name = BUF(4096);
	struct json *found;

	preflight_put_name(&name, right->action, right->resource);
	found = json_get(answers, name.s);
	buf_free(&name);
	return found;
}

void preflight_answer(struct preflight *p, const char *action, const char *resource,
		      struct json *row, bool outweighs)
{
	struct buf name = BUF(4096);
	const struct json *there;

	preflight_put_name(&name, action, resource);
	json_put(row, "outweighs", json_bool_new(outweighs));
	pthread_mutex_lock(&p->lock);
	there = json_get(p->answers, name.s);
	if (!there || outweighs || !json_true(json_get(there, "outweighs")))
		json_put(p->answers, name.s, row);
	else
		json_free(row);
	pthread_mutex_unlock(&p->lock);
	buf_free(&name);
}

void preflight_no_answer(struct preflight *p, enum asker who, const char *why)
{
	struct json *row = json_object_new();

	json_put_str(row, "decision", "unsure");
	json_put_str(row, "why", why);
	pthread_mutex_lock(&p->lock);
	json_put(p->answers, preflight_name(who), row);
	pthread_mutex_unlock(&p->lock);
}

/* --- asking ---------------------------------------------------------------------------- */

static void *preflight_run_dry(void *with)
{
	preflight_dry(with);
	return NULL;
}

static void *preflight_run_cluster(void *with)
{
	preflight_cluster(with);
	return NULL;
}

/* The worker's vCPUs count against a quota of EC2's. */
static void *preflight_run_quotas(void *with)
{
	struct preflight *p = with;

	if (p->asks_quotas)
		quota_read_account(p->aws, &p->quotas);
	for (size_t i = 0; p->asks_quotas && i < p->required.count; i++)
		if (preflight_asker(&p->required.item[i]) == ASK_EC2) {
			quota_read_service(p->aws, &p->quotas, QUOTA_VCPUS);
			break;
		}
	return NULL;
}

/* All at the same time; without a thread, a service is not asked. */
static void *preflight_ask(void *with)
{
	static void *(*const runs[])(void *) = { preflight_run_dry, preflight_run_cluster,
						 preflight_run_quotas };
	struct preflight *p = with;
	struct err err = ERR_INIT;
	pthread_t threads[ROWS(runs)];
	bool threaded[ROWS(runs)];

	p->aws = aws_open(&p->creds, p->region, &p->own, &err);
	for (size_t i = 0; p->aws && i < ROWS(runs); i++)
		threaded[i] = !pthread_create(&threads[i], NULL, runs[i], p);
	if (p->aws)
		preflight_simulate(p);
	for (size_t i = 0; p->aws && i < ROWS(runs); i++)
		if (threaded[i])
			pthread_join(threads[i], NULL);
	aws_close(p->aws);
	return NULL;
}

/* --- before and after ------------------------------------------------------------------ */

static struct required_actions_place preflight_place_of(const struct session *s)
{
	return (struct required_actions_place){ aws_partition(s->aws), s->region, s->account };
}

static struct preflight *preflight_begin_thread(const struct session *s,
						struct json *rights,
						const struct json *wanted,
						bool with_profile, bool quotas,
						struct reply_cache *seen, struct stop *stop)
{
	struct preflight *p;

	if (!json_count(rights)) {
		json_free(rights);
		return NULL;
	}
	p = xcalloc(1, sizeof(*p));
	pthread_mutex_init(&p->lock, NULL);
	creds_copy(&p->creds, &s->creds);
	memcpy(p->region, s->region, sizeof(p->region));
	memcpy(p->account, s->account, sizeof(p->account));
	memcpy(p->arn, s->arn, sizeof(p->arn));
	/* What a dry run of the launch needs. */
	if (wanted) {
		p->wanted = json_copy(wanted);
		p->with_profile = with_profile;
		snprintf(p->setup, sizeof(p->setup), "%s", json_str(wanted, "setup"));
	}
	p->asks_quotas = quotas;
	p->seen = seen;
	p->stop = stop;
	p->began = clock_ms();
	p->required = required_actions_load(rights);
	p->answers = json_object_new();
	p->threaded = !pthread_create(&p->thread, NULL, preflight_ask, p);
	return p;
}

/* An action that several steps require is asked for once. */
static void preflight_add_new(struct json *list, struct json *take)
{
	json_each(right, take) {
		bool there = false;

		json_each(one, list)
			there = there || json_equal(one, right);
		if (!there)
			json_push(list, json_copy(right));
	}
	json_free(take);
}

void preflight_rights(struct json *list, const struct plan *plan, const struct step *step,
		      const struct required_actions_place *place)
{
	struct resource *whole = resource_copy(step->resource);
	struct resources others = { NULL, 0 };

	/* a removal needs the members that were found; an update only the ARN */
	json_each(part, whole && step->before ? step->before->members : NULL)
		if (!resource_get(whole, json_key(part)) &&
		    (step->action == ACTION_REMOVE || str_eq(json_key(part), "arn")))
			resource_put(whole, json_key(part), json_copy(part));
	for (size_t i = 0; i < plan->count; i++)
		if (plan->steps[i].resource)
			resources_add(&others, resource_copy(plan->steps[i].resource));
	if (whole)
		required_actions_add(list,
				     &(struct required_actions_ask){ .resource = whole,
								     .action = step->action,
								     .diff = step->diff,
								     .others = &others,
								     .place = place });
	else
		probe_required_actions(list, plan, step, place);
	resource_free(whole);
	resources_free(&others);
}

/* Actions of the probe's steps, which may be added to the plan later. */
static void preflight_add_proof(struct json *list, const struct json *wanted,
				const struct required_actions_place *place)
{
	struct plan *proof = plan_new(json_str(wanted, "setup"), wanted);
	struct json *rights = json_list_new();

	probe_add_all(proof);
	for (size_t i = 0; i < proof->count; i++)
		preflight_rights(rights, proof, &proof->steps[i], place);
	preflight_add_new(list, rights);
	plan_free(proof);
}

struct preflight *preflight_begin(const struct session *s, const struct json *wanted,
				  bool proof, bool quotas, struct reply_cache *seen, struct stop *stop)
{
	struct required_actions_place place = preflight_place_of(s);
	struct json *rights = json_list_new();
	struct resources all = resources_load(json_get(wanted, "resources"));

	for (size_t i = 0; i < all.count; i++)
		required_actions_add(rights,
				     &(struct required_actions_ask){
					     .resource = all.items[i],
					     .others = &all,
					     .action = ACTION_CREATE,
					     .place = &place });
	resources_free(&all);
	if (proof)
		preflight_add_proof(rights, wanted, &place);
	return preflight_begin_thread(s, rights, wanted, false, quotas, seen, stop);
}

/* Waits no longer than LIMIT_MS after the beginning, or until the operator stops. */
static void preflight_finish(struct preflight *p)
{
	while (p->threaded) {
		struct timespec t;

		clock_gettime(CLOCK_REALTIME, &t);
		t.tv_nsec += LOOK_MS * 1000000L;
		t.tv_sec += t.tv_nsec / 1000000000L;
		t.tv_nsec %= 1000000000L;
		if (!pthread_timedjoin_np(p->thread, NULL, &t))
			p->threaded = false;
		else if (clock_ms() - p->began > LIMIT_MS ||
			 (p->stop && atomic_load(&p->stop->asked)))
			atomic_store(&p->own.asked, true);
	}
}

void preflight_drop(struct preflight *p)
{
	if (!p)
		return;
	atomic_store(&p->own.asked, true);
	preflight_finish(p);
	creds_close(&p->creds);
	required_actions_free(&p->required);
	json_free(p->wanted);
	json_free(p->answers);
	pthread_mutex_destroy(&p->lock);
	free(p);
}

/* The actions without an answer; a service that cannot answer is not asked again. */
static struct json *preflight_left_to_ask(struct json *take, const struct json *answers)
{
	struct json *left = json_list_new();

	json_each(row, take) {
		struct required_action right = required_action_read(row);

		if (!preflight_find(answers, &right) &&
		    !json_get(answers, preflight_name(preflight_asker(&right))))
			json_push(left, json_copy(row));
	}
	json_free(take);
	return left;
}

static void preflight_merge(struct json *answers, const struct json *more)
{
	json_each(one, more)
		json_put(answers, json_key(one), json_copy(one));
}

static void preflight_take_quotas(struct quotas *quotas, const struct preflight *p)
{
	if (quotas && p && p->asks_quotas)
		*quotas = p->quotas;
}

struct json *preflight_end(struct preflight *p, const struct session *s,
			   const struct plan *plan, bool proof, struct reply_cache *seen,
			   struct stop *stop, struct quotas *quotas)
{
	struct required_actions_place place = preflight_place_of(s);
	struct json *answers = json_object_new(), *rights = json_list_new(), *event;
	const struct step *profile = NULL;
	struct preflight *more;
	bool creates = false;

	if (p) {
		preflight_finish(p);
		preflight_merge(answers, p->answers);
		preflight_take_quotas(quotas, p);
	}
	for (size_t i = 0; i < plan->count; i++) {
		const struct step *step = &plan->steps[i];
		struct json *of_step = json_list_new();

		creates |= step->action == ACTION_CREATE && step->resource;
		if (!profile && str_eq(step->kind, "instance-profile"))
			profile = step;
		preflight_rights(of_step, plan, step, &place);
		preflight_add_new(rights, of_step);
	}
	if (proof && plan->wanted)
		preflight_add_proof(rights, plan->wanted, &place);
	more = preflight_begin_thread(s, preflight_left_to_ask(rights, answers),
				      plan->wanted, profile && profile->before,
				      quotas && !(p && p->asks_quotas) && creates, seen,
				      stop);
	if (more) {
		preflight_finish(more);
		preflight_merge(answers, more->answers);
		preflight_take_quotas(quotas, more);
		preflight_drop(more);
	}
	preflight_drop(p);
	event = preflight_judge(plan, proof, &place, answers);
	json_free(answers);
	return event;
}
