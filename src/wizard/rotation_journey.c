/* rotation_journey.c - see rotation_journey.h. */
#include "config.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "aws/aws_error.h"
#include "aws/call.h"
#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "keys/access_key.h"
#include "keys/stage.h"
#include "kinds/resource.h"
#include "pack/pack.h"
#include "pack/render.h"
#include "plan/open_run.h"
#include "plan/plan.h"
#include "plan/record.h"
#include "rotate/rotation.h"
#include "session/session.h"
#include "wizard/journey.h"
#include "wizard/rotation_journey.h"

/* The staged key of the last run's plan; false: there is none. */
static bool rotation_journey_staged_key(const struct record *r, struct access_key *key)
{
	struct err ignored = ERR_INIT;
	bool there = false;
	size_t done, all;

	json_each(row, json_get(record_last_plan(r, &done, &all), "steps")) {
		const struct planned_step step = planned_step_read(row);

		if (!there && str_eq(step.kind, "access-key"))
			stage_load(record_name(r), step.resource, STAGE_NEW, key, &there,
				   &ignored);
	}
	return there;
}

bool rotation_session(struct session *s, const char *setup, const char *region,
		   struct stop *stop, struct err *err)
{
	struct access_key key = ACCESS_KEY_INIT;
	struct err ignored = ERR_INIT;
	struct record *r = NULL;
	bool ok = session_open(s, region, stop, err);

	if (ok || !*setup ||
	    (err->aws_error != AWS_ERROR_CREDENTIALS &&
	     err->aws_error != AWS_ERROR_NOT_READY))
		return ok;
	r = record_open(setup, false, &ignored);
	if (r && record_half_way(r) && rotation_journey_staged_key(r, &key)) {
		*err = (struct err)ERR_INIT;
		ok = session_open_key(s, &key, region, stop, err);
	}
	access_key_free(&key);
	record_close(r);
	return ok;
}

/*
 * The setup that keeps a user's rotations: "user-NAME". Two users' names may come
 * to the same letters: then a sum tells them apart.
 */
static void rotation_journey_name(char name[64], const char *user)
{
	struct buf b = BUF(53);
	bool exact = true;
	char sum[9];

	for (const char *c = user; *c; c++) {
		bool fits = islower((unsigned char)*c) || isdigit((unsigned char)*c) ||
			    *c == '-';

		exact = exact && fits;
		buf_char(&b, fits ? *c : isupper((unsigned char)*c) ?
			 (char)tolower((unsigned char)*c) : '-');
	}
	str_sum(sum, user, strlen(user));
	if (exact && !b.cut)
		snprintf(name, 64, "user-%s", b.s);
	else
		snprintf(name, 64, "user-%.49s-%s", b.s, sum);
	buf_free(&b);
}

/* An open run of the setup or the user comes first: its keys are on their way. */
static bool rotation_journey_may_begin(const struct journey *j, const char *user,
				       struct err *err)
{
	struct json *users = json_list_new();
	bool ok;

	if (*user)
		json_push(users, json_string_new(user));
	ok = open_run_none(j->record, j->answers.name, j->answers.account, users, err);
	json_free(users);
	return ok;
}

static struct rotation_caller rotation_journey_caller(const struct journey *j)
{
	return (struct rotation_caller){ j->session->aws, aws_key_id(j->session->aws),
					 j->session->account };
}

/* A user's rotations have a record of their own, once there was one. */
static bool rotation_journey_look_user(struct journey *j, const char *name,
				       const char *profile, struct rotation_facts **facts,
				       struct err *err)
{
	struct err none = ERR_INIT;
	struct rotation_caller by;
	char setup[64], user[132];
	struct answers *a;

	snprintf(user, sizeof(user), "%s", name);	/* it may be the answers' own */

	rotation_journey_name(setup, user);
	record_close(j->record);
	j->record = record_open(setup, false, &none);
	if (!j->record && none.kind != ERR_INPUT) {
		*err = none;
		return false;
	}
	a = &j->answers;
	answers_free(a);
	snprintf(a->name, sizeof(a->name), "%s", setup);
	snprintf(a->account, sizeof(a->account), "%s", j->session->account);
	snprintf(a->region, sizeof(a->region), "%s", j->session->region);
	a->values = json_object_new();
	json_put_str(a->values, "USER_NAME", user);
	if (!rotation_journey_may_begin(j, user, err))
		return false;
	by = rotation_journey_caller(j);
	return rotate_look_user(j->record, setup, user, profile, &by, facts, err);
}

/* The setup of this account whose key it is: only its record may rotate it. */
static bool rotation_journey_owner_of(const struct journey *j, const char *user,
				      const char *id, char setup[64])
{
	struct err ignored = ERR_INIT;
	struct json *names = *id ? record_names(&ignored) : NULL;

	*setup = '\0';
	json_each(name, names) {
		struct record *r = record_open(json_text(name), false, &ignored);
		const struct answers *a = r ? record_answers(r) : NULL;
		bool ours = a && *a->platform && str_eq(a->account, j->session->account);
		struct json *resources = ours ? record_resources(r) : NULL;

		json_each(row, resources) {
			const struct recorded key = recorded_read(row);

			if (str_eq(key.kind, "access-key") &&
			    str_eq(json_str(key.wanted, "user"), user) &&
			    str_eq(key.key_id, id))
				snprintf(setup, 64, "%s", json_text(name));
		}
		json_free(resources);
		record_close(r);
	}
	json_free(names);
	return *setup;
}

