/*
 * preflight_read.c - evaluates the caller's own policies where the simulator may not be
 * asked; see preflight_internal.h. Policies of the organization, of the session and of
 * resources are not among them.
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "advise/preflight_internal.h"
#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "policy/iam_policy.h"
#include "resource/holdings.h"

#define SIMULATOR_REFUSED                                                                  \
	"these credentials are not allowed to use the IAM policy simulator "               \
	"(iam:SimulatePrincipalPolicy)"

/* The caller's policies, by type. */
struct held {
	struct policy_set *identity, *boundary;	/* boundary: NULL, if there is none */
	const char *arn, *role;
	bool whole;		/* all of them could be read */
};

/* --- the documents ------------------------------------------------------------------ */

static void preflight_read_add(struct held *h, struct policy_set *set,
			       const struct json *policy)
{
	const struct held_policy one = held_policy_read(policy);
	struct err err = ERR_INIT;

	if (!one.document || !policy_add(set, one.name, one.document, &err))
		h->whole = false;
}

static void preflight_read_add_all(struct held *h, const struct json *of)
{
	json_each(policy, json_get(of, "inline"))
		preflight_read_add(h, h->identity, policy);
	json_each(policy, json_get(of, "attached"))
		preflight_read_add(h, h->identity, policy);
}

/* --- one right ------------------------------------------------------------------------ */

static struct policy_result preflight_read_evaluate(struct arena *arena,
						    const struct held *h,
						    const struct policy_set *boundary,
						    const struct required_action *right)
{
	struct policy_types layers = { .identity = h->identity, .boundary = boundary };
	struct json *context = json_object_new();
	struct policy_result answer;

	if (*right->key)
		json_put_str(context, right->key, right->value);
	answer = policy_evaluate(arena, &layers,
				 &(struct policy_request){
					 .who = { .arn = h->arn, .role = h->role },
					 .action = right->action,
					 .resource = right->resource,
					 .context = context });
	json_free(context);
	return answer;
}

/* A Deny is certain; that no statement allows it, only if all policies were read. */
static void preflight_read_judge(struct preflight *p, const struct held *h,
				 const struct required_action *right)
{
	struct arena arena = { 0 };
	struct policy_result all = preflight_read_evaluate(&arena, h, h->boundary, right);
	struct policy_result own = preflight_read_evaluate(&arena, h, NULL, right);
	struct json *row = json_object_new();

	if (all.decision != POLICY_DENY && !h->whole) {
		json_put_str(row, "decision", "unsure");
		json_put_str(row, "why",
			     SIMULATOR_REFUSED
			     ", and not all of your policies could be read");
	} else if (all.decision == POLICY_UNKNOWN) {
		struct buf why = BUF(512);

		json_put_str(row, "decision", "unsure");
		buf_str(&why,
			"your policies have conditions that are known only when the call "
			"is made");
		for (size_t i = 0; i < all.keys_count && i < 4; i++)
			buf_fmt(&why, "%s%.100s", i ? ", " : " (", all.keys[i]);
		if (all.keys_count)
			buf_char(&why, ')');
		json_put_str(row, "why", why.s);
		buf_free(&why);
	} else {
		json_put_str(row, "decision", all.decision == POLICY_ALLOW ? "allowed" :
			     all.decision == POLICY_DENY ? "explicitDeny" : "implicitDeny");
		json_put_str(row, "layer", own.decision == all.decision ? "identity" :
			     "boundary");
		json_put_str(row, "by", BY_POLICIES);
	}
	preflight_answer(p, right->action, right->resource, row, false);
	arena_free(&arena);
}

/* --- all of them ---------------------------------------------------------------------- */

/*
 * The user or role of the session: its name is at the end of the ARN, or before the session's
 * name.
 */
static const char *preflight_read_principal_of(const char *arn, char name[132])
{
	const char *role = strstr(arn, ":assumed-role/"), *last = strrchr(arn, '/');

	if (role)
		role += strlen(":assumed-role/");
	else if (!strstr(arn, ":user/") || !last)
		return NULL;
	snprintf(name, 132, "%.*s", (int)(role ? strcspn(role, "/") : strlen(last + 1)),
		 role ? role : last + 1);
	return role ? "role" : "user";
}

bool preflight_read(struct preflight *p)
{
	char name[132];
	const char *kind = preflight_read_principal_of(p->arn, name);
	struct err err = ERR_INIT;
	struct json *found = NULL;
	struct held h;
	const struct json *boundary;

	if (!kind || !holdings_read(p->aws, kind, name, &found, &err) || !found)
		return false;
	boundary = json_get(found, "boundary");
	h = (struct held){ .identity = policy_new(),
			   .arn = p->arn,
			   .whole = holdings_whole(found) };
	if (str_eq(kind, "role"))
		h.role = json_str(found, "arn");
	preflight_read_add_all(&h, found);
	json_each(group, json_get(found, "groups"))
		preflight_read_add_all(&h, group);
	if (boundary) {
		h.boundary = policy_new();
		preflight_read_add(&h, h.boundary, boundary);
	}
	for (size_t i = 0; i < p->required.count; i++)
		if (preflight_asker(&p->required.item[i]) == ASK_IAM)
			preflight_read_judge(p, &h, &p->required.item[i]);
	policy_free(h.identity);
	policy_free(h.boundary);
	json_free(found);
	return true;
}
