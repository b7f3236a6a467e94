/* around.c - see around.h. */
#include "config.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/plan.h"
#include "plan/record.h"
#include "plan/trust.h"
#include "resource/call.h"
#include "rotate/rotate.h"
#include "wizard/around.h"
#include "wizard/journey.h"
#include "wizard/lookup.h"
#include "wizard/session.h"

/* --- what else hangs on it ------------------------------------------------------ */

static const struct owner {
	const char *kind, *param, *inlined, *attached;
	enum aws_op_id list, list_attached;
} owners[] = {
	{ "role", "RoleName", "role-policy", "role-policy-attachment",
	  OP_IAM_LIST_ROLE_POLICIES, OP_IAM_LIST_ATTACHED_ROLE_POLICIES },
	{ "user", "UserName", "user-policy", "user-policy-attachment",
	  OP_IAM_LIST_USER_POLICIES, OP_IAM_LIST_ATTACHED_USER_POLICIES },
};

/* member: "name" of an inline policy, "policy" (its ARN) of an attachment. */
static bool is_wanted(const struct journey *j, const char *kind, const char *owner,
		      const char *of, const char *member, const char *value)
{
	json_each(resource, json_get(j->wanted, "resources"))
		if (str_eq(json_str(resource, "kind"), kind) &&
		    str_eq(json_str(resource, owner), of) &&
		    str_eq(json_str(resource, member), value))
			return true;
	return false;
}

static void add_extra(struct json *events, const struct step *step, const char *kind,
		      const char *name)
{
	struct json *event = json_push(events, json_object_new());

	json_put_str(event, "event", "extra");
	json_put_str(event, "of", json_str(step->resource, "id"));
	json_put_str(event, "kind", kind);
	json_put_str(event, "name", name);
}

static struct json *ask(const struct journey *j, enum aws_op_id op,
			const struct owner *o, const char *name)
{
	struct err ignored = ERR_INIT;
	struct json *reply = NULL;

	call(j->session->aws, op, params(o->param, name, NULL), &reply, NULL, &ignored);
	return reply;
}

static void add_extras(const struct journey *j, const struct step *step,
		       const struct owner *o, struct json *events)
{
	struct json *inlined = ask(j, o->list, o, step->name);
	struct json *attached = ask(j, o->list_attached, o, step->name);

	json_each(name, json_get(inlined, "PolicyNames"))
		if (!is_wanted(j, o->inlined, o->kind, step->name, "name",
			       json_text(name)))
			add_extra(events, step, o->inlined, json_text(name));
	json_each(policy, json_get(attached, "AttachedPolicies"))
		if (!is_wanted(j, o->attached, o->kind, step->name, "policy",
			       json_str(policy, "PolicyArn")))
			add_extra(events, step, o->attached,
				  json_str(policy, "PolicyArn"));
	json_free(attached);
	json_free(inlined);
}

static void add_key(const struct journey *j, const struct step *step,
		    struct json *events)
{
	json_each(row, json_get(step->before, "keys")) {
		struct json *key;

		if (!str_eq(json_str(row, "id"), json_str(step->before, "key_id")))
			continue;
		key = json_push(events, json_object_new());
		json_put_str(key, "event", "key");
		json_put_str(key, "of", json_str(step->resource, "id"));
		json_put_str(key, "key_id", json_str(row, "id"));
		json_put_str(key, "id", json_str(row, "id"));
		json_put_str(key, "status", json_str(row, "status"));
		json_put_str(key, "created", json_str(row, "created"));
		rotate_key_age(j->session->aws, key);
		json_drop(key, "id");
	}
}

/* Which letter of a trust is the wrong one: the difference alone does not say. */
static void add_trust(const struct step *step, struct json *events)
{
	struct json *list = json_list_new();

	trust_findings(list, json_get(step->before, "document"),
		       json_get(step->resource, "document"));
	json_each(row, list) {
		struct json *event = json_push(events, json_object_new());

		json_put_str(event, "event", "trust");
		json_put_str(event, "of", json_str(step->resource, "id"));
		json_each(member, row)
			json_put_str(event, json_key(member), json_text(member));
	}
	json_free(list);
}

struct json *around_look(const struct journey *j)
{
	struct json *events = json_list_new();

	for (size_t i = 0; i < j->plan->count; i++) {
		const struct step *step = &j->plan->steps[i];

		if (!step->before)
			continue;
		if (step->action == ACTION_UPDATE && str_eq(step->kind, "role"))
			add_trust(step, events);
		for (size_t k = 0; k < sizeof(owners) / sizeof(*owners); k++)
			if (str_eq(step->kind, owners[k].kind))
				add_extras(j, step, &owners[k], events);
		if (str_eq(step->kind, "access-key"))
			add_key(j, step, events);
	}
	lookup_moved(&j->answers, j->pack, j->session->aws, events);
	return events;
}

bool around_differs(const struct json *events)
{
	json_each(event, events)
		if (str_eq(json_str(event, "event"), "issuer"))
			return true;
	return false;
}

/* --- since the last look ---------------------------------------------------------- */

static char *words_of(const struct step *step)
{
	struct buf text = BUF(BUF_TEXT);

	if (step->action == ACTION_CREATE)
		buf_str(&text, "missing");
	json_each(row, step->action == ACTION_CREATE ? NULL : step->diff)
		buf_fmt(&text, "%s%s", text.len ? ", " : "", json_str(row, "path"));
	if (!text.len)
		buf_str(&text, "as wanted");
	return buf_take(&text);
}

struct json *around_seen(const struct plan *p)
{
	struct json *seen = json_object_new();

	for (size_t i = 0; i < p->count; i++) {
		const struct step *step = &p->steps[i];
		char *text = step->resource ? words_of(step) : NULL;

		if (text)
			json_put_str(seen, json_str(step->resource, "id"), text);
		free(text);
	}
	return seen;
}

/* The last that was seen of each thing: a look without checks says nothing of them. */
static struct json *last_seen(const struct json *history)
{
	struct json *all = json_object_new();

	json_each(look, history)
		json_each(row, json_get(look, "seen"))
			json_put(all, json_key(row), json_copy(row));
	return all;
}

static struct json *changes_of(const struct json *history, const struct json *seen)
{
	struct json *changes = json_list_new(), *last = last_seen(history), *change;

	json_each(row, seen) {
		const char *was = json_text(json_get(last, json_key(row)));

		if (!was || str_eq(was, json_text(row)))
			continue;
		change = json_push(changes, json_object_new());
		json_put_str(change, "what", json_key(row));
		json_put_str(change, "was", was);
		json_put_str(change, "now", json_text(row));
	}
	json_free(last);
	return changes;
}

static struct json *since(const struct json *history, const struct json *seen)
{
	const char *time = "";
	struct json *event;

	if (!json_count(history))
		return NULL;
	json_each(look, history)
		time = json_str(look, "time");
	event = json_object_new();
	json_put_str(event, "event", "since");
	json_put_str(event, "time", time);
	json_put(event, "changes", changes_of(history, seen));
	return event;
}

struct json *around_since(const char *setup, const struct json *seen)
{
	struct err ignored = ERR_INIT;
	struct record *r = record_open(setup, true, &ignored);
	struct json *report, *event;

	if (!r)
		return NULL;
	report = record_report(r);
	event = since(json_get(report, "history"), seen);
	record_note_look(r, seen, &ignored);
	json_free(report);
	record_close(r);
	return event;
}
