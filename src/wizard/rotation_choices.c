/* rotation_choices.c - what can be done with a key, and what came of it; see wizard.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/resource.h"
#include "plan/plan.h"
#include "rotate/rotation.h"
#include "wizard/describe.h"
#include "wizard/wizard.h"

void wizard_start_rotation(struct wizard *w, const char *setup, const char *user)
{
	struct rotation_request next = { .what = w->rotation.what,
					 .no_probe = w->rotation.no_probe };
	char name[sizeof(w->setup)];

	/* setup and user may be members of w */
	snprintf(next.user, sizeof(next.user), "%s", user);
	snprintf(name, sizeof(name), "%s", setup);
	wizard_drop(w);
	rotation_facts_free(w->rotation.facts);
	w->rotation = next;
	memcpy(w->setup, name, sizeof(name));
}

void wizard_own_user(const struct wizard *w, char user[132])
{
	const char *at = strstr(w->session.arn, ":user/");

	/* a path may stand before the name */
	snprintf(user, 132, "%s", w->signed_in && at ? strrchr(at, '/') + 1 : "");
}

/* --- what can be done -------------------------------------------------------------- */

static struct rotation_choice *rotation_choices_add(struct rotation_choice *choices,
						    size_t *n, const char *name,
						    enum rotation_mode what)
{
	struct rotation_choice *d = &choices[(*n)++];

	*d = (struct rotation_choice){ .name = name, .what = what };
	return d;
}

/* AWS allows two keys: the other one has to be deleted first. */
static void rotation_choices_add_two(const struct rotation_facts *facts,
				     struct rotation_choice *choices, size_t *n)
{
	for (size_t i = 0; i < facts->keys_count; i++) {
		const struct rotation_key *key = &facts->keys[i];
		struct rotation_choice *d;

		if (str_eq(key->key.id, facts->key_id))
			continue;
		d = rotation_choices_add(choices, n, "renew", ROTATE_KEY);
		snprintf(d->other_key, sizeof(d->other_key), "%s", key->key.id);
		snprintf(d->text, sizeof(d->text), "Renew the key, and delete %s first",
			 key->key.id);
		if (key->in_use)
			snprintf(d->why, sizeof(d->why), "%s is in use: %s", key->key.id,
				 key->in_use);
	}
}

static void rotation_choices_add_unknown(const struct rotation_facts *facts,
					 struct rotation_choice *choices, size_t *n)
{
	struct rotation_choice *d = rotation_choices_add(choices, n, "renew", ROTATE_KEY);

	snprintf(d->text, sizeof(d->text), "Renew the key");
	if (!facts->keys_count)
		snprintf(d->why, sizeof(d->why), "user '%s' has no access key",
			 facts->user);
	else if (facts->keys_count > 1)
		snprintf(d->why, sizeof(d->why), "which of the two is meant is not known: "
			 "name the profile that holds it");
	else
		snprintf(d->why, sizeof(d->why),
			 "the record says %s, which is gone: somebody "
			 "renewed it by hand. Choose the user instead of the set-up",
			 facts->key_id);
	if (facts->keys_count < 2)
		return;
	d = rotation_choices_add(choices, n, "profile", ROTATE_KEY);
	d->names_profile = true;
	snprintf(d->text, sizeof(d->text), "Name the profile that holds the key");
}

/* What is offered after a rotation that has not ended, and after one that was reverted. */
static const struct {
	enum previous_state state;
	const char *name;
	enum rotation_mode what;
	const char *before, *after;	/* the ID is between; after NULL: no ID */
	const char *why;
} offers[] = {
	{ PREVIOUS_DEACTIVATED, "finish", ROTATE_FINISH,
	  "Delete the parked key ", " for good", "" },
	{ PREVIOUS_DEACTIVATED, "revert", ROTATE_REVERT,
	  "Go back to the parked key ", "", "" },
	{ PREVIOUS_DEACTIVATED, "renew", ROTATE_KEY, "Renew the key", NULL,
	  "the rotation before is not finished: delete the "
	  "parked key first, or go back to it" },
	{ PREVIOUS_WAITING, "finish", ROTATE_FINISH, "Deactivate the old key ",
	  ", which is still active", "" },
	{ PREVIOUS_WAITING, "revert", ROTATE_REVERT, "Go back to the old key ", "", "" },
	{ PREVIOUS_WAITING, "renew", ROTATE_KEY, "Rotate the key", NULL,
	  "the rotation before is not finished: deactivate the "
	  "old key first, or go back to it" },
	/* the newer key goes with the next rotation, unless something uses it */
	{ PREVIOUS_REVERTED, "renew", ROTATE_KEY,
	  "Rotate the key, and delete ", " first", "" },
	{ PREVIOUS_REVERTED, "finish", ROTATE_FINISH, "Delete the newer key ", "", "" },
	{ PREVIOUS_REVERTED, "revert", ROTATE_REVERT, "Go back to the newer key ", "", "" },
};

