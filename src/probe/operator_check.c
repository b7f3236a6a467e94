/* operator_check.c - the step that makes the checks of operator_check.h. */
#include "config.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/run.h"
#include "probe/instances.h"
#include "probe/not_found.h"
#include "probe/operator_check.h"
#include "probe/operator_check_internal.h"
#include "probe/probe_steps.h"
#include "probe/verdict.h"

#define PATIENCE_MS 30000 /* for what is new to be known by all of IAM */
#define CHANGE_MS 10000 /* for what was changed to be known there */
#define GAP_MIN 500
#define GAP_MAX 3000

/* --- one attempt ------------------------------------------------------------------- */

bool operator_check_failed(struct operator_answer *s, struct err *err)
{
	if (err->kind == ERR_STOPPED)
		return false;
	s->again = instances_is_temporary(err);
	s->verdict = VERDICT_INCONCLUSIVE;
	s->layer = err->kind == ERR_NET && !*err->code ? "network" : "unknown";
	buf_fmt(&s->text, "%s%s", s->text.len ? "; " : "", err->text);
	*err = (struct err)ERR_INIT;
	return true;
}

bool operator_check_attempt(struct aws *aws, const struct json *wanted, const struct check *check,
		   struct check_result *result, bool *again, struct err *err)
{
	struct operator_answer s = { .verdict = VERDICT_INCONCLUSIVE,
				  .layer = "",
				  .text = BUF(4096) };
	struct check as_call = *check;
	struct json *answer;
	char now[24];
	bool ok;

	if (check->call.trust)
		ok = trust_check(aws, wanted, check, &s, err);
	else if (check->call.can)
		ok = cluster_check(aws, check, &s, err);
	else
		ok = simulation_check(aws, check, &s, err);

	if (ok) {
		answer = json_object_new();
		clock_iso(now, clock_wall());
		json_put_str(answer, "time", now);
		json_put_str(answer, "request_id", s.request_id);
		if (s.call)
			as_call.call = (struct check_call){ .words = s.call };
		*result = verdict_known(&as_call, s.verdict, s.layer, answer, s.text.s);
		*again = s.again;
		json_free(answer);
	}
	json_free(s.call);
	buf_free(&s.text);
	return ok;
}

/* --- the step ------------------------------------------------------------------------ */

struct checking {
	struct step_ctx *c;
	struct checks checks;
	struct check_results results; /* in the order they came */
	bool *told; /* by index in checks */
	int64_t began;
	bool silent; /* AWS answered none of the calls that are retried */
};

/* Each that has no verdict yet, once. *left: how many still have none. */
static bool operator_check_once(struct checking *k, bool deny, size_t *left, struct err *err)
{
	*left = 0;
	k->silent = true;
	for (size_t i = 0; i < k->checks.count; i++) {
		const struct check *check = &k->checks.check[i];
		bool changed = check->deny || check->call.trust || check->call.can, again;
		struct check_result result;

		if (k->told[i] || check->deny != deny)
			continue;
		if (!operator_check_attempt(k->c->aws, k->c->plan->wanted, check, &result, &again,
				   err))
			return false;
		if (again && clock_ms() - k->began < (changed ? CHANGE_MS : PATIENCE_MS)) {
			k->silent &= str_eq(result.layer, "network");
			check_result_free(&result);
			++*left;
		} else {
			k->told[i] = true;
			check_results_tell(&k->results, k->c, result);
		}
	}
	return true;
}

static bool operator_check_run_turn(struct checking *k, bool deny, struct err *err)
{
	int64_t gap = GAP_MIN;
	size_t left;

	k->began = clock_ms();
	for (;;) {
		if (!operator_check_once(k, deny, &left, err))
			return false;
		if (!left)
			return true;
		step_waits(k->c, "%s; retrying %zu check%s",
			   k->silent ? "no answer from AWS" :
				   not_found_any_may_appear(k->c->plan->wanted) ?
				       "new resources are still propagating" :
				       "not as expected yet",
			   left, left == 1 ? "" : "s");
		if (!step_sleep(k->c, gap, err))
			return false;
		gap = gap * 3 / 2 > GAP_MAX ? GAP_MAX : gap * 3 / 2;
	}
}

/* Expected denials come last: before a change is known everywhere, everything is denied. */
static bool operator_check_run(struct step_ctx *c, struct err *err)
{
	struct checking k = { .c = c,
			      .checks = checks_read(c->plan->wanted, CHECK_BY_OPERATOR) };
	bool ok;

	k.told = xcalloc(k.checks.count + 1, sizeof(*k.told));
	ok = operator_check_run_turn(&k, false, err) && operator_check_run_turn(&k, true, err);
	if (ok)
		step_works(c);
	checks_free(&k.checks);
	check_results_free(&k.results);
	free(k.told);
	return ok;
}

const struct step_work operator_check_work = {
	.kind = "here-check",
	.run = operator_check_run,
};
