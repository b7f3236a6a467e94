/* discovery_words.c - what was found, for people; see discovery.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/fill.h"
#include "format/json.h"
#include "pack/pack_when.h"
#include "pack/value.h"
#include "policy/trust.h"
#include "policy/iam_policy.h"
#include "resource/holdings.h"
#include "resource/resource_call.h"
#include "session/session.h"
#include "wizard/discovery_internal.h"
#include "wizard/journey.h"

static void discovery_words_add(struct json *list, struct buf *text)
{
	if (text->len)
		json_push(list, json_string_new(text->s));
	buf_reset(text);
}

/* "trusts ec2, spotfleet": services without their domain, all else as the document has it. */
static void discovery_words_trust(struct json *facts, const struct json *trust)
{
	struct policy_set *set = policy_new();
	struct err ignored = ERR_INIT;
	struct json *rows, *names = json_list_new();
	struct buf text = BUF(1000);

	rows = policy_add(set, "trust", trust, &ignored) ? policy_trust(set) : NULL;
	json_each(row, rows) {
		const char *name = trust_row_read(row).name;

		if (json_true(json_get(row, "denied")) || json_has(names, name))
			continue;
		json_push(names, json_string_new(name));
		buf_fmt(&text, "%s%.*s", text.len ? ", " : "trusts ",
			(int)(strlen(name) - (str_ends(name, ".amazonaws.com") ?
						      strlen(".amazonaws.com") :
						      0)),
			name);
	}
	discovery_words_add(facts, &text);
	json_free(names);
	json_free(rows);
	policy_free(set);
	buf_free(&text);
}

static void discovery_words_profiles(const struct discovery_search *s, struct json *facts,
				     const char *role)
{
	struct err ignored = ERR_INIT;
	struct json *reply = NULL;
	struct buf text = BUF(400);

	if (!call(s->j->session->aws, OP_IAM_LIST_INSTANCE_PROFILES_FOR_ROLE,
		  params("RoleName", role, NULL), &reply, NULL, &ignored))
		return;
	json_each(profile, json_get(reply, "InstanceProfiles"))
		buf_fmt(&text, "%s%s", text.len ? ", " : "instance profile ",
			json_str(profile, "InstanceProfileName"));
	if (!text.len)
		buf_str(&text, "no instance profile");
	discovery_words_add(facts, &text);
	json_free(reply);
	buf_free(&text);
}

static void discovery_words_policies(struct json *facts, const struct json *found)
{
	static const struct { const char *list, *label; } lists[] = {
		{ "inline", "inline policy" }, { "attached", "attached policy" },
		{ "groups", "group" },
	};
	struct buf text = BUF(400);

	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		json_each(one, json_get(found, lists[i].list)) {
			buf_fmt(&text, "%s '%s'", lists[i].label, holdings_name(one));
			discovery_words_add(facts, &text);
		}
	json_each(row, json_get(found, "unread")) {
		const struct holdings_unread u = holdings_unread_read(row);

		buf_fmt(&text, "%s%s%s could not be read", u.what, *u.name ? " " : "", u.name);
		discovery_words_add(facts, &text);
	}
	buf_free(&text);
}

void discovery_facts(const struct json *found, struct discovered *one)
{
	one->facts = json_list_new();
	one->cosmetic = json_list_new();
	if (json_get(found, "trust"))
		discovery_words_trust(one->facts, json_get(found, "trust"));
	discovery_words_policies(one->facts, found);
}

static bool discovery_words_wants_profile(const struct discovery_search *s,
					  const struct variant *v, const struct json *values)
{
	for (const struct pack_resource *r = s->j->pack->resources; r->id; r++)
		if (str_eq(r->kind, "instance-profile-role") &&
		    str_eq(json_str(r->tree, "role"), v->rows[0]->name) &&
		    resource_holds(r, &v->answers, values))
			return true;
	return false;
}