/* A user's key that belongs to a setup is rotated as that setup's. */
static bool rotation_journey_look_named(struct journey *j, const char *user,
					const char *profile, struct rotation_facts **facts,
					struct err *err)
{
	char setup[64];

	if (!rotation_journey_look_user(j, user, profile, facts, err))
		return false;
	if ((*facts)->previous.state == PREVIOUS_DEACTIVATED ||
	    (*facts)->previous.state == PREVIOUS_REVERTED ||
	    !rotation_journey_owner_of(j, (*facts)->user, (*facts)->key_id, setup))
		return true;
	rotation_facts_free(*facts);
	return rotation_look(j, setup, "", profile, facts, err);
}

bool rotation_look(struct journey *j, const char *setup, const char *user,
		   const char *profile, struct rotation_facts **facts, struct err *err)
{
	struct rotation_caller by;
	struct json *wanted;

	*facts = NULL;
	if (!*setup)
		return rotation_journey_look_named(j, user, profile, facts, err);
	if (!journey_open(j, setup, false, err) || !rotation_journey_may_begin(j, "", err))
		return false;
	if (!*j->answers.platform)
		return rotation_journey_look_user(j,
						  json_str(j->answers.values, "USER_NAME"),
						  profile, facts, err);
	/* What the pack says is wanted: checks, notes, names. */
	if (!journey_platform(j, j->answers.platform, err))
		return false;
	wanted = pack_wanted(j->pack, &j->answers, err);
	if (!wanted)
		return false;
	json_free(j->wanted);
	j->wanted = wanted;
	by = rotation_journey_caller(j);
	if (!rotate_look(j->record, j->wanted, &by, facts, err))
		return false;
	/* The new key goes to the profile as well, unless it goes there anyway. */
	for (size_t i = 0; *profile && i < (*facts)->locations_count; i++) {
		const struct resource *r = (*facts)->locations[i].resource;

		if (str_eq(r->kind, "credentials-profile") && str_eq(r->name, profile))
			return true;
	}
	return !*profile || rotate_add_profile(*facts, profile, err);
}

bool rotation_plan(struct journey *j, const struct rotation_facts *facts,
		   const struct rotation_wish *wish, bool *busy, struct err *err)
{
	struct rotate_wish how = { .other_key = wish->other_key,
				   .store = wish->store,
				   .probe = wish->probe };
	struct plan *p = NULL;

	*busy = false;
	if (!rotation_journey_may_begin(j, facts ? facts->user : "", err))
		return false;
	if (wish->what == ROTATE_KEY)
		p = rotate_plan(facts, j->wanted, &how, err);
	else if (wish->what == ROTATE_FINISH)
		p = rotate_finish_plan(facts, j->wanted, wish->now, busy, err);
	else if (wish->what == ROTATE_REVERT)
		p = rotate_revert_plan(facts, j->wanted, err);
	else
		p = rotate_revoke_plan(j->record, j->wanted, j->session->aws, err);
	if (!p)
		return false;
	journey_take(j, p);
	return true;
}

bool rotation_unfinished(struct journey *j, struct err *err)
{
	const struct rotation_caller by = rotation_journey_caller(j);
	const char *user = json_str(j->answers.values, "USER_NAME"), *name = j->answers.name;
	struct rotation_facts *facts = NULL;
	bool unfinished;

	if (*j->answers.platform)
		rotate_look(j->record, NULL, &by, &facts, err);
	else
		rotate_look_user(j->record, name, user, "", &by, &facts, err);
	if (err->kind == ERR_CHOICE)	/* it has no key at all */
		*err = (struct err)ERR_INIT;
	unfinished = facts && facts->previous.state != PREVIOUS_NONE;
	if (unfinished && facts->previous.state == PREVIOUS_WAITING) {
		err_set(err, ERR_CHOICE,
			"the rotation of user '%s' is not finished: its old key %s is "
			"still active",
			facts->user, facts->previous.id);
		err_hint(err,
			 "'accredit rotate %s --finish --now' deletes it once no file "
			 "contains it, 'accredit rotate %s --revert' switches back to it",
			 name, name);
	} else if (unfinished) {
		err_set(err, ERR_CHOICE,
			"the rotation of user '%s' is not finished: key %s is "
			"not deleted",
			facts->user, facts->previous.id);
		err_hint(err,
			 "'accredit rotate %s --finish --now' deletes it, 'accredit rotate "
			 "%s --revert' switches back to it",
			 name, name);
	}
	rotation_facts_free(facts);
	return unfinished;
}

bool rotation_is_role(const struct journey *j)
{
	struct json *resources = j->record ? record_resources(j->record) : NULL;
	bool role = false, key = false;

	json_each(row, resources) {
		role |= str_eq(recorded_read(row).kind, "role");
		key |= str_eq(recorded_read(row).kind, "access-key");
	}
	json_free(resources);
	return role && !key;
}

static bool rotation_journey_has_role(const struct pack *p, const char *method)
{
	for (const struct pack_resource *r = p->resources; r->id; r++)
		if (str_eq(r->kind, "role") && r->condition.when.methods &&
		    str_in(method, r->condition.when.methods))
			return true;
	return false;
}

const char *rotation_role_method(const struct journey *j)
{
	if (!j->pack || rotation_journey_has_role(j->pack, j->answers.method))
		return NULL;
	for (const struct pack_method *m = j->pack->methods; m->name; m++)
		if (!*m->refused && rotation_journey_has_role(j->pack, m->name))
			return m->name;
	return NULL;
}

bool rotation_run(struct journey *j, struct err *err)
{
	return journey_run(j, err);
}
