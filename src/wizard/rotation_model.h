/*
 * rotation_model.h - a rotation as a face asks for it: whose keys, what to do with them, where the
 * new key goes; see rotation_choices.c, and rotation_outcome.c for what came of it.
 */
#ifndef ACCREDIT_ROTATION_MODEL_H
#define ACCREDIT_ROTATION_MODEL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "wizard/rotation_journey.h"

struct json;
struct resource;
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

/*
 * Whose keys can be rotated, as the records of w->setups and the sign-in say, without a
 * call: setups and users that have a record, those with a key first; the signed-in user,
 * where no record is that user's; last, one for any other user.
 */
enum rotation_row_kind { ROTATION_ROW_SETUP, ROTATION_ROW_OWN, ROTATION_ROW_OTHER };

struct rotation_row {
	enum rotation_row_kind kind;
	char name[64];		/* of the setup; else "own" and "user" */
	char text[160], note[200]; /* "my-setup", "key 94 days old, old key to delete now" */
	bool interrupted;	/* it can be resumed, so nothing else begins */
};

struct rotation_rows {
	struct rotation_row *rows; /* yours to free */
	size_t count;
};

struct rotation_rows wizard_rotation_candidates(const struct wizard *w);

/* One thing that can be done with the keys of w->rotation.facts. */
struct rotation_choice {
	const char *name;	/* "rotate", "finish", "revert", "revoke", "profile" */
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
/* "profile 'x' of FILE", of a location's resource */
void wizard_describe_location(const struct resource *location, struct buf *out);
/* Where the old key is and cannot be updated, a line each; "": nowhere. */
void wizard_describe_kept_lines(const struct wizard *w, struct buf *out);
size_t wizard_count_locations(
	const struct wizard *w); /* those not left out, and the command */

/* Whether the current plan is a rotation, and not a setup. */
bool wizard_is_rotation(const struct wizard *w);
/* What a run that ended did, in a sentence: "Key rotated. The old key is ..." */
void wizard_describe_rotation(const struct wizard *w, struct buf *out);
/*
 * That sentence, the keys, the locations that were updated and those that were not, the
 * test, and the next steps, appended. report: the run's. out is yours: setup_summary_free.
 */
struct summary_lines;
void wizard_rotation_lines(const struct wizard *w, const struct json *report,
			   struct summary_lines *out);

#endif