/* The account's details do not have descriptions: the role itself is asked. */
static void discovery_words_description(const struct discovery_search *s,
					const char *template, struct discovered *one)
{
	struct err ignored = ERR_INIT;
	struct json *reply = NULL;
	const char *now;

	if (!call(s->j->session->aws, OP_IAM_GET_ROLE, params("RoleName", one->name, NULL),
		  &reply, NULL, &ignored))
		return;
	now = json_str(json_get(reply, "Role"), "Description");
	if (!str_eq(now, template))
		json_push(one->cosmetic,
			  json_string_new(*now ? "the description differs" :
						 "it has no description"));
	json_free(reply);
}

void discovery_details(const struct discovery_search *s, const struct variant *v,
		       struct discovered *one)
{
	struct json *values = answers_values(&v->answers, s->j->pack);
	struct buf template = BUF(1000);

	if (discovery_words_wants_profile(s, v, values))
		discovery_words_profiles(s, one->facts, one->name);
	fill_text(&template, json_str(v->rows[0]->tree, "description"), values);
	if (template.len && str_eq(one->kind, "role"))
		discovery_words_description(s, template.s, one);
	json_free(values);
	buf_free(&template);
}

void discovery_fit_words(struct buf *out, const struct discovered *one)
{
	if (one->fit == FIT_EVERYTHING)
		buf_str(out, "administrator");
	else if (one->fit == FIT_FULL)
		buf_str(out, "exact match");
	else if (one->fit == FIT_MORE)
		buf_str(out, "fits, and more");
	else if (one->lost)
		buf_fmt(out, "lacks %zu of %zu action%s", one->lost, one->all,
			one->all == 1 ? "" : "s");
	else
		buf_str(out, "not fully readable");
}

void discovery_policy_words(struct buf *out, const struct pack *pack,
			    const struct discovered *one)
{
	const struct pack_policy *policy = pack_policy(pack, one->policy);
	const struct pack_method *method = pack_method(pack, one->method);

	if (policy && *policy->title)
		buf_fmt(out, "policy '%s' (%s)", policy->name, policy->title);
	else if (policy)
		buf_fmt(out, "policy '%s'", policy->name);
	else
		buf_fmt(out, "method '%s'", method ? method->title : one->method);
}

void discovery_missing_words(struct buf *out, const struct discovered *one, size_t most)
{
	size_t n = 0;

	json_each(statement, one->missing) {
		const struct json *actions = json_get(statement, "Action");
		const struct json *resource = json_get(statement, "Resource");
		const char *on = json_text(resource) ? json_text(resource) :
			json_count(resource) == 1    ? json_text(json_first(resource)) :
						       "several resources";

		if (json_text(actions) && n++ < most)
			buf_fmt(out, "%s on %s\n", json_text(actions), on ? on : "*");
		json_each(action, json_text(actions) ? NULL : actions)
			if (json_text(action) && n++ < most)
				buf_fmt(out, "%s on %s\n", json_text(action), on ? on : "*");
	}
	if (n > most)
		buf_fmt(out, "and %zu more\n", n - most);
}

void discovery_lacks_words(struct buf *out, const struct journey *j,
			   const struct discovered *one)
{
	struct answers a = { .values = NULL };
	struct err ignored = ERR_INIT;

	answers_copy(&a, &j->given);
	snprintf(a.method, sizeof(a.method), "%s", one->method);
	snprintf(a.policy, sizeof(a.policy), "%s", one->policy);
	json_each(value, one->values)
		answers_set(&a, j->pack, json_key(value), json_text(value), &ignored);
	answers_start(&a, j->pack);
	a.exists = true;
	snprintf(a.account, sizeof(a.account), "%s", j->session->account);
	for (const struct pack_value *v = j->pack->values; v->name; v++) {
		struct buf value = BUF(4000);

		answers_value(&a, j->pack, v->name, &value);
		if (!value.len && !*v->cluster && !str_eq(v->name, "REGION") && value_asked(v, &a) &&
		    value_required(j->pack, v, &a))
			buf_fmt(out, "%s%s", out->len ? ", " : "", v->label);
		buf_free(&value);
	}
	answers_free(&a);
}
