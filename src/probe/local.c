/* local.c - see local.h. Here: the step that makes them. */
#include "config.h"

#include <stdlib.h>

#include "aws/aws_error.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/run.h"
#include "probe/local.h"
#include "probe/local_internal.h"
#include "probe/not_found.h"
#include "probe/probe_steps.h"
#include "probe/verdict.h"

#define PATIENCE_MS 30000	/* so long may IAM's copies not know what was made */
#define CHANGE_MS 10000		/* and so long what was changed */
#define GAP_MIN 500
#define GAP_MAX 3000

struct json *local_probes(const struct json *wanted)
{
	struct json *out = json_list_new();

	json_each(probe, json_get(wanted, "probes"))
		if (str_eq(json_str(probe, "where"), "here") ||
		    str_eq(json_str(probe, "where"), "cluster"))
			json_push(out, json_copy(probe));
	return out;
}

/* --- one attempt ------------------------------------------------------------------- */

bool local_failed(struct local_said *s, struct err *err)
{
	if (err->kind == ERR_STOPPED)
		return false;
	s->again = err->kind == ERR_NET || err->aws_error == AWS_ERROR_NOT_READY ||
		err->aws_error == AWS_ERROR_THROTTLING ||
		err->aws_error == AWS_ERROR_TRANSIENT ||
		err->aws_error == AWS_ERROR_AMBIGUOUS;
	s->verdict = "cannot-tell";
	s->layer = err->kind == ERR_NET && !*err->code ? "network" : "unknown";
	buf_fmt(&s->text, "%s%s", s->text.len ? "; " : "", err->text);
	*err = (struct err)ERR_INIT;
	return true;
}

static struct json *local_event_of(const struct json *probe, const struct local_said *s)
{
	struct json *as_call = json_copy(probe), *answer = json_object_new(), *event;
	char now[24];

	clock_iso(now, clock_wall());
	json_put_str(answer, "time", now);
	json_put_str(answer, "request_id", s->request_id);
	if (s->call)
		json_put(as_call, "call", json_copy(s->call));
	event = verdict_plain(as_call, s->verdict, s->layer, answer, s->text.s);
	json_free(as_call);
	json_free(answer);
	return event;
}

bool local_attempt(struct aws *aws, const struct json *wanted, const struct json *probe,
		  struct json **event, bool *again, struct err *err)
{
	struct local_said s = { .verdict = "cannot-tell", .text = BUF(4096),
			       .may_come = not_found_may_come(probe) };
	const struct json *asks = json_get(probe, "call");
	bool ok;

	if (json_get(asks, "trust"))
		ok = local_trust(aws, wanted, probe, &s, err);
	else if (json_get(asks, "can"))
		ok = local_can(aws, probe, &s, err);
	else
		ok = local_simulate(aws, probe, &s, err);

	if (ok) {
		*event = local_event_of(probe, &s);
		*again = s.again;
	}
	json_free(s.call);
	buf_free(&s.text);
	return ok;
}

/* --- the step ------------------------------------------------------------------------ */

struct checking {
	struct step_ctx *c;
	struct json *probes, *events;	/* events: in the order they came */
	bool *told;			/* by place in probes */
	int64_t began;
};

static void local_tell(struct checking *k, size_t place, struct json *event)
{
	k->told[place] = true;
	json_push(k->events, json_copy(event));
	step_emit(k->c, event);
	step_output_json(k->c, "checks", json_copy(k->events));
}

static bool local_is_deny(const struct json *probe)
{
	return str_eq(json_str(probe, "expected"), "deny");
}

static bool local_is_over(const struct checking *k, const struct json *probe)
{
	bool changed = local_is_deny(probe) || json_get(json_get(probe, "call"), "trust") ||
		json_get(json_get(probe, "call"), "can");

	return clock_ms() - k->began >= (changed ? CHANGE_MS : PATIENCE_MS);
}

/* Each that has no verdict yet, once. *left: that have none still. */
static bool local_once(struct checking *k, bool deny, size_t *left, struct err *err)
{
	size_t place = 0;

	*left = 0;
	json_each(probe, k->probes) {
		size_t i = place++;
		struct json *event;
		bool again;

		if (k->told[i] || local_is_deny(probe) != deny)
			continue;
		if (!local_attempt(k->c->aws, k->c->plan->wanted, probe, &event, &again, err))
			return false;
		if (again && !local_is_over(k, probe)) {
			json_free(event);
			++*left;
		} else {
			local_tell(k, i, event);
		}
	}
	return true;
}

static bool local_insist(struct checking *k, bool deny, struct err *err)
{
	int64_t gap = GAP_MIN;
	size_t left;

	k->began = clock_ms();
	for (;;) {
		if (!local_once(k, deny, &left, err))
			return false;
		if (!left)
			return true;
		step_waits(k->c, "%s; %zu %s tried again",
			   not_found_any_may_come(k->c->plan->wanted) ?
			   "what this run changed may not be known everywhere in AWS yet" :
			   "AWS did not answer as it should", left,
			   left == 1 ? "check is" : "checks are");
		if (!step_sleep(k->c, gap, err))
			return false;
		gap = gap * 3 / 2 > GAP_MAX ? GAP_MAX : gap * 3 / 2;
	}
}

/* Denies come last: what is not known yet denies everything. */
static bool local_run(struct step_ctx *c, struct err *err)
{
	struct checking k = { .c = c, .probes = local_probes(c->plan->wanted),
			      .events = json_list_new() };
	bool ok;

	k.told = xcalloc(json_count(k.probes) + 1, sizeof(*k.told));
	ok = local_insist(&k, false, err) && local_insist(&k, true, err);
	if (ok)
		step_works(c);
	json_free(k.probes);
	json_free(k.events);
	free(k.told);
	return ok;
}

const struct step_work here_check_work = {
	.kind = "here-check",
	.run = local_run,
};
