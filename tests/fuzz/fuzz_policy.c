/*
 * fuzz_policy.c - any bytes as a policy document: read, judged, compared,
 * explained. Whatever comes, what is said must agree with itself.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/json.h"
#include "policy/findings.h"
#include "policy/iam_policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#define LONGEST 6000	/* bytes: beyond them only the reader is tried */

static const char known[] =
	"{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"NotAction\": \"iam:*\", "
	"\"Resource\": [\"arn:aws:s3:::b/${aws:username}/*\", \"*x?\"], \"Condition\": "
	"{\"StringLike\": {\"k\": [\"a*\", \"b\"]}}}, {\"Effect\": \"Deny\", \"Action\": \"s3:D*\", "
	"\"NotResource\": \"*b*\", \"Condition\": {\"Bool\": {\"t\": \"false\"}}}]}";

static const struct {
	const char *action, *resource;
} requests[] = {
	{ "s3:GetObject", "arn:aws:s3:::b/k" },
	{ "iam:PassRole", "arn:aws:iam::111122223333:role/r" },
	{ "ec2:RunInstances", "*" },
};

static void must(int holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "does not hold: %s\n", what);
	abort();
}

static enum policy_decision decide(const struct policy_set *set, size_t i, bool complete)
{
	struct policy_request r = {
		.who = { .arn = "arn:aws:iam::111122223333:user/lee" },
		.action = requests[i].action, .resource = requests[i].resource,
		.complete = complete,
	};
	struct policy_types layers = { .identity = set };
	struct arena a = { NULL };
	enum policy_decision decision = policy_evaluate(&a, &layers, &r).decision;

	layers = (struct policy_types){ .identity = set, .resource = set, .boundary = set };
	policy_evaluate(&a, &layers, &r);
	arena_free(&a);
	return decision;
}

/* What is open may become anything; what is settled stays. */
static void judge(const struct policy_set *set)
{
	for (size_t i = 0; i < sizeof(requests) / sizeof(*requests); i++) {
		enum policy_decision open = decide(set, i, false);
		enum policy_decision complete = decide(set, i, true);
		struct arena a = { NULL };
		struct policy_reach r = policy_reach(&a, set, requests[i].action,
						     requests[i].resource);

		must(open == POLICY_UNKNOWN || open == complete, "a settled answer stays");
		must(!r.all || complete == POLICY_ALLOW, "all that is reached is allowed");
		must(r.some || complete != POLICY_ALLOW, "what is allowed is reached");
		arena_free(&a);
	}
}

static enum policy_truth covers(const struct policy_set *have, const struct policy_set *want)
{
	struct policy_cover c = policy_covers(have, want);
	enum policy_truth yes = c.covered;

	policy_cover_free(&c);
	return yes;
}

static void compare(const struct policy_set *set)
{
	static struct policy_set *other;
	struct err err = ERR_INIT;

	if (!other) {
		other = policy_new();
		must(policy_add_text(other, "known", known, strlen(known), &err), "known");
	}
	must(covers(set, set) != POLICY_NO, "a set covers itself");
	must(policy_same(set, set) != POLICY_NO, "a set is the same as itself");
	if (covers(set, other) == POLICY_YES && covers(other, set) == POLICY_YES)
		for (size_t i = 0; i < sizeof(requests) / sizeof(*requests); i++)
			must((decide(set, i, true) == POLICY_ALLOW) ==
			     (decide(other, i, true) == POLICY_ALLOW), "each covers the other");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static bool started;
	struct policy_set *set;
	struct err err = ERR_INIT;

	if (!started)
		json_start();
	started = true;
	set = policy_new();
	if (policy_add_text(set, "input", (const char *)data, n, &err) && n < LONGEST) {
		judge(set);
		compare(set);
		json_free(policy_trust(set));
		json_free(findings_identity(set));
		json_free(findings_trust(set, "123456789012"));
	}
	must(err.kind == ERR_NONE || (*err.text && *err.hint), "a refusal says why");
	policy_free(set);
	return 0;
}