static void rotation_choices_of_facts(const struct rotation_facts *facts,
				      struct rotation_choice *choices, size_t *n)
{
	const char *id = facts->previous.id;

	for (size_t i = 0; i < sizeof(offers) / sizeof(*offers); i++) {
		const char *after = offers[i].after, *in_use;
		struct rotation_choice *d;

		if (offers[i].state != facts->previous.state)
			continue;
		d = rotation_choices_add(choices, n, offers[i].name, offers[i].what);
		snprintf(d->text, sizeof(d->text), "%s%s%s", offers[i].before,
			 after ? id : "", after ? after : "");
		snprintf(d->why, sizeof(d->why), "%s", offers[i].why);
		if (d->what != ROTATE_KEY || facts->previous.state != PREVIOUS_REVERTED)
			continue;
		snprintf(d->other_key, sizeof(d->other_key), "%s", id);
		in_use = rotation_find_key(facts, id)->in_use;
		if (in_use)
			snprintf(d->why, sizeof(d->why), "%s is in use: %s", id, in_use);
	}
	if (facts->previous.state != PREVIOUS_NONE)
		return;
	if (!rotation_find_key(facts, facts->key_id))
		rotation_choices_add_unknown(facts, choices, n);
	else if (facts->keys_count > 1)
		rotation_choices_add_two(facts, choices, n);
	else
		snprintf(rotation_choices_add(choices, n, "renew", ROTATE_KEY)->text,
			 sizeof(choices->text), "Renew the key %s", facts->key_id);
}

size_t wizard_rotation_choices(const struct wizard *w,
			       struct rotation_choice choices[ROTATION_CHOICES_MAX])
{
	size_t n = 0;

	if (w->rotation.role)
		snprintf(rotation_choices_add(choices, &n, "revoke", ROTATE_REVOKE)->text,
			 sizeof(choices->text), "End the sessions the role has now");
	else
		rotation_choices_of_facts(w->rotation.facts, choices, &n);
	return n;
}

void wizard_choose_rotation(struct wizard *w, const struct rotation_choice *choice)
{
	w->rotation.what = choice->what;
	w->rotation.now = w->rotation.now && choice->what == ROTATE_FINISH;
	w->rotation.early = false;
	snprintf(w->rotation.other_key, sizeof(w->rotation.other_key), "%s",
		 choice->other_key);
}

void wizard_describe_keys(const struct wizard *w, struct buf *out)
{
	const char *method = rotation_role_method(&w->j);
	struct rotation_facts facts;

	if (w->rotation.role) {
		buf_fmt(out,
			"Set-up '%s' works with a role: there is no key to renew. AWS "
			"hands the "
			"role fresh credentials every few hours by itself.\n\n"
			"Was a machine stolen, or left to others? Then the sessions that "
			"the role has "
			"now can be ended: an inline policy refuses all that was handed "
			"out before "
			"now. Machines that are still trusted get new ones by "
			"themselves.\n",
			w->setup);
		return;
	}
	facts = *w->rotation.facts;
	facts.notes = NULL; /* asked one by one, later */
	describe_keys(out, &facts);
	if (method)
		buf_fmt(out, "\nWithout keys there is nothing to renew: the method '%s' does "
			"without. To move there: accredit setup %s --name %s-%s --method %s; "
			"then remove this set-up.\n", method, w->j.answers.platform,
			w->j.answers.name, method, method);
}

