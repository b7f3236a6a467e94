/* preflight_judge.c - what the answers mean for each step; see preflight.h. */
#include "config.h"

#include <string.h>

#include "advise/preflight.h"
#include "advise/preflight_internal.h"
#include "aws/denied.h"
#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/describe_step.h"
#include "plan/plan.h"
#include "plan/required_actions.h"
#include "probe/probe.h"

struct judging {
	const struct required_actions_place *place;
	const struct json *answers;
	struct json *event, *steps, *statements, *remedies, *whys;
	size_t unsure;
};

/* --- statements --------------------------------------------------------------------------- */

static void preflight_judge_put_list(struct json *rule, const char *member,
				     const char *text)
{
	json_push(json_put(rule, member, json_list_new()), json_string_new(text));
}

/* The smallest statement that allows it. */
static struct json *preflight_judge_statement_of(const struct required_action *right)
{
	struct json *s, *is;

	if (*right->cluster) {
		/* A rule of RBAC, as it is in a Role or a ClusterRole. */
		struct json *rule = json_object_new();

		preflight_judge_put_list(rule, "apiGroups", right->group);
		preflight_judge_put_list(rule, "resources", right->plural);
		if (*right->name)
			preflight_judge_put_list(rule, "resourceNames", right->name);
		preflight_judge_put_list(rule, "verbs", right->verb);
		return rule;
	}
	s = json_object_new();
	json_put_str(s, "Effect", "Allow");
	json_put_str(s, "Action", right->action);
	json_put_str(s, "Resource", right->resource);
	if (*right->key) {
		is = json_put(json_put(s, "Condition", json_object_new()), "StringEquals",
			      json_object_new());
		json_put_str(is, right->key, right->value);
	}
	return s;
}

static bool preflight_judge_same_but(const struct json *a, const struct json *b,
				     const char *member)
{
	if (json_count(a) != json_count(b))
		return false;
	json_each(part, a)
		if (!str_eq(json_key(part), member) &&
		    !json_equal(part, json_get(b, json_key(part))))
			return false;
	return json_get(b, member);
}

/* Actions on the same thing under the same condition share a statement. */
static void preflight_judge_merge(struct json *list, const struct json *statement)
{
	const char *verb = json_text(json_first(json_get(statement, "verbs")));

	json_each(one, list) {
		if (verb && preflight_judge_same_but(one, statement, "verbs")) {
			if (!json_has(json_get(one, "verbs"), verb))
				json_push(json_get(one, "verbs"), json_string_new(verb));
			return;
		}
		if (!verb && preflight_judge_same_but(one, statement, "Action")) {
			const char *action = json_str(statement, "Action");

			if (!str_eq(json_str(one, "Action"), action) &&
			    !json_has(json_get(one, "Action"), action))
				json_add(one, "Action", json_string_new(action));
			return;
		}
	}
	json_push(list, json_copy(statement));
}

static struct json *preflight_judge_statements_at(struct judging *j, const char *where)
{
	struct json *one;

	json_each(there, j->remedies)
		if (str_eq(json_str(there, "where"), where))
			return json_get(there, "statements");
	one = json_push(j->remedies, json_object_new());
	json_put_str(one, "where", where);
	return json_put(one, "statements", json_list_new());
}

/* --- one right -------------------------------------------------------------------------- */

static void preflight_judge_put_text(struct buf *out, const struct json *answer,
				     const char *where)
{
	static const struct { const char *layer, *text; } texts[] = {
		{ "boundary", "your permissions boundary does not allow it" },
		{ "scp", "a service control policy of the organization does not allow it" },
		{ "rcp", "a resource control policy of the organization does not allow it" },
		{ "session", "the policy of your session does not allow it" },
		{ "identity", "none of your policies allows it" },
		{ "rbac", "no Role or ClusterRole bound to you allows it" },
	};
	const char *says = "it is denied";

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (str_eq(texts[i].layer, json_str(answer, "layer")))
			says = texts[i].text;
	if (str_eq(json_str(answer, "decision"), "explicitDeny"))
		buf_fmt(out,
			"a statement in %s denies it: it has to be removed, because an "
			"Allow does not override a Deny",
			where);
	else
		buf_str(out, says);
	if (*json_str(answer, "tried"))
		buf_fmt(out, "; %s", json_str(answer, "tried"));
	if (*json_str(answer, "note"))
		buf_fmt(out, "; %s", json_str(answer, "note"));
}

/* What EC2 says it denied goes before what was asked. */
static struct required_action preflight_judge_lack_of(const struct required_action *right,
						      const struct json *answer)
{
	struct required_action lack = *right, said = required_action_read(answer);

	if (*said.action) {
		lack.action = said.action;
		lack.key = lack.value = "";
	}
	if (*said.resource)
		lack.resource = said.resource;
	if (*said.key)
		lack.key = said.key;
	if (*said.value)
		lack.value = said.value;
	return lack;
}

/*
 * Adds an action that is not allowed to the row, and the statement that allows it to all
 * lists.
 */
