/* surroundings.c - see surroundings.h. */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/when.h"
#include "format/json.h"
#include "keys/user_key_json.h"
#include "plan/accepted.h"
#include "plan/effect.h"
#include "plan/open_run.h"
#include "plan/other_setups.h"
#include "plan/plan.h"
#include "plan/trust_diff.h"
#include "resource/iam_access_key.h"
#include "rotate/rotation.h"
#include "session/session.h"
#include "wizard/describe.h"
#include "wizard/journey.h"
#include "wizard/surroundings_internal.h"

/* --- more than wanted ------------------------------------------------------------ */

static void surroundings_add_other_keys(const struct journey *j, const struct step *step,
					struct json *events)
{
	struct user_keys keys = user_keys_load(resource_get(step->before, "keys"));
	struct json *others = NULL;

	for (size_t i = 0; i < keys.count; i++) {
		const char *id = keys.items[i].id, *status = keys.items[i].status;
		bool known = str_eq(id, resource_str(step->before, "key_id")) ||
			str_eq(id, resource_str(step->resource, "given_id"));
		char waiting[132] = "";
		struct json *event, *content;
		struct buf text = BUF(1000);

		/* The setup's key, or one that a rotation of it left. */
		if (known || (j->record && ((rotate_waiting(j->record, waiting) &&
					     str_eq(id, waiting)) ||
					    rotate_deactivated(j->record, id))))
			continue;
		if (!others)
			others = other_setups_things(j->answers.name, j->answers.account);
		json_each(thing, others)
			known = known || str_eq(json_str(thing, "key_id"), id);
		if (known)
			continue;
		event = around_extra(events, step, "access-key", id);
		content = json_string_new(id);
		effect_digest(event, content);
		json_free(content);
		json_put_str(event, "status", status);
		buf_fmt(&text, "access key %s (%s) of the user '%s' is not of this setup",
			id, status, resource_str(step->resource, "user"));
		json_put_str(event, "text", text.s);
		buf_free(&text);
	}
	user_keys_free(&keys);
	json_free(others);
}

/* The setup's key, and one that a rotation replaced and left active. */
static void surroundings_add_key(const struct journey *j, const struct step *step,
				 struct json *events)
{
	struct user_keys keys = user_keys_load(resource_get(step->before, "keys"));
	char waiting[132] = "";

	if (j->record)
		rotate_waiting(j->record, waiting);
	for (size_t i = 0; i < keys.count; i++) {
		struct user_key *key = &keys.items[i];
		bool replaced = *waiting && str_eq(key->id, waiting);
		struct json *event;

		if (!replaced && !str_eq(key->id, resource_str(step->before, "key_id")))
			continue;
		event = json_push(events, json_object_new());
		json_put_str(event, "event", "key");
		json_put_str(event, "of", step->resource->id);
		json_put_str(event, "key_id", key->id);
		json_put_str(event, "status", key->status);
		json_put_str(event, "created", key->created);
		access_key_read_age(j->session->aws, key);
		user_key_put_age(event, key);
		if (j->one_of_many) {
			json_put(event, "use_read", json_bool_new(false));
		} else {
			access_key_read_use(j->session->aws, key);
			user_key_put_use(event, key);
		}
		json_put_str(event, "setup", j->answers.name);
		if (replaced)
			json_put(event, "replaced", json_bool_new(true));
		if (*resource_str(step->resource, "given_id"))
			json_put(event, "given", json_bool_new(true));
	}
	user_keys_free(&keys);
}

/* Which letter of a trust is the wrong one: the difference alone does not say. */
static void surroundings_add_trust(const struct step *step, struct json *events)
{
	struct json *list = json_list_new();

	trust_findings(list, resource_get(step->before, "document"),
		       resource_get(step->resource, "document"));
	json_each(row, list) {
		struct json *event = json_push(events, json_object_new());

		json_put_str(event, "event", "trust");
		json_put_str(event, "of", step->resource->id);
		json_each(member, row)
			json_put_str(event, json_key(member), json_text(member));
	}
	json_free(list);
}

struct json *surroundings_look(const struct journey *j)
{
	struct json *events = json_list_new();
	struct json *users = json_list_new();
	struct open_run open;

