/* check_probe.c - see check.h. Here: the rows of the section "probes". */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "aws/cli_command.h"
#include "base/str.h"
#include "format/json.h"
#include "pack/check.h"
#include "pack/pack.h"

static void check_probe_list(struct check *c, const struct json *ask, const char *member,
			     bool must, const char *place)
{
	const struct json *list = json_get(ask, member);
	char here[256];

	check_at(here, place, member);
	if (list && json_type(list) != JSON_LIST)
		check_say(c, here, "must be a list of texts");
	else if (must && !json_count(list))
		check_say(c, here, "must name at least one");
	else
		check_words(c, list, here);
}

static void check_probe_simulate(struct check *c, const struct json *row,
				 const struct json *ask, const char *place)
{
	static const char *const members[] = { "principal", "actions", "resources",
					       "context", NULL };
	const struct json *context = json_get(ask, "context");
	char here[256], in[256];

	(void)row;
	if (json_type(ask) != JSON_OBJECT) {
		check_say(c, place, "must be an object");
		return;
	}
	json_each(m, ask)
		if (!str_in(json_key(m), members))
			check_choices(c, place, json_key(m), members);
	if (!*json_str(ask, "principal"))
		check_say(c, place, "'principal' is missing: the ARN of a user or a role");
	check_probe_list(c, ask, "actions", true, place);
	check_probe_list(c, ask, "resources", false, place);
	check_at(here, place, "context");
	if (context && json_type(context) != JSON_OBJECT) {
		check_say(c, here, "must be an object");
		return;
	}
	/* Values of condition keys: a text, or a list of those that are tried in turn. */
	json_each(value, context) {
		check_at(in, here, json_key(value));
		if (json_type(value) == JSON_LIST && json_count(value))
			check_words(c, value, in);
		else if (!json_text(value))
			check_say(c, in, "must be a text or a list of texts");
	}
}

static void check_probe_trust(struct check *c, const struct json *row,
			      const struct json *id, const char *place)
{
	bool found = false;

	for (const struct pack_resource *r = c->p->resources; r->id; r++)
		found |= json_text(id) && str_eq(r->kind, "role") &&
			str_eq(r->id, json_text(id));
	if (!found)
		check_say(c, place, "'%s' is not a role of this template",
			  json_text(id) ? json_text(id) : "");
	if (str_eq(json_str(row, "expected"), "deny"))
		check_say(c, place,
			  "a trust policy is only read, so only allow can be expected");
}

static void check_probe_can(struct check *c, const struct json *row, const struct json *can,
			    const char *place)
{
	static const char *const members[] = { "user", "verb", "resource", "namespace", NULL };

	if (json_type(can) != JSON_OBJECT) {
		check_say(c, place, "must be an object");
		return;
	}
	json_each(m, can)
		if (!str_in(json_key(m), members))
			check_choices(c, place, json_key(m), members);
		else if (!json_text(m) || !*json_text(m))
			check_say(c, place, "'%s' must be a text", json_key(m));
	for (int i = 0; i < 3; i++)
		if (!json_get(can, members[i]))
			check_say(c, place, "'%s' is missing", members[i]);
	if (!*json_str(row, "cluster"))
		check_say(c, place, "the probe's 'cluster' is missing: the cluster to ask");
}

static void check_probe_text(struct check *c, const struct json *row,
			     const struct json *value, const char *place)
{
	(void)row;
	if (!json_text(value) || !*json_text(value))
		check_say(c, place, "must be a text");
}

/* The tests that are no call of the AWS CLI, and where each is made. */
static const struct {
	const char *name, *where; /* separated by spaces */
	void (*check)(struct check *c, const struct json *row, const struct json *value,
		      const char *place);
} tests[] = {
	{ "identity", "worker key pod", check_probe_text },
	{ "canary", "worker key pod", check_probe_text },
	{ "can", "cluster", check_probe_can },
	{ "spare-ip", "worker", check_probe_text },
	{ "simulate", "here", check_probe_simulate },
	{ "trust", "here", check_probe_trust },
};

#define TESTS (sizeof(tests) / sizeof(*tests))

