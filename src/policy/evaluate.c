/*
 * evaluate.c - policy evaluation: a request against policies of all types (IAM User Guide,
 * "How AWS enforcement code logic evaluates requests to allow or deny access").
 *
 * A Deny that applies in any policy decides. Then every level of SCPs and RCPs must allow;
 * then, within one account, the resource-based policy or the identity-based one: what the
 * former grants to a user, a session or everyone is not limited by the permissions boundary
 * or a session policy, what it grants to a role's ARN is, and what it grants to an account
 * only leaves the decision to the identity-based policies.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "format/json.h"
#include "policy/arn.h"
#include "policy/policy_internal.h"

const char *const policy_decision_names[] = { "allow", "deny", "none", "unknown" };

/* --- the context ------------------------------------------------------------------ */

void evaluation_needs_key(struct evaluation *q, const char *key)
{
	for (size_t i = 0; i < q->keys_count; i++)
		if (!strcasecmp(q->keys[i], key))
			return;
	if (q->keys_count == q->keys_room) {
		size_t room = q->keys_room ? 2 * q->keys_room : 8;
		const char **more = arena_zero(q->a, room * sizeof(*more));

		if (q->keys_count)
			memcpy(more, q->keys, q->keys_count * sizeof(*more));
		q->keys = more;
		q->keys_room = room;
	}
	q->keys[q->keys_count++] = arena_str(q->a, key);
}

/* The context keys that AWS derives from the caller's ARN. */
static const char *evaluate_caller_key(const struct evaluation *q, const char *key)
{
	const char *arn = q->request->who.arn;
	const char *user = arn ? strstr(arn, ":user/") : NULL;

	if (!arn)
		return NULL;
	if (!strcasecmp(key, "aws:PrincipalAccount"))
		return q->account;
	if (!strcasecmp(key, "aws:PrincipalArn"))
		return strstr(arn, ":assumed-role/") ? q->request->who.role : arn;
	if (user && !strcasecmp(key, "aws:username"))
		return arn_last_part(user);
	return NULL;
}

static const char *evaluate_scalar(struct evaluation *q, const struct json *value)
{
	struct buf b = BUF(64);
	const char *text = json_text(value);

	if (text)
		return text;
	json_print(&b, value);
	text = arena_str(&q->scratch, b.s);
	buf_free(&b);
	return text;
}

struct context_values context_values(struct evaluation *q, const char *key)
{
	struct context_values k = { .known = q->request->complete };
	const struct json *value = NULL;
	const char *own;
	bool list;

	json_each(one, q->request->context)
		if (!value && !strcasecmp(json_key(one), key))
			value = one;
	own = value ? NULL : evaluate_caller_key(q, key);
	k.given = value || own;
	list = json_type(value) == JSON_LIST;
	k.at = arena_zero(&q->scratch, (list ? json_count(value) + 1 : 1) * sizeof(*k.at));
	if (own)
		k.at[k.n++] = own;
	if (value && !list)
		k.at[k.n++] = evaluate_scalar(q, value);
	json_each(one, list ? value : NULL)
		k.at[k.n++] = evaluate_scalar(q, one);
	return k;
}

bool evaluation_begin(struct evaluation *q, const struct policy_request *r, struct arena *a)
{
	char account[13];

	*q = (struct evaluation){ .request = r, .a = a };
	q->action = glob_text(&q->scratch, r->action ? r->action : "", true);
	q->resource = glob_text(&q->scratch, r->resource ? r->resource : "", false);
	if (arn_account(r->who.arn, account))
		q->account = arena_str(&q->scratch, account);
	return true;
}

void evaluation_end(struct evaluation *q)
{
	arena_free(&q->scratch);
}

/* --- one statement ------------------------------------------------------------------- */

static enum maybe evaluate_globs(struct evaluation *q, const struct policy_globs *g,
				 const struct glob_text *text)
{
	enum maybe some = NO;
	bool unset = false;

	for (size_t i = 0; i < g->n && some != YES; i++)
		some = maybe_or(some, glob_evaluate(q, &g->glob[i], text, &unset));
	if (!g->except)
		return some;
	return maybe_not(some == NO && unset ? MAYBE : some);
}

/* Whether the statement applies; *named: how it names the caller. */
static enum maybe evaluate_statement(struct evaluation *q, const struct policy_statement *s,
				     enum principal_match *named)
{
	enum maybe m = evaluate_globs(q, &s->action, &q->action);
	size_t keys = q->keys_count;

	if (m == NO)
		return NO;
	m = maybe_and(m, evaluate_globs(q, &s->resource, &q->resource));
	for (size_t i = 0; i < s->condition_count && m != NO; i++)
		m = maybe_and(m, condition_evaluate(q, &s->conditions[i]));
	if (m != NO) {
		*named = principal_evaluate(q, &s->principal);
		if (*named <= PRINCIPAL_MAYBE)
			m = maybe_and(m, *named == PRINCIPAL_NO ? NO : MAYBE);
	}
	if (m == NO)
		q->keys_count = keys;	/* unknown keys of this statement do not matter */
	return m;
}