static void preflight_judge_add_lack(struct judging *j, struct json *row,
				     struct json *remedies,
				     const struct required_action *right,
				     const struct json *answer)
{
	struct required_action lack = preflight_judge_lack_of(right, answer);
	struct json *said, *s = NULL;
	struct buf where = BUF(512), text = BUF(2048);
	const char *layer = json_str(answer, "layer");

	if (!*right->cluster)
		buf_str(&where, denied_policy_label(layer));
	else if (*right->name_space)
		buf_fmt(&where, "a Role bound to you in the namespace %s of the cluster %s",
			right->name_space, right->cluster);
	else
		buf_fmt(&where, "a ClusterRole bound to you in the cluster %s",
			right->cluster);
	preflight_judge_put_text(&text, answer, where.s);
	/* Organizations refuse roles and users that have no permissions boundary. */
	if (*right->boundary_by && str_eq(json_str(answer, "layer"), "scp"))
		buf_fmt(&text,
			"; if your organization requires a permissions boundary, enter "
			"its ARN as %s",
			right->boundary_by);
	said = json_push(json_get(row, "lacks"), json_object_new());
	json_put_str(said, "action", lack.action);
	json_put_str(said, "resource", lack.resource);
	json_put_str(said, "layer", json_str(answer, "layer"));
	json_put_str(said, "text", text.s);
	if (!str_eq(json_str(answer, "decision"), "explicitDeny")) {
		s = preflight_judge_statement_of(&lack);
		preflight_judge_merge(remedies, s);
		preflight_judge_merge(preflight_judge_statements_at(j, where.s), s);
		if (!*right->cluster)
			preflight_judge_merge(j->statements, s);
		json_put(said, "statement", s);
	}
	buf_free(&where);
	buf_free(&text);
}

/* --- one step ---------------------------------------------------------------------------- */

/* NULL: it is not known; *why says why. */
static const struct json *preflight_judge_answer_for(const struct judging *j,
						  const struct required_action *right,
						  const char **why)
{
	const struct json *answer = preflight_find(j->answers, right);

	*why = "";
	if (answer && !str_eq(json_str(answer, "decision"), "unsure") &&
	    *json_str(answer, "decision"))
		return answer;
	*why = json_str(answer, "why");
	if (!answer)
		*why = json_str(json_get(j->answers, preflight_name(preflight_asker(right))),
				"why");
	return NULL;
}

/* The row has the members of its first lack, too. */
static void preflight_judge_finish_row(struct json *row, struct json *remedies)
{
	static const char *const members[] = { "layer", "action", "resource", "text" };
	const struct json *first = json_first(json_get(row, "lacks"));

	if (!first) {
		json_drop(row, "lacks");
		json_free(remedies);
		return;
	}
	for (int i = 0; i < 4; i++)
		json_put_str(row, members[i], json_str(first, members[i]));
	if (json_count(remedies))
		json_put(row, "statement", json_count(remedies) == 1 ? json_copy(json_first(remedies)) :
			 json_copy(remedies));
	json_free(remedies);
}

static void preflight_judge_step(struct judging *j, const struct step *step,
				 const struct required_actions *required)
{
	struct json *row, *remedies = json_list_new();
	struct buf says = BUF(1024);
	const char *reason = "", *why;
	bool unsure = false;

	describe_doing(&says, step);
	row = json_push(j->steps, preflight_row_new(step->id, says.s));
	for (size_t i = 0; i < required->count; i++) {
		const struct required_action *right = &required->item[i];
		const struct json *answer = preflight_judge_answer_for(j, right, &why);

		if (!answer) {
			unsure = true;
			reason = *reason ? reason : why;
		} else if (!str_eq(json_str(answer, "decision"), "allowed")) {
			preflight_judge_add_lack(j, row, remedies, right, answer);
		}
	}
	json_put_str(row, "verdict", json_count(json_get(row, "lacks")) ? "no" :
		     unsure ? "cannot-tell" : "yes");
	if (unsure && *reason)
		json_put_str(row, "why", reason);
	if (str_eq(json_str(row, "verdict"), "cannot-tell")) {
		if (*reason && !json_has(j->whys, reason))
			json_push(j->whys, json_string_new(reason));
		j->unsure++;
	}
	preflight_judge_finish_row(row, remedies);
	buf_free(&says);
}

static void preflight_judge_plan(struct judging *j, const struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		struct json *list = json_list_new();
		struct required_actions required;

		preflight_rights(list, plan, &plan->steps[i], j->place);
		required = required_actions_load(list);
		if (required.count)
			preflight_judge_step(j, &plan->steps[i], &required);
		required_actions_free(&required);
	}
}

/* How IAM's decisions were found; if in both ways, the less certain one. */
static const char *preflight_judge_found_by(const struct json *answers)
{
	const char *by = "";

	json_each(one, answers)
		if (*json_str(one, "by") && !str_eq(by, BY_POLICIES))
			by = json_str(one, "by");
	return by;
}

struct json *preflight_judge(const struct plan *plan, bool proof,
			     const struct required_actions_place *place, const struct json *answers)
{
	struct judging j = { .place = place, .answers = answers, .event = json_object_new() };
	struct plan *later;
	bool told = false;

	json_each(one, answers)
		told |= *json_key(one) != '?' &&
			!str_eq(json_str(one, "decision"), "unsure");
	json_put_str(j.event, "event", "preflight");
	j.steps = json_put(j.event, "steps", json_list_new());
	json_put(j.event, "told", json_bool_new(told));
	if (*preflight_judge_found_by(answers))
		json_put_str(j.event, "by", preflight_judge_found_by(answers));
	j.statements = json_put(j.event, "statements", json_list_new());
	j.remedies = json_put(j.event, "mends", json_list_new());
	j.whys = json_list_new();
	preflight_judge_plan(&j, plan);
	if (proof && plan->wanted) {
		later = plan_new(plan->setup, plan->wanted);
		probe_add_all(later);
		preflight_judge_plan(&j, later);
		plan_free(later);
	}
	json_put(j.event, "unsure", json_number_new((double)j.unsure));
	json_put(j.event, "why", j.whys);
	if (json_count(j.steps))
		return j.event;
	json_free(j.event);
	return NULL;
}
