/* simulation_check.c - what IAM's policy simulator says of a principal. */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "format/json.h"
#include "probe/operator_check.h"
#include "probe/operator_check_internal.h"
#include "resource/resource_call.h"

struct simulation {
	struct operator_answer *s;
	const struct json *ask;		/* {"principal","actions","resources","context"} */
	bool deny; /* every action is expected to be denied */
	bool may_appear; /* as in struct check */
	size_t good, bad, unsure;
};

static bool simulation_check_is_address(const char *key)
{
	return !strcasecmp(key, "aws:SourceIp");
}

static const char *simulation_check_type_of(const char *key, const char *text)
{
	if (str_eq(text, "true") || str_eq(text, "false"))
		return "boolean";
	return simulation_check_is_address(key) ? "ip" : "string";
}

/* The nth of a list, else its last; a text is a list of one. */
static const char *simulation_check_nth_text(const struct json *value, size_t n)
{
	const char *text = json_text(value);

	json_each(item, value) {
		text = json_text(item);
		if (!n--)
			break;
	}
	return text ? text : "";
}

/* A request comes from one address: of a range the first is used. */
static void simulation_check_add_value(struct buf *out, const char *key, const char *text)
{
	buf_add(out, text,
		simulation_check_is_address(key) ? strcspn(text, "/") : strlen(text));
}

static struct json *simulation_check_ask_for(const struct json *ask, size_t n)
{
	struct json *p = params("PolicySourceArn", json_str(ask, "principal"), NULL);
	struct json *entries;

	json_put(p, "ActionNames", json_copy(json_get(ask, "actions")));
	if (json_count(json_get(ask, "resources")))
		json_put(p, "ResourceArns", json_copy(json_get(ask, "resources")));
	if (json_count(json_get(ask, "context"))) {
		entries = json_put(p, "ContextEntries", json_list_new());
		json_each(value, json_get(ask, "context")) {
			const char *key = json_key(value);
			const char *said = simulation_check_nth_text(value, n);
			struct buf text = BUF(2048);
			struct json *entry = json_push(
				entries,
				params("ContextKeyName", key, "ContextKeyType",
				       simulation_check_type_of(key, said), NULL));

			simulation_check_add_value(&text, key, said);
			json_push(json_put(entry, "ContextKeyValues", json_list_new()),
				  json_string_new(text.s));
			buf_free(&text);
		}
	}
	return p;
}

static void simulation_check_add_words(struct json *words, const char *flag,
				     const struct json *list)
{
	if (json_count(list))
		json_push(words, json_string_new(flag));
	json_each(item, list)
		json_push(words, json_copy(item));
}

/* The same question as a call of the AWS CLI. */
static struct json *simulation_check_words_of(const struct json *ask)
{
	struct json *words = json_list_new(), *entries = json_list_new();

	json_push(words, json_string_new("iam"));
	json_push(words, json_string_new("simulate-principal-policy"));
	json_push(words, json_string_new("--policy-source-arn"));
	json_push(words, json_string_new(json_str(ask, "principal")));
	simulation_check_add_words(words, "--action-names", json_get(ask, "actions"));
	simulation_check_add_words(words, "--resource-arns", json_get(ask, "resources"));
	json_each(value, json_get(ask, "context")) {
		struct buf entry = BUF(2048);

		buf_fmt(&entry, "ContextKeyName=%s,ContextKeyValues=", json_key(value));
		simulation_check_add_value(&entry, json_key(value),
					 simulation_check_nth_text(value, 0));
		buf_fmt(&entry, ",ContextKeyType=%s",
			simulation_check_type_of(json_key(value),
					       simulation_check_nth_text(value, 0)));
		json_push(entries, json_string_new(entry.s));
		buf_free(&entry);
	}
	simulation_check_add_words(words, "--context-entries", entries);
	json_free(entries);
	return words;
}

/* --- what it says -------------------------------------------------------------------- */

const char *simulation_layer(const struct json *result)
{
	const struct json *bound = json_get(result, "PermissionsBoundaryDecisionDetail");
	const struct json *scp = json_get(result, "OrganizationsDecisionDetail");

	if (str_eq(json_str(bound, "AllowedByPermissionsBoundary"), "false"))
		return "boundary";
	return str_eq(json_str(scp, "AllowedByOrganizations"), "false") ? "scp" : "identity";
}