	/* Of the setup, or of another that works on its user: neither may be probed now. */
	users_of_resources(users, json_get(j->wanted, "resources"));
	if (open_run_find(j->record, j->answers.name, j->answers.account, users, &open))
		json_push(events, open_run_event(&open));
	json_free(users);
	json_each(event, j->plan->extras)
		json_push(events, json_copy(event));
	for (size_t i = 0; i < j->plan->count; i++)
		if (j->plan->steps[i].before) {
			const struct step *step = &j->plan->steps[i];

			if (step->action == ACTION_UPDATE && str_eq(step->kind, "role"))
				surroundings_add_trust(step, events);
			if (str_eq(step->kind, "cluster-access"))
				around_cluster(j, step, events);
			if (str_eq(step->kind, "pod-identity-association"))
				around_pods(j, step, events);
			if (str_eq(step->kind, "access-key")) {
				surroundings_add_key(j, step, events);
				surroundings_add_other_keys(j, step, events);
			}
		}
	accepted_mark(j->by_hand ? NULL : j->record, events);
	json_each(event, j->moved)
		json_push(events, json_copy(event));
	json_each(event, j->beside)
		json_push(events, json_copy(event));
	return events;
}

/* --- what it comes to ------------------------------------------------------------------- */

bool surroundings_is_extra(const struct json *event)
{
	return str_eq(json_str(event, "event"), "extra");
}

size_t surroundings_count_kept(const struct json *events)
{
	size_t n = 0;

	json_each(event, events)
		n += surroundings_is_extra(event) && accepted_differs(event) &&
		     !*json_str(event, "step");
	return n;
}

void surroundings_describe_extras(struct buf *out, const struct json *events)
{
	json_each(event, events) {
		bool undecided = str_eq(json_str(event, "event"), "undecided");

		if (!undecided && (!surroundings_is_extra(event) || *json_str(event, "step")))
			continue;
		describe_event(out, event);
		buf_str(out, "\n");
	}
}

size_t surroundings_count_extras(const struct json *events)
{
	size_t n = 0;

	json_each(event, events)
		n += surroundings_is_extra(event) && accepted_differs(event);
	return n;
}

/* Something that the setup depends on has changed, or it has an open run. */
static bool surroundings_is_move(const struct json *event)
{
	static const char *const names[] = { "issuer", "missing", "interrupted", NULL };

	return str_in(json_str(event, "event"), names);
}

bool surroundings_moved(const struct json *events)
{
	json_each(event, events)
		if (surroundings_is_move(event))
			return true;
	return false;
}

bool surroundings_event_differs(const struct json *event)
{
	return surroundings_is_move(event) ||
		(surroundings_is_extra(event) && accepted_differs(event));
}

bool surroundings_differs(const struct json *events)
{
	return surroundings_moved(events) || surroundings_count_extras(events);
}

static bool surroundings_has_event(const struct json *events, const char *name)
{
	json_each(event, events)
		if (str_eq(json_str(event, "event"), name))
			return true;
	return false;
}

bool surroundings_any_undecided(const struct json *events)
{
	return surroundings_has_event(events, "undecided");
}

bool surroundings_interrupted(const struct json *events)
{
	return surroundings_has_event(events, "interrupted");
}

void surroundings_describe_extra(struct buf *out, const struct json *extra)
{
	const char *never = accepted_never(extra);
	char when[WHEN_SIZE];

	if (*json_str(extra, "setup"))
		buf_fmt(out, "of the setup '%s': ", json_str(extra, "setup"));
	else if (*json_str(extra, "accepted"))
		buf_fmt(out, "accepted on %s: ",
			when_at_iso(when, json_str(extra, "accepted"), clock_wall()));
	else
		buf_str(out,
			!accepted_differs(extra) ? "note: " :
				json_true(json_get(extra, "denies")) ?
						   "denies what the template needs: " :
						   "more than the template allows: ");
	buf_str(out, json_str(extra, "text"));
	json_each(finding, json_get(extra, "findings")) {
		const char *text = json_str(finding, "text");

		buf_fmt(out, "; %s: %.*s", json_str(finding, "severity"),
			(int)strlen(text) - (str_ends(text, ".") ? 1 : 0), text);
	}
	if (*json_str(extra, "step"))
		buf_str(out, "; repair removes it");
	else if (never && accepted_differs(extra))
		buf_fmt(out, "; it cannot be accepted because %s", never);
}
