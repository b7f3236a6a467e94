/* permissions_collect.c - what a journey calls, for whom; see permissions_internal.h. */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "handoff/looked_for.h"
#include "handoff/permissions_internal.h"
#include "kinds/kinds.h"
#include "kinds/quota.h"
#include "kinds/resource_json.h"
#include "plan/plan.h"
#include "plan/required_actions.h"
#include "probe/probe.h"
#include "probe/probe_actions.h"
#include "probe/probe_steps.h"
#include "resource/kind.h"

#define ROWS(table) (sizeof(table) / sizeof(*(table)))
#define FOR(purpose) (1u << PERMISSIONS_##purpose)

const char *const permissions_names[PERMISSIONS_COUNT] = { "setup", "verify", "rotate",
							   "remove", "handoff" };

/* What the journey calls whatever the setup has; worker: only where the probe has one. */
static const struct journey_call {
	unsigned purposes;
	bool worker;
	const char *section, *action, *on;
} journey_calls[] = {
	/* workers and groups that a probe left behind */
	{ FOR(SETUP) | FOR(VERIFY), false, "Read", "ec2:DescribeInstances", "*" },
	{ FOR(SETUP) | FOR(VERIFY), false, "Read", "ec2:DescribeSecurityGroups", "*" },
	/* quotas of IAM, and of the worker */
	{ FOR(SETUP), false, "Read", "iam:GetAccountSummary", "*" },
	{ FOR(SETUP), true, "Read", "servicequotas:GetServiceQuota",
	  "arn:{P}:servicequotas:{R}:{A}:ec2/{quota}" },
	/* the preflight asks about its caller, whose path no policy variable has */
	{ FOR(SETUP) | FOR(REMOVE), false, "Preflight", "iam:SimulatePrincipalPolicy",
	  "arn:{P}:iam::{A}:user/${aws:username}" },
	{ FOR(SETUP) | FOR(REMOVE), false, "Preflight", "iam:SimulatePrincipalPolicy",
	  "arn:{P}:iam::{A}:user/*/${aws:username}" },
	{ FOR(SETUP) | FOR(REMOVE), false, "Preflight", "iam:SimulatePrincipalPolicy",
	  "arn:{P}:iam::{A}:role/*" },
};

/* How it is looked whether what the answers name exists; {name}: its name. */
static const struct look {
	const char *of, *action, *on;
} looks[] = {
	{ "buckets", "s3:ListBucket", "arn:{P}:s3:::{name}" },
	{ "clusters", "eks:DescribeCluster", "arn:{P}:eks:{R}:{A}:cluster/{name}" },
	{ "roles", "iam:GetRole", "arn:{P}:iam::{A}:role/{name}" },
	{ "roles", "iam:GetRole", "arn:{P}:iam::{A}:role/*/{name}" },
	{ "users", "iam:GetUser", "arn:{P}:iam::{A}:user/{name}" },
	{ "users", "iam:GetUser", "arn:{P}:iam::{A}:user/*/{name}" },
	{ "instances", "ec2:DescribeInstances", "*" },
	{ "subnets", "ec2:DescribeSubnets", "*" },
	{ "security-groups", "ec2:DescribeSecurityGroups", "*" },
	{ "boundary", "iam:GetPolicy", "{name}" },
	/* of the same account; others are not looked up */
	{ "arn", "iam:GetRole", "arn:{P}:iam::{A}:role/" },
	{ "arn", "iam:GetUser", "arn:{P}:iam::{A}:user/" },
};

static const struct journey_verbs {
	unsigned reads;
	const char *read; /* the section of what is read */
	struct {
		enum action action;
		const char *section;
	} makes[3]; /* ACTION_NONE: no more */
} verbs_of[PERMISSIONS_COUNT] = {
	[PERMISSIONS_SETUP] = { VERB_READ_SETUP, "Read", { { ACTION_CREATE, "Create" } } },
	[PERMISSIONS_VERIFY] = { VERB_READ_VERIFY, "Read", { { ACTION_NONE, "" } } },
	[PERMISSIONS_ROTATE] = { VERB_ROTATE, "Rotate", { { ACTION_NONE, "" } } },
	[PERMISSIONS_REMOVE] = { VERB_READ_REMOVAL,
				 "Read",
				 { { ACTION_REMOVE, "Remove" } } },
	[PERMISSIONS_HANDOFF] = { VERB_READ_SETUP | VERB_READ_REMOVAL,
				  "Read",
				  { { ACTION_CREATE, "Create" },
				    { ACTION_UPDATE, "Create" },
				    { ACTION_REMOVE, "Remove" } } },
};

/* Takes rows, and appends them. */
static void permissions_collect_take(struct json *list, const char *section,
				     struct json *rows)
{
	json_each(row, rows) {
		struct json *one = json_push(list, json_copy(row));

		json_put_str(one, "section", section);
	}
	json_free(rows);
}

static void permissions_collect_fill(struct buf *out, const char *text, const char *name,
				     const struct required_actions_place *place)
{
	const struct {
		const char *word, *is;
	} parts[] = {
		{ "{P}", place->partition },
		{ "{R}", place->region },
		{ "{A}", place->account },
		{ "{name}", name },
		{ "{quota}", quota_table[QUOTA_VCPUS].code },
	};

	while (*text) {
		size_t i = 0;

		while (i < ROWS(parts) && !str_starts(text, parts[i].word))
			i++;
		if (i == ROWS(parts)) {
			buf_char(out, *text++);
			continue;
		}
		buf_str(out, parts[i].is);
		text += strlen(parts[i].word);
	}
}