static void simulation_check_start_line(struct simulation *m, const struct json *result)
{
	const char *on = json_str(result, "EvalResourceName");

	buf_fmt(&m->s->text, "%s%s%s%s: ", m->s->text.len ? "; " : "",
		json_str(result, "EvalActionName"), *on && !str_eq(on, "*") ? " on " : "",
		*on && !str_eq(on, "*") ? on : "");
}

/* A denial only because a condition's value is missing proves nothing. */
static void simulation_check_take(struct simulation *m, const struct json *result)
{
	const char *decision = json_str(result, "EvalDecision");
	const struct json *missing = json_get(result, "MissingContextValues");
	bool allowed = str_eq(decision, "allowed");
	bool first;

	if (!allowed && str_eq(decision, "implicitDeny") && json_count(missing)) {
		m->unsure++;
		simulation_check_start_line(m, result);
		buf_str(&m->s->text,
			"denied, but the policies depend on context keys that the "
			"simulation had no value for: ");
		first = true;
		json_each(key, missing) {
			buf_fmt(&m->s->text, "%s%s", first ? "" : ", ", json_text(key));
			first = false;
		}
	} else if (allowed != m->deny) {
		m->good++;
	} else {
		m->bad++;
		m->s->layer = m->deny ? "" : simulation_layer(result);
		simulation_check_start_line(m, result);
		buf_str(&m->s->text,
			m->deny ? "allowed, but a denial is expected" :
				str_eq(decision, "explicitDeny") ?
				  "a statement denies it" :
				  "no statement allows it");
	}
}

static void simulation_check_take_all(struct simulation *m, const struct json *results)
{
	json_each(result, results) {
		const struct json *each = json_get(result, "ResourceSpecificResults");

		if (json_type(each) != JSON_LIST || !json_count(each)) {
			simulation_check_take(m, result);
			continue;
		}
		json_each(one, each) {	/* the same members, except those of the action */
			struct json *whole = json_copy(one);

			json_put_str(whole, "EvalActionName",
				     json_str(result, "EvalActionName"));
			json_put_str(whole, "EvalDecision",
				     json_str(one, "EvalResourceDecision"));
			json_put_str(whole, "EvalResourceName",
				     json_str(one, "EvalResourceName"));
			simulation_check_take(m, whole);
			json_free(whole);
		}
	}
}

static void simulation_check_conclude(struct simulation *m)
{
	struct buf says = BUF(4096);

	m->s->verdict = m->bad	      ? VERDICT_FAILED :
		m->unsure || !m->good ? VERDICT_INCONCLUSIVE :
					VERDICT_PASSED;
	m->s->again = m->bad && m->may_appear;
	if (!m->bad && m->unsure)
		m->s->layer = "unknown";
	buf_fmt(&says, "simulated by IAM, not called: ");
	if (m->bad || m->unsure)
		buf_str(&says, m->s->text.s);
	else if (m->good)
		buf_fmt(&says, "%s", m->deny ? "denied" : "allowed");
	else
		buf_str(&says, "the simulator returned no decision");
	buf_free(&m->s->text);
	m->s->text = says;
}

bool simulation_check(struct aws *aws, const struct check *check, struct operator_answer *s,
		    struct err *err)
{
	struct simulation m = {
		.s = s,
		.ask = check->call.simulate,
		.deny = check->deny,
		.may_appear = check->may_appear,
	};
	size_t turns = 1;

	/* One call for each value of the longest list. */
	json_each(value, json_get(m.ask, "context"))
		if (json_type(value) == JSON_LIST && json_count(value) > turns)
			turns = json_count(value);
	s->call = simulation_check_words_of(m.ask);
	for (size_t n = 0; n < turns; n++) {
		struct json *reply = NULL;

		if (!call(aws, OP_IAM_SIMULATE_PRINCIPAL_POLICY,
			  simulation_check_ask_for(m.ask, n), &reply, s->request_id, err)) {
			if (!call_was_gone(err))
				return operator_check_failed(s, err);
			/*
			 * A principal that does not exist is allowed nothing, but a denial
			 * expects one that does.
			 */
			s->verdict = VERDICT_FAILED;
			s->layer = "identity";
			s->again = m.may_appear;
			s->text.len = 0;
			buf_fmt(&s->text, "%s does not exist",
				json_str(m.ask, "principal"));
			return true;
		}
		simulation_check_take_all(&m, json_get(reply, "EvaluationResults"));
		json_free(reply);
	}
	simulation_check_conclude(&m);
	return true;
}
