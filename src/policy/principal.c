/*
 * principal.c - whether a statement names the caller (IAM User Guide, Principal,
 * NotPrincipal).
 *
 * NotPrincipal: a user is exempt when both the user and its account are named, a session
 * when its account and its role or itself are ("you must also specify the account ARN ...
 * Otherwise, the policy might deny access to the entire account"). Where only some of them
 * are named AWS does not document the result: maybe.
 */
#include "config.h"

#include <string.h>

#include "base/str.h"
#include "policy/arn.h"
#include "policy/policy_internal.h"

/*
 * Matches "arn:aws:iam::N:role/path/NAME" and "arn:aws:sts::N:assumed-role/NAME/session".
 */
static bool principal_is_role_of(const char *role, const char *session, const char *account)
{
	const char *at = strstr(session, ":assumed-role/"), *in = strstr(role, ":role/");
	size_t n;

	if (!at || !in || !account || (size_t)(in - role) < 12 ||
	    memcmp(in - 12, account, 12))
		return false;
	at += strlen(":assumed-role/");
	n = strcspn(at, "/");
	return strlen(arn_last_part(role)) == n && !memcmp(arn_last_part(role), at, n);
}

/* A federated user's session has the name of its IAM user. */
static bool principal_is_user_of(const char *user, const char *session, const char *account)
{
	const char *at = strstr(session, ":federated-user/"), *in = strstr(user, ":user/");

	return at && in && account && (size_t)(in - user) >= 12 &&
		!memcmp(in - 12, account, 12) &&
		str_eq(arn_last_part(user), arn_last_part(at));
}

static enum principal_match principal_evaluate_one(const struct evaluation *q,
						   const struct policy_principal *p)
{
	const struct policy_caller *who = &q->request->who;
	bool unknown = !who->arn && !who->service && !who->federated;

	if (str_eq(p->kind, "AWS")) {
		if (str_eq(p->name, "*"))
			return PRINCIPAL_SELF;
		if (!who->arn)
			return who->service || who->federated ? PRINCIPAL_NO :
								PRINCIPAL_MAYBE;
		if (str_eq(p->name, who->arn))
			return strstr(who->arn, ":role/") ? PRINCIPAL_ROLE : PRINCIPAL_SELF;
		if (who->role ? str_eq(p->name, who->role) :
				principal_is_role_of(p->name, who->arn, q->account))
			return PRINCIPAL_ROLE;
		if (principal_is_user_of(p->name, who->arn, q->account))
			return PRINCIPAL_ROLE;
		return p->account && str_eq(p->account, q->account) ? PRINCIPAL_ACCOUNT :
								      PRINCIPAL_NO;
	}
	if (unknown || str_eq(p->kind, "CanonicalUser"))
		return PRINCIPAL_MAYBE; /* an ARN does not contain the canonical user ID */
	if (str_eq(p->kind, "Service"))
		return who->service && str_eq(p->name, who->service) ? PRINCIPAL_SELF :
								       PRINCIPAL_NO;
	return who->federated && str_eq(p->name, who->federated) ? PRINCIPAL_SELF :
								   PRINCIPAL_NO;
}

enum principal_match principal_evaluate(struct evaluation *q,
					const struct policy_principals *p)
{
	bool account = false, self = false, maybe = false;
	enum principal_match most = p->everyone ? PRINCIPAL_SELF : PRINCIPAL_NO;

	if (!p->given)
		return PRINCIPAL_SELF;
	for (size_t i = 0; i < p->n; i++) {
		enum principal_match n = principal_evaluate_one(q, &p->name[i]);

		account |= n == PRINCIPAL_ACCOUNT;
		self |= n >= PRINCIPAL_ROLE;
		maybe |= n == PRINCIPAL_MAYBE;
		most = n > most ? n : most;
	}
	if (p->except) {
		self |= p->everyone;
		if (self && (account || p->everyone || !q->request->who.arn))
			most = PRINCIPAL_NO;
		else
			most = account || self || maybe ? PRINCIPAL_MAYBE : PRINCIPAL_SELF;
	}
	if (most == PRINCIPAL_MAYBE)
		evaluation_needs_key(q, "principal");
	return most;
}

static bool principal_all_named(const struct policy_principals *in,
				const struct policy_principals *by)
{
	for (size_t i = 0; i < in->n; i++) {
		const struct policy_principal *w = &in->name[i];
		bool named = str_eq(w->name, "*");

		for (size_t k = 0; k < by->n && !named; k++)
			named = str_eq(by->name[k].kind, w->kind) &&
				(str_eq(by->name[k].name, w->name) ||
				 (w->account && str_eq(by->name[k].account, w->account)));
		if (!named)
			return false;
	}
	return !in->everyone || by->everyone;
}

/*
 * A statement without Principal is about the identity that it is attached to: no list of
 * names includes it.
 */
bool principal_within(const struct policy_principals *w, const struct policy_principals *p)
{
	if (!w->given || !p->given)
		return w->given == p->given;
	if (p->except)
		return w->except && principal_all_named(p, w);
	if (p->everyone)
		return true;
	return !w->except && principal_all_named(w, p);
}