static void permissions_collect_add(struct json *list, const char *section,
				    const char *action, const char *on, const char *name,
				    const struct required_actions_place *place)
{
	struct json *one = json_push(list, json_object_new());
	struct buf text = BUF(2048);

	permissions_collect_fill(&text, on, name, place);
	json_put_str(one, "section", section);
	json_put_str(one, "action", action);
	json_put_str(one, "resource", text.s);
	buf_free(&text);
}

/*
 * What only AWS knows is assumed: that clusters have access entries, the ARNs that it
 * chooses, and that a policy has earlier versions when it is removed.
 */
static void permissions_collect_assume(struct resource *r,
				       const struct required_actions_place *place)
{
	const struct kind *k = kind_find(r->kind);
	const struct resource_kind *io = resource_kind_find(r->kind);
	struct err ignored = ERR_INIT; /* the plan says what is wrong with it */
	struct json *versions;
	struct buf arn = BUF(2048);

	if (io && io->fill)
		io->fill(r, &ignored);
	if (str_eq(r->kind, "cluster-access") && !*resource_str(r, "by"))
		resource_put_str(r, "by", BY_ENTRY);
	if (k && k->arn_pattern && !*resource_str(r, "arn") &&
	    required_actions_text(
		    &arn, k->arn_pattern,
		    &(struct required_actions_ask){ .resource = r, .place = place }))
		resource_put_str(r, "arn", arn.s);
	if (str_eq(r->kind, "policy") && !resource_get(r, "versions")) {
		versions = resource_put(r, "versions", json_list_new());
		json_push(versions, json_string_new("v1"));
		json_push(versions, json_string_new("v2"));
	}
	buf_free(&arn);
}

static void permissions_collect_resources(struct json *list, const struct json *wanted,
					  enum permissions_for purpose,
					  const struct required_actions_place *place)
{
	const struct journey_verbs *v = &verbs_of[purpose];
	size_t makes = 0;
	struct resources all = resources_load(json_get(wanted, "resources"));

	for (size_t i = 0; i < all.count; i++)
		permissions_collect_assume(all.items[i], place);
	while (makes < ROWS(v->makes) && v->makes[makes].action != ACTION_NONE)
		makes++;
	for (size_t pass = 0; pass < 1 + makes; pass++)
		for (size_t i = 0; i < all.count; i++) {
			struct required_actions_ask ask = { .resource = all.items[i],
							    .others = &all,
							    .place = place };
			struct json *rows = json_list_new();

			ask.action = pass ? v->makes[pass - 1].action : ACTION_NONE;
			ask.reads = pass ? 0 : v->reads;
			required_actions_add(rows, &ask);
			permissions_collect_take(
				list, pass ? v->makes[pass - 1].section : v->read, rows);
		}
	resources_free(&all);
}

/* The probe's steps; of a rotation those with the key alone. */
static void permissions_collect_probe(struct json *list, const struct json *wanted,
				      enum permissions_for purpose,
				      const struct required_actions_place *place)
{
	struct json *tree = json_copy(wanted);
	struct json *rows = json_list_new();
	struct plan *probe;

	/* Where the network's default group is closed, the probe makes one of its own. */
	if (!json_get(tree, "network") && !*json_str(json_get(tree, "worker"), "group"))
		json_put(json_put(tree, "network", json_object_new()), "own_group",
			 json_object_new());
	probe = plan_new(json_str(tree, "setup"), tree);
	probe_add_all(probe);
	for (size_t i = 0; i < probe->count; i++)
		if (purpose != PERMISSIONS_ROTATE ||
		    probe->steps[i].work == &key_check_work)
			probe_required_calls(rows, probe, &probe->steps[i], place);
	permissions_collect_take(list, "Probe", rows);
	plan_free(probe);
	json_free(tree);
}

static void permissions_collect_looks(struct json *list, const struct json *wanted,
				      const struct required_actions_place *place)
{
	json_each(row, json_get(wanted, "looked_for"))
		for (size_t i = 0; i < ROWS(looks); i++) {
			struct looked_for one = looked_for_read(row);
			const char *on = looks[i].on;
			struct buf start = BUF(200);

			permissions_collect_fill(&start, on, "", place);
			if (!str_eq(looks[i].of, one.of) ||
			    (str_eq(looks[i].of, "arn") && !str_starts(one.name, start.s)))
				on = NULL;
			else if (str_eq(looks[i].of, "arn"))
				on = "{name}";
			if (on)
				permissions_collect_add(list, "Read", looks[i].action, on,
							one.name, place);
			buf_free(&start);
		}
}

struct json *permissions_collect(const struct json *wanted, enum permissions_for purpose)
{
	const struct required_actions_place place = { json_str(wanted, "partition"),
						      json_str(wanted, "region"),
						      json_str(wanted, "account") };
	struct json *list = json_list_new();

	for (size_t i = 0; i < ROWS(journey_calls); i++)
		if ((journey_calls[i].purposes & (1u << purpose)) &&
		    str_eq(journey_calls[i].section, "Read") &&
		    (!journey_calls[i].worker || probe_wanted(wanted)))
			permissions_collect_add(list, "Read", journey_calls[i].action,
						journey_calls[i].on, "", &place);
	if (purpose == PERMISSIONS_SETUP || purpose == PERMISSIONS_VERIFY)
		permissions_collect_looks(list, wanted, &place);
	permissions_collect_resources(list, wanted, purpose, &place);
	if (purpose != PERMISSIONS_REMOVE && purpose != PERMISSIONS_HANDOFF &&
	    json_count(list))
		permissions_collect_probe(list, wanted, purpose, &place);
	for (size_t i = 0; i < ROWS(journey_calls); i++)
		if ((journey_calls[i].purposes & (1u << purpose)) &&
		    !str_eq(journey_calls[i].section, "Read"))
			permissions_collect_add(list, journey_calls[i].section,
						journey_calls[i].action,
						journey_calls[i].on, "", &place);
	return list;
}