/* --- all statements of a layer ---------------------------------------------------------- */

struct found {
	const struct policy_statement **at;
	size_t n, room;
};

/* The results of one policy type. */
struct layer {
	enum maybe deny, allow;
	enum maybe named[PRINCIPAL_SELF + 1]; /* of a resource-based policy: allow, by how it names the caller */
};

struct evaluating {
	struct evaluation q;
	struct found allows, denies, maybes;
};

static struct layer evaluate_policies(struct evaluating *j, const struct policy_set *set)
{
	struct layer l = { NO, set ? NO : YES, { NO } };

	for (size_t i = 0; set && i < set->n; i++) {
		const struct policy_statement *s = &set->statements[i];
		enum principal_match named = PRINCIPAL_SELF;
		enum maybe m = evaluate_statement(&j->q, s, &named);
		struct found *f;

		if (m == NO)
			continue;
		if (s->deny) {
			l.deny = maybe_or(l.deny, m);
		} else {
			l.allow = maybe_or(l.allow, m);
			l.named[named] = maybe_or(l.named[named], m);
		}
		f = m == MAYBE ? &j->maybes : s->deny ? &j->denies : &j->allows;
		if (f->n == f->room) {
			size_t room = f->room ? 2 * f->room : 8;
			const struct policy_statement **more =
				arena_zero(j->q.a, room * sizeof(*more));

			if (f->n)
				memcpy(more, f->at, f->n * sizeof(*more));
			f->at = more;
			f->room = room;
		}
		f->at[f->n++] = s;
	}
	return l;
}

/* Every level must allow the request. */
static struct layer evaluate_levels(struct evaluating *j,
				    const struct policy_set *const *levels)
{
	struct layer all = { NO, YES, { NO } };

	for (; levels && *levels; levels++) {
		struct layer one = evaluate_policies(j, *levels);

		all.deny = maybe_or(all.deny, one.deny);
		all.allow = maybe_and(all.allow, one.allow);
	}
	return all;
}

/*
 * What the resource-based policy grants, by how it names the caller; an unknown name may be
 * any.
 */
static enum maybe evaluate_granted(const struct policy_types *in,
				   const struct layer *resource, enum maybe identity,
				   enum maybe limits)
{
	enum maybe self = resource->named[PRINCIPAL_SELF],
		   role = resource->named[PRINCIPAL_ROLE];
	enum maybe account = resource->named[PRINCIPAL_ACCOUNT];
	enum maybe unknown = resource->named[PRINCIPAL_MAYBE];
	enum maybe own = maybe_and(identity, limits);

	if (in->cross_account)
		return maybe_and(own, resource->allow);
	role = maybe_and(role, limits);
	account = maybe_and(account, own);
	self = maybe_or(self, maybe_or(role, maybe_or(account, unknown)));
	return in->resource_decides ? self : maybe_or(self, own);
}

static void evaluate_conclude(struct policy_result *answer, const struct evaluating *j,
			      enum maybe deny, enum maybe allow)
{
	const struct found *why = NULL;

	if (deny == YES) {
		answer->decision = POLICY_DENY;
		why = &j->denies;
	} else if (allow == NO) {
		answer->decision = POLICY_NONE;
	} else if (allow == YES && deny == NO) {
		answer->decision = POLICY_ALLOW;
		why = &j->allows;
	} else {
		answer->decision = POLICY_UNKNOWN;
		why = &j->maybes;
		answer->keys = j->q.keys;
		answer->keys_count = j->q.keys_count;
	}
	answer->statements = why ? why->at : NULL;
	answer->n = why ? why->n : 0;
}

struct policy_result policy_evaluate(struct arena *a, const struct policy_types *in,
				     const struct policy_request *request)
{
	static const struct policy_set nothing;
	struct policy_result answer = { .decision = POLICY_NONE };
	struct layer identity, boundary, session, resource, scp, rcp;
	struct evaluating j = { 0 };
	enum maybe deny, allow;

	evaluation_begin(&j.q, request, a);
	identity = evaluate_policies(&j, in->identity ? in->identity : &nothing);
	boundary = evaluate_policies(&j, in->boundary);
	/* a federated user without a session policy has only what names it */
	session = evaluate_policies(&j,
				    (!in->session && request->who.arn &&
				     strstr(request->who.arn, ":federated-user/")) ?
					    &nothing :
					    in->session);
	resource = evaluate_policies(&j, in->resource ? in->resource : &nothing);
	scp = evaluate_levels(&j, in->scp);
	rcp = evaluate_levels(&j, in->rcp);
	deny = maybe_or(maybe_or(maybe_or(identity.deny, boundary.deny),
				 maybe_or(session.deny, resource.deny)),
			maybe_or(scp.deny, rcp.deny));
	allow = evaluate_granted(in, &resource, identity.allow,
				 maybe_and(boundary.allow, session.allow));
	allow = maybe_and(allow, maybe_and(scp.allow, rcp.allow));
	evaluate_conclude(&answer, &j, deny, allow);
	evaluation_end(&j.q);
	return answer;
}
