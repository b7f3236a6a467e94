/* account_quotas.c - see account_quotas.h. */
#include "config.h"

#include <stdio.h>

#include "aws/endpoint.h"
#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "kinds/quota.h"
#include "pack/render.h"
#include "plan/plan.h"
#include "resource/quota_read.h"
#include "resource/resource_call.h"
#include "session/session.h"
#include "wizard/account_quotas.h"
#include "wizard/journey.h"

#define WORKER_VCPUS 2	/* of a t3.micro and a t4g.micro alike */

/* --- what Service Quotas knows ------------------------------------------------------------ */

/* It knows IAM's quotas in one Region of a partition: the one that IAM's calls are signed for. */
static void account_quotas_ask_service(const struct journey *j, struct quotas *q,
				       enum quota_id id)
{
	struct err ignored = ERR_INIT;
	struct session there;
	struct endpoint iam;

	if (q->of[id].told || !quota_table[id].code ||
	    !endpoint_find(&iam, "iam", j->session->region, ENDPOINT_DEFAULT, "", "",
			   &ignored) ||
	    !session_in_region(&there, j->session, iam.signing_region, j->stop, &ignored))
		return;
	quota_read_service(there.aws, q, id);
	session_close(&there);
}

/* Whether n fit; a default is not what a refusal rests on while the account's own can be had. */
static bool account_quotas_fits(const struct journey *j, struct quotas *q, enum quota_id id,
				size_t n)
{
	if (n > quota_most(q, id))
		account_quotas_ask_service(j, q, id);
	return n <= quota_most(q, id);
}

/* Sets text and hint: what is beyond the quota, and the remedy. False. */
static bool account_quotas_no_room(const struct quotas *q, enum quota_id id,
				   const char *what, const char *remedy, struct err *err)
{
	struct buf words = BUF(200), hint = BUF(480);

	quota_words(&words, q, id);
	buf_str(&hint, remedy);
	quota_remedy(&hint, q, id);
	err_set(err, ERR_SERVICE, "%s, but %s. Nothing was created", what, words.s);
	err_hint(err, "%s", hint.s);
	buf_free(&words);
	buf_free(&hint);
	return false;
}

/* --- what is counted in the account ------------------------------------------------------- */

/* How many of a kind the plan creates; name: those of that name alone, or NULL. */
static size_t account_quotas_created(const struct plan *plan, const char *kind,
				     const char *name)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->count; i++)
		n += plan->steps[i].action == ACTION_CREATE &&
		     str_eq(plan->steps[i].kind, kind) &&
		     (!name || str_eq(plan->steps[i].name, name));
	return n;
}

static bool account_quotas_is_counted(const struct journey *j, struct quotas *q,
				      const struct kind *k, struct err *err)
{
	enum quota_id id = k->limits.account_count;
	size_t more = account_quotas_created(j->plan, k->name, NULL), used = q->of[id].used;
	char what[300];

	if (!more || !q->of[id].counted || account_quotas_fits(j, q, id, used + more))
		return true;
	snprintf(what, sizeof(what), "there are %zu %s, and this setup creates %zu more",
		 used, quota_table[id].says, more);
	return account_quotas_no_room(q, id, what, k->limits.fewer, err);
}

/* --- attached policies --------------------------------------------------------------------- */

static bool account_quotas_attaches(const struct step *step, const struct kind *k,
				    const char *name)
{
	return step->action == ACTION_CREATE && str_eq(step->kind, k->name) &&
	       str_eq(resource_str(step->resource, k->parent), name);
}

/* How many are new to this role or user; 0: an earlier step was asked about it. */
static size_t account_quotas_count_new(const struct plan *plan, const struct step *step,
				       const struct kind *k, const char *name)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->count; i++) {
		if (account_quotas_attaches(&plan->steps[i], k, name) && !n &&
		    &plan->steps[i] != step)
			return 0;
		n += account_quotas_attaches(&plan->steps[i], k, name);
	}
	return n;
}

static bool account_quotas_has_room(const struct journey *j, struct quotas *q,
				    const struct step *step, const struct kind *k,
				    struct err *err)
{
	const char *name = resource_str(step->resource, k->parent);
	size_t more = account_quotas_count_new(j->plan, step, k, name), has = 0;
	char what[300];

	/* Who may not list them, or has none yet, passes: AWS has the last word. */
	if (more && !account_quotas_created(j->plan, k->parent, name)) {
		struct json *reply = NULL;
		struct err ignored = ERR_INIT;

		call(j->session->aws, k->calls.read, params(k->calls.param, name, NULL),
		     &reply, NULL, &ignored);
		has = json_count(json_get(reply, "AttachedPolicies"));
		json_free(reply);
	}
	if (account_quotas_fits(j, q, k->limits.owner_count, has + more))
		return true;
	if (has)
		snprintf(what, sizeof(what), "the %s '%.128s' has %zu policies attached and "
			 "needs %zu more", k->parent, name, has, more);
	else
		snprintf(what, sizeof(what), "the %s '%.128s' gets %zu policies attached",
			 k->parent, name, more);
	return account_quotas_no_room(
		q, k->limits.owner_count, what,
		has ? "detach what is not needed" :
		      "attach fewer: what they allow can be in one policy",
		err);
}

/* --- the worker, and all of it ------------------------------------------------------ */

static bool account_quotas_worker_fits(const struct journey *j, struct quotas *q,
				       struct err *err)
{
	struct buf what = BUF(200);

	if (!j->probe || !q->of[QUOTA_VCPUS].told || quota_most(q, QUOTA_VCPUS) >= WORKER_VCPUS)
		return true;
	buf_fmt(&what, "the test instance needs %d %s in %s", WORKER_VCPUS,
		quota_table[QUOTA_VCPUS].says, j->session->region);
	account_quotas_no_room(q, QUOTA_VCPUS, what.s,
			       "set up without the worker: --no-probe", err);
	buf_free(&what);
	return false;
}

bool account_quotas_check(const struct journey *j, struct quotas *quotas, struct err *err)
{
	struct err first = ERR_INIT;
	const struct kind *k;

	for (enum quota_id id = QUOTA_NONE + 1; id < QUOTA_COUNT; id++)
		for (size_t n = 0; (k = kind_nth(n)); n++)
			if (k->limits.account_count == id &&
			    !account_quotas_is_counted(j, quotas, k, err))
				return false;
	for (size_t i = 0; i < j->plan->count; i++) {
		const struct step *step = &j->plan->steps[i];

		k = kind_find(step->kind);
		if (k && k->limits.owner_count && step->action == ACTION_CREATE &&
		    !account_quotas_has_room(j, quotas, step, k, err))
			return false;
	}
	if (!account_quotas_worker_fits(j, quotas, err))
		return false;
	if (!plan_differs(j->plan) ||
	    pack_fits_account(j->pack, &j->answers, j->wanted, quotas, &first))
		return true;
	/* Only the trust policy's size is one that AWS raises. */
	account_quotas_ask_service(j, quotas, QUOTA_TRUST_SIZE);
	return pack_fits_account(j->pack, &j->answers, j->wanted, quotas, err);
}