/* --- locations --------------------------------------------------------------------- */

void wizard_toggle_location(struct wizard *w, size_t n)
{
	if (n < w->rotation.facts->locations_count)
		w->rotation.facts->locations[n].skip = !w->rotation.facts->locations[n].skip;
}

bool wizard_add_location(struct wizard *w, const char *profile, struct err *err)
{
	return rotate_add_profile(w->rotation.facts, profile, err);
}

void wizard_describe_location(const struct rotation_location *l, struct buf *out)
{
	const char *file = resource_str(l->resource, "file");

	if (str_eq(l->resource->kind, "credentials-profile"))
		buf_fmt(out, "profile '%s' of %s", l->resource->name, file);
	else
		buf_fmt(out, "file %s", file);
}

void wizard_describe_kept_lines(const struct wizard *w, struct buf *out)
{
	const struct rotation_key *key = rotation_find_key(w->rotation.facts, w->rotation.facts->key_id);

	if (key && rotate_in_environment(key))
		buf_str(out, "This shell's environment contains the old key and cannot be updated: "
			"unset it or export the new key.\n");
	for (size_t i = 0; key && i < key->found.lines_count; i++)
		buf_fmt(out, "Line %zu of %s contains it: %s.\n",
			key->found.lines[i].number, key->found.lines[i].file,
			key->found.lines[i].why);
	if (key && key->found.lines_count)
		buf_str(out, "The old key stays active until you have updated that: then Rotate keys "
			"deactivates it.\n");
}

size_t wizard_count_locations(const struct wizard *w)
{
	size_t n = *w->rotation.store != '\0';

	for (size_t i = 0; i < w->rotation.facts->locations_count; i++)
		n += !w->rotation.facts->locations[i].skip;
	return n;
}

/* --- what came of it --------------------------------------------------------------- */

bool wizard_is_rotation(const struct wizard *w)
{
	return w->j.plan && rotate_is(w->j.plan);
}

static const char *rotation_choices_new_key(const struct plan *p)
{
	for (size_t i = 0; i < p->count; i++)
		if (str_eq(p->steps[i].kind, "access-key"))
			return json_str(p->steps[i].outputs, "key_id");
	return "";
}

void wizard_describe_rotation(const struct wizard *w, struct buf *out)
{
	const struct plan *p = w->j.plan;
	const struct step *park = plan_step(p, "key.park"), *gone = plan_step(p, "key.finish");
	const struct step *back = plan_step(p, "key.revive"), *hold = plan_step(p, "key.hold");

	if (park && !*rotation_choices_new_key(p))
		buf_fmt(out, "The old key %s is inactive since %s%s.", park->name,
			json_str(park->outputs, "parked_at"), gone && gone->state == STEP_DONE ?
			", and deleted" : "");
	else if (hold)
		buf_fmt(out,
			"The new key %s is in its locations. The old key %s is still "
			"active, "
			"for files that accredit does not edit.",
			rotation_choices_new_key(p), hold->name);
	else if (park)
		buf_fmt(out,
			"The new key %s is in place. The old key %s is parked: inactive "
			"since %s, and not deleted.",
			rotation_choices_new_key(p), park->name,
			json_str(park->outputs, "parked_at"));
	else if (gone)
		buf_fmt(out, "The parked key %s is deleted. The rotation is at its end.",
			gone->name);
	else if (back)
		buf_fmt(out, "The key %s is active again and back in its places.", back->name);
	else
		buf_str(out, "The sessions that the role had are ended.");
}

void wizard_next_step(const struct wizard *w, struct buf *command, char from[24])
{
	const struct plan *p = w->j.plan;
	const struct step *park = plan_step(p, "key.park"), *left = plan_step(p, "key.leave");
	time_t at = clock_read_any(json_str((park ? park : left) ?
			(park ? park : left)->outputs : NULL, "parked_at"));

	const struct step *gone = plan_step(p, "key.finish");

	*from = '\0';
	if (at < 0 || (gone && gone->state == STEP_DONE))
		return;
	clock_iso(from, at + QUIET_HOURS * 3600);
	buf_fmt(command, "accredit rotate %s --finish", p->setup);
}
