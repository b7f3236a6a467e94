/* worker_results.c - the step that reads the worker's answers from its console. */
#include "config.h"

#include <stdlib.h>

#include "aws/aws_error.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/run.h"
#include "probe/collect.h"
#include "probe/instances.h"
#include "probe/probe_steps.h"
#include "probe/termination.h"
#include "probe/worker.h"
#include "resource/resource_call.h"

#define LIMIT_MS (WORKER_MINUTES * 60000)
#define LATE_MS 20000		/* the console is updated so late after the end */
#define UNSEEN_MS 60000		/* for what is new to be known to EC2 */
#define LOST_MS 120000		/* for AWS to be reached again */

struct watch {
	struct step_ctx *c;
	const char *id;
	struct collector collector;
	bool no_latest;		/* this type has no current console, only a delayed one */
	char state[32], reason[256], code[64];
	int64_t began, ended, lost;	/* ended, lost: since when; 0: not */
};

static bool worker_results_ask_console(struct watch *w, struct json **reply, struct err *err)
{
	struct json *ask = params("InstanceId", w->id, NULL);

	if (!w->no_latest)
		json_put_str(ask, "Latest", "true");
	return call(w->c->aws, OP_EC2_GET_CONSOLE_OUTPUT, ask, reply, NULL, err);
}

static bool worker_results_look_at_console(struct watch *w, struct err *err)
{
	struct json *reply = NULL;
	bool ok = worker_results_ask_console(w, &reply, err);

	if (!ok && !w->no_latest &&
	    (str_starts(err->code, "Unsupported") ||
	     str_starts(err->code, "InvalidParameter") ||
	     str_starts(err->code, "UnknownParameter"))) {
		*err = (struct err)ERR_INIT;
		w->no_latest = true;
		ok = worker_results_ask_console(w, &reply, err);
	}
	if (ok) {
		const char *base64 = json_str(reply, "output");
		struct buf text = BUF(1u << 20);

		if (str_unbase64(&text, base64) && text.len)
			collect_read(&w->collector, text.s, text.len);
		buf_free(&text);
	}
	json_free(reply);
	return ok;
}

/* False: err, and another read cannot help. True with an error: the next may succeed. */
static bool worker_results_look(void *from, struct err *err)
{
	struct watch *w = from;
	struct workers one = { NULL };
	/*
	 * the state first: if it has ended before the console is read, the console is
	 * complete
	 */
	bool ok = instances_look(w->c->aws, w->id, &one, err);

	if (ok) {
		const struct worker *is = one.count ? one.worker : NULL;

		str_clean(w->state, sizeof(w->state), is ? is->state : "");
		str_clean(w->reason, sizeof(w->reason), is ? is->reason : "");
		str_clean(w->code, sizeof(w->code), is ? is->reason_code : "");
		workers_free(&one);
	}
	if (ok && (!*w->state || worker_results_look_at_console(w, err))) {
		/* An instance that EC2 should know by now, and does not, has ended. */
		bool over = *w->state ?
			!str_eq(w->state, "pending") && !str_eq(w->state, "running") :
			clock_ms() - w->began > UNSEEN_MS;

		w->lost = 0;
		if (over && !w->ended)
			w->ended = clock_ms();
		return true;
	}
	if (err->kind == ERR_STOPPED || !instances_is_temporary(err))
		return false;
	if (!w->lost)
		w->lost = clock_ms();
	if (err->aws_error != AWS_ERROR_NOT_READY)
		step_waits(w->c, "cannot reach AWS; retrying");
	return clock_ms() - w->lost < LOST_MS;
}

static void worker_results_show_progress(void *from)
{
	struct watch *w = from;

	if (w->lost)
		return;
	if (w->ended)
		step_waits(
			w->c,
			"the test instance has terminated; reading the rest of its console");
	else if (w->collector.started)
		step_waits(w->c, "%zu of %zu checks done", w->collector.results.count,
			   w->collector.checks.count);
	else if (str_eq(w->state, "running"))
		step_waits(w->c, "instance booting (usually 1-2 min, up to 10)");
	else
		step_waits(w->c, "instance starting");
}

/* The worker's answer that it cannot reach AWS; NULL: there is none. */
static const struct json *worker_results_no_network(const struct watch *w)
{
	return json_get(w->collector.answers, WORKER_NO_NETWORK);
}

static char *worker_results_why_missing(void *from, const char **layer)
{
	const struct watch *w = from;
	const struct json *cut_off = worker_results_no_network(w);
	struct buf text = BUF(cut_off ? BUF_TEXT : 2048);

	if (cut_off) {
		/* With the worker's place in the network, as the launch found it. */
		const struct step *launch = plan_step(w->c->plan, LAUNCH_STEP);
		const char *network = json_str(launch->outputs, "network");
		const char *said = json_str(cut_off, "text");

		*layer = "network";
		buf_fmt(&text, "the test instance cannot reach AWS (%s). It is in %s%s",
			*said ? said : "no answer within 15 seconds",
			*network ? "" : "subnet ",
			*network ? network : json_str(launch->outputs, "subnet_id"));
		buf_str(&text, ". Network ACLs and firewalls were not checked");
		return buf_take(&text);
	}
	if (!w->ended)
		return xasprintf("no result within %d minutes", WORKER_MINUTES);
	buf_str(&text, "the test instance ended before it reported");
	if ((*w->reason || *w->code) && !w->collector.started) {
		buf_str(&text, ": ");
		termination_words(&text, w->code, w->reason);
	}
	return buf_take(&text);
}

static bool worker_results_is_finished(void *from)
{
	const struct watch *w = from;
	int64_t now = clock_ms();

	return collect_complete(&w->collector) || worker_results_no_network(w) ||
		(w->ended && !w->collector.started &&
		 termination_is_final(w->code, w->reason)) ||
		(w->ended && now - w->ended > LATE_MS) || now - w->began > LIMIT_MS;
}

static const struct collect_source console = {
	.look = worker_results_look,
	.finished = worker_results_is_finished,
	.show_progress = worker_results_show_progress,
	.why = worker_results_why_missing,
	.gap_ms = 1000,
	.gap_max_ms = 5000,
};

static bool worker_results_run(struct step_ctx *c, struct err *err)
{
	const struct step *launch = plan_step(c->plan, LAUNCH_STEP);
	struct watch w = {
		.c = c,
		.id = json_str(launch->outputs, "instance_id"),
		.collector = collect_new(c, checks_read(c->plan->wanted, CHECK_BY_WORKER),
					 json_str(launch->outputs, "nonce")),
		.began = clock_ms(),
	};
	bool ok = collect_watch(&w.collector, &console, &w, err);

	collect_free(&w.collector);
	return ok;
}

const struct step_work probe_check_work = {
	.kind = "probe-check",
	.run = worker_results_run,
};