static void check_probe_test(struct check *c, const struct json *row,
			     const struct json *only, const char *place)
{
	const char *names[TESTS + 1] = { NULL }, *where = json_str(row, "where");
	char here[256];

	for (size_t i = 0; i < TESTS; i++) {
		names[i] = tests[i].name;
		if (!str_eq(json_key(only), tests[i].name))
			continue;
		if (*where && !check_among(where, tests[i].where))
			check_say(c, place, "'%s' is not a test of \"where\": \"%s\"",
				  tests[i].name, where);
		tests[i].check(c, row, only, check_at(here, place, tests[i].name));
		return;
	}
	check_choices(c, place, json_key(only), names);
}

/* A pod has no placeholders of an instance. */
static void check_probe_pod_call(struct check *c, const struct json *call,
				 const char *place)
{
	static const char *const words[] = { "$IMAGE_ID", "$INSTANCE_TYPE", "$INSTANCE_ID",
					     "$SUBNET_ID", NULL };

	for (int i = 0; words[i]; i++)
		if (json_has(call, words[i]))
			check_say(c, place, "a pod has no instance that %s could name",
				  words[i]);
}

static void check_probe_call(struct check *c, const struct json *row, const char *place)
{
	const struct json *call = json_get(row, "call");
	const char *where = json_str(row, "where");

	if (json_type(call) == JSON_LIST && json_count(call) >= 2) {
		check_words(c, call, place);
		if (str_eq(where, "key")) {
			/* A call that accredit makes itself is parsed as it is when it is made. */
			struct err err = ERR_INIT;
			struct json *params;
			enum aws_op_id op;
			bool machine = false;

			json_each(one, call)
				machine |= json_text(one) &&
					strstr(json_text(one), "$INSTANCE_ID");
			if (machine)
				check_say(c, place,
					  "a call with the key has no instance that "
					  "$INSTANCE_ID could name");
			if (cli_command_parse(call, &op, &params, &err))
				json_free(params);
			else
				check_say(c, place, "%s", err.text);
		} else if (str_eq(where, "here") || str_eq(where, "cluster"))
			check_say(c, place,
				  "a call is made by a worker, a pod or with the key; only "
				  "simulate, trust and a cluster's can are made from here");
		else if (str_eq(where, "pod"))
			check_probe_pod_call(c, call, place);
	} else if (json_type(call) != JSON_OBJECT || json_count(call) != 1) {
		check_say(c, place, "must be a list of AWS CLI arguments, or an object of "
			  "one test");
	} else {
		check_probe_test(c, row, json_first(call), place);
	}
}

void check_probe(struct check *c, const struct json *row, const char *place)
{
	static const char *const expected[] = { "allow", "deny", NULL };
	static const char *const where[] = { "worker", "key", "here", "pod", "cluster", NULL };
	static const char *const of_pod[] = { "cluster", "namespace", "account", NULL };
	const struct pack_value *each = pack_value(c->p, json_str(row, "each"));
	char here[256];

	check_id(c, json_str(row, "id"), check_at(here, place, "id"));
	if (json_get(row, "call"))
		check_probe_call(c, row, check_at(here, place, "call"));
	if (*json_str(row, "expected") && !str_in(json_str(row, "expected"), expected))
		check_choices(c, check_at(here, place, "expected"),
			      json_str(row, "expected"), expected);
	if (*json_str(row, "where") && !str_in(json_str(row, "where"), where))
		check_choices(c, check_at(here, place, "where"), json_str(row, "where"),
			      where);
	if (json_get(row, "each") && !(each && *each->fills))
		check_say(c, check_at(here, place, "each"),
			  "'%s' is not a list value that fills a placeholder",
			  json_str(row, "each"));
	for (int i = 0; str_eq(json_str(row, "where"), "pod") && of_pod[i]; i++)
		if (!*json_str(row, of_pod[i]))
			check_say(c, place, "'%s' is missing", of_pod[i]);
	check_tags(c, row, place);
	if (json_get(row, "tags") && !str_eq(json_str(row, "where"), "worker"))
		check_say(c, check_at(here, place, "tags"),
			  "only a worker's instance has tags");
}
