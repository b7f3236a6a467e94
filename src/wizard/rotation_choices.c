/* rotation_choices.c - what can be done with a key, and what came of it; see wizard.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

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
		d = rotation_choices_add(choices, n, "rotate", ROTATE_KEY);
		snprintf(d->other_key, sizeof(d->other_key), "%s", key->key.id);
		snprintf(d->text, sizeof(d->text),
			 key->in_use ? "Delete the other key %s and rotate" :
				       "Delete the unused key %s and rotate",
			 key->key.id);
		if (key->in_use)
			snprintf(d->why, sizeof(d->why), "%s is in use: %s", key->key.id,
				 key->in_use);
	}
}

static void rotation_choices_add_unknown(const struct rotation_facts *facts,
					 struct rotation_choice *choices, size_t *n)
{
	struct rotation_choice *d = rotation_choices_add(choices, n, "rotate", ROTATE_KEY);

	snprintf(d->text, sizeof(d->text), "Rotate the key");
	if (!facts->keys_count)
		snprintf(d->why, sizeof(d->why), "user '%s' has no access key",
			 facts->user);
	else if (facts->keys_count > 1)
		snprintf(d->why, sizeof(d->why),
			 "there are two keys: choose the profile that "
			 "contains the one to rotate");
	else
		snprintf(
			d->why, sizeof(d->why),
			"key %s is recorded, and it was deleted: the key was rotated outside "
			"accredit. Check which key your files contain, then choose the user "
			"instead of the setup",
			facts->key_id);
	if (facts->keys_count < 2)
		return;
	d = rotation_choices_add(choices, n, "profile", ROTATE_KEY);
	d->names_profile = true;
	snprintf(d->text, sizeof(d->text), "Choose the profile that contains the key");
}

/* What is offered after a rotation that has not ended, and after one that was reverted. */
static const struct {
	enum previous_state state;
	const char *name;
	enum rotation_mode what;
	const char *before, *after;	/* the ID is between; after NULL: no ID */
	const char *why;
} offers[] = {
	{ PREVIOUS_DEACTIVATED, "finish", ROTATE_FINISH, "Delete the deactivated key ", "",
	  "" },
	{ PREVIOUS_DEACTIVATED, "revert", ROTATE_REVERT, "Reactivate ",
	  " and switch back to it", "" },
	{ PREVIOUS_DEACTIVATED, "rotate", ROTATE_KEY, "Rotate the key", NULL,
	  "the previous rotation is not finished: delete or "
	  "reactivate the old key first" },
	{ PREVIOUS_WAITING, "finish", ROTATE_FINISH, "Deactivate the old key ",
	  ", which is still active", "" },
	{ PREVIOUS_WAITING, "revert", ROTATE_REVERT, "Switch back to the old key ", "",
	  "" },
	{ PREVIOUS_WAITING, "rotate", ROTATE_KEY, "Rotate the key", NULL,
	  "the previous rotation is not finished: deactivate the "
	  "old key first, or switch back to it" },
	/* the newer key goes with the next rotation, unless something uses it */
	{ PREVIOUS_REVERTED, "rotate", ROTATE_KEY, "Delete the newer key ", " and rotate",
	  "" },
	{ PREVIOUS_REVERTED, "finish", ROTATE_FINISH, "Delete the newer key ", "", "" },
	{ PREVIOUS_REVERTED, "revert", ROTATE_REVERT, "Switch to the newer key ", "", "" },
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
		snprintf(rotation_choices_add(choices, n, "rotate", ROTATE_KEY)->text,
			 sizeof(choices->text), "Rotate key %s", facts->key_id);
}

size_t wizard_rotation_choices(const struct wizard *w,
			       struct rotation_choice choices[ROTATION_CHOICES_MAX])
{
	size_t n = 0;

	if (w->rotation.role)
		snprintf(rotation_choices_add(choices, &n, "revoke", ROTATE_REVOKE)->text,
			 sizeof(choices->text), "Revoke the role's active sessions");
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
			"Setup '%s' uses a role, which needs no key rotation: AWS issues "
			"temporary credentials automatically.\n\n"
			"If an instance was compromised, you can revoke the role's active "
			"sessions: an inline policy denies all that were issued before now. "
			"Instances that still have the role get new credentials "
			"automatically.\n",
			w->setup);
		return;
	}
	facts = *w->rotation.facts;
	facts.notes = NULL; /* asked one by one, later */
	describe_keys(out, &facts);
	if (method)
		buf_fmt(out,
			"\nThe method '%s' uses a role, which needs no key rotation. To switch: "
			"accredit setup %s --name %s-%s --method %s; then remove this setup.\n",
			method, w->j.answers.platform, w->j.answers.name, method, method);
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

void wizard_describe_location(const struct resource *location, struct buf *out)
{
	const char *file = resource_str(location, "file");

	if (str_eq(location->kind, "credentials-profile"))
		buf_fmt(out, "profile '%s' of %s", location->name, file);
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
		buf_str(out,
			"The old key stays active until you update that; then deactivate it with "
			"Rotate keys.\n");
}

size_t wizard_count_locations(const struct wizard *w)
{
	size_t n = *w->rotation.store != '\0';

	for (size_t i = 0; i < w->rotation.facts->locations_count; i++)
		n += !w->rotation.facts->locations[i].skip;
	return n;
}
