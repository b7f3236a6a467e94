/*
 * rotation_model.h - a rotation as a face asks for it: whose keys, what to do with them, where the
 * new key goes; see rotation_choices.c.
 */
#ifndef ACCREDIT_ROTATION_MODEL_H
#define ACCREDIT_ROTATION_MODEL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "wizard/rotation_journey.h"

struct wizard;

/* Which key is rotated, and how. */
struct rotation_request {
	char user[132];		/* "": the key of w->setup */
	char profile[132];	/* the profile whose key is meant; "": not given */
	enum rotation_mode what;
	char other_key[132];	/* deleted first; "": none */
	char store[1024];	/* a command that reads the new key; "": none */
	bool now;		/* delete the deactivated key without the 24 hours unused */
	bool no_probe;
	bool role;		/* by TASK_KEYS: the setup works with a role */
	bool early; /* by TASK_ROTATE_PLAN: the deactivated key was used too recently */
	bool held; /* by TASK_ROTATE_PLAN: a file still contains the old key */
	struct rotation_facts *facts;	/* by TASK_KEYS; NULL before it */
};

/* Starts again with the keys of this setup, or of this user. One is "". setup is not
 * w->setup itself. */
void wizard_start_rotation(struct wizard *w, const char *setup, const char *user);
/* The IAM user who is signed in; "": it is none. */
void wizard_own_user(const struct wizard *w, char user[132]);

/* One thing that can be done with the keys of w->rotation.facts. */
struct rotation_choice {
	const char *name;	/* "renew", "finish", "revert", "revoke", "profile" */
	enum rotation_mode what;
	bool names_profile;	/* say which profile holds the key that is meant, first */
	char other_key[132]; /* the second key, deleted first; "": none */
	char text[240];
	char why[400];		/* why it cannot be chosen; "": it can */
};
#define ROTATION_CHOICES_MAX 6
size_t wizard_rotation_choices(const struct wizard *w,
			       struct rotation_choice choices[ROTATION_CHOICES_MAX]);
void wizard_choose_rotation(struct wizard *w,
			    const struct rotation_choice *choice); /* into w->rotation */
/* What there is to know of the keys, and of the way to a role; many lines. */
void wizard_describe_keys(const struct wizard *w, struct buf *out);

/* The locations of w->rotation.facts: nth is left out, or taken again; a profile is added. */
void wizard_toggle_location(struct wizard *w, size_t n);
bool wizard_add_location(struct wizard *w, const char *profile, struct err *err);
/* "profile 'x' of FILE" */
void wizard_describe_location(const struct rotation_location *l, struct buf *out);
/* Where the old key is and cannot be updated, a line each; "": nowhere. */
void wizard_describe_kept_lines(const struct wizard *w, struct buf *out);
size_t wizard_count_locations(
	const struct wizard *w); /* those not left out, and the command */

/* Whether the current plan is a rotation, and not a setup. */
bool wizard_is_rotation(const struct wizard *w);
/* What a run that ended did: "The new key B is in place. The old key A is ..." */
void wizard_describe_rotation(const struct wizard *w, struct buf *out);
/* The command of the next step and from when on: "" twice where there is none. */
void wizard_next_step(const struct wizard *w, struct buf *command, char from[24]);

#endif
