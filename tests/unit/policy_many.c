/*
 * policy_many.c - judges and compares policies for test_policy_many.py. With the
 * one argument "-" it reads a case as JSON a line and prints an answer a line;
 * without, as "make check" starts it, it has nothing to do.
 *
 * {"ask": "evaluate", "identity"|"boundary"|"session"|"resource": [document...],
 *  "scp"|"rcp": [[document...]...], "who": {arn, role, service, federated},
 *  "action", "resource_name", "context", "complete", "resource_decides",
 *  "cross_account"} -> "DECISION PLACE..."
 * {"ask": "covers"|"same", "have": [document...], "want": [document...]}
 *  -> yes|no|unknown; of covers also how many statements could not be decided,
 *  what is missing, and requests that show it
 * {"ask": "reach", "have": [...], "action", "resource_name"} -> "some all denied"
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "format/json.h"
#include "policy/iam_policy.h"

static struct policy_set *set_of(const struct json *documents, const char *layer)
{
	struct policy_set *set = policy_new();
	struct err err = ERR_INIT;
	int n = 0;

	json_each(document, documents) {
		char name[32];

		snprintf(name, sizeof(name), "%s%d", layer, n++);
		if (!policy_add(set, name, document, &err)) {
			fprintf(stderr, "%s\n", err.text);
			exit(1);
		}
	}
	return set;
}

static struct policy_set *layer(const struct json *j, const char *name)
{
	return json_get(j, name) ? set_of(json_get(j, name), name) : NULL;
}

/* NULL-ended, NULL where there is none. */
static const struct policy_set **levels(const struct json *j, const char *name)
{
	const struct json *all = json_get(j, name);
	const struct policy_set **out = xcalloc(json_count(all) + 1, sizeof(*out));
	size_t n = 0;

	json_each(level, all)
		out[n++] = set_of(level, name);
	return out;
}

static void free_levels(const struct policy_set **all)
{
	for (size_t i = 0; all[i]; i++)
		policy_free((struct policy_set *)(uintptr_t)all[i]);
	free(all);
}

static const char *text_or_null(const struct json *j, const char *key)
{
	return json_text(json_get(j, key));
}

static void evaluate(const struct json *j)
{
	struct policy_set *sets[] = { layer(j, "identity"), layer(j, "boundary"),
				      layer(j, "session"), layer(j, "resource") };
	const struct policy_set **scp = levels(j, "scp"), **rcp = levels(j, "rcp");
	const struct json *who = json_get(j, "who");
	struct policy_types layers = {
		sets[0], sets[1], sets[2], sets[3], scp, rcp,
		json_true(json_get(j, "resource_decides")),
		json_true(json_get(j, "cross_account")),
	};
	struct policy_request r = {
		.who = { text_or_null(who, "arn"), text_or_null(who, "role"),
			 text_or_null(who, "service"), text_or_null(who, "federated") },
		.action = json_str(j, "action"), .resource = json_str(j, "resource_name"),
		.context = json_get(j, "context"), .complete = json_true(json_get(j, "complete")),
	};
	struct arena a = { NULL };
	struct policy_result answer = policy_evaluate(&a, &layers, &r);

	printf("%s", policy_decision_names[answer.decision]);
	for (size_t i = 0; i < answer.n; i++)
		printf(" %s/%zu", answer.statements[i]->document, answer.statements[i]->index);
	putchar('\n');
	arena_free(&a);
	for (int i = 0; i < 4; i++)
		policy_free(sets[i]);
	free_levels(scp);
	free_levels(rcp);
}

static void compare(const struct json *j)
{
	struct policy_set *have = layer(j, "have"), *want = layer(j, "want");
	struct buf text = BUF(BUF_TEXT);

	if (str_eq(json_str(j, "ask"), "same")) {
		puts(policy_truth_names[policy_same(have, want)]);
	} else {
		struct policy_cover c = policy_covers(have, want);

		json_print(&text, c.missing);
		buf_char(&text, '\t');
		json_print(&text, c.examples);
		printf("%s %zu %s\n", policy_truth_names[c.covered],
		       json_count(c.undecided), text.s);
		policy_cover_free(&c);
	}
	buf_free(&text);
	policy_free(have);
	policy_free(want);
}

static void reach(const struct json *j)
{
	struct policy_set *have = layer(j, "have");
	struct arena a = { NULL };
	struct policy_reach r = policy_reach(&a, have, json_str(j, "action"),
					     json_str(j, "resource_name"));

	printf("%d %d %d\n", r.some, r.all, r.denied);
	arena_free(&a);
	policy_free(have);
}

static void answer(const struct json *j)
{
	const char *ask = json_str(j, "ask");

	if (str_eq(ask, "evaluate"))
		evaluate(j);
	else if (str_eq(ask, "reach"))
		reach(j);
	else
		compare(j);
}

int main(int argc, char **argv)
{
	struct err err = ERR_INIT;
	char *line = NULL;
	size_t room = 0;
	ssize_t n;

	if (argc != 2 || strcmp(argv[1], "-")) {
		puts("policy_many: driven by test_policy_many.py");
		return 0;
	}
	json_start();
	while ((n = getline(&line, &room, stdin)) > 0) {
		struct json *j = json_parse(line, (size_t)n, "case", &err);

		if (!j) {
			fprintf(stderr, "%s\n", err.text);
			return 1;
		}
		answer(j);
		json_free(j);
	}
	free(line);
	return 0;
}
