/*
 * rotation.h - replacing an access key without losing one: the facts about a user's keys,
 * and the plans for the runner. The order is that of doc/reliability.md, "Rotation";
 * deleting the old key is a plan of its own.
 */
#ifndef ACCREDIT_ROTATION_H
#define ACCREDIT_ROTATION_H

#include <stdbool.h>

#include "base/err.h"
#include "base/mem.h"
#include "keys/find.h"
#include "keys/user_key.h"

struct aws;
struct json;
struct plan;
struct record;
struct resource;
struct step_work;

/* The works of a rotation's steps, for plan_read; ends in NULL. */
extern const struct step_work *const rotate_works[];

#define QUIET_HOURS 24 /* how long a deactivated key must have been unused */

enum previous_state {
	PREVIOUS_NONE,
	PREVIOUS_DEACTIVATED, /* it is inactive, and not deleted */
	PREVIOUS_WAITING, /* still active, for a file that accredit does not edit has it */
	PREVIOUS_REVERTED, /* that rotation was reverted: its newer key, still active */
};

/* The key that the rotation before replaced, or created if it was reverted. */
struct previous_key {
	enum previous_state state;
	char id[132];
	char at[24]; /* when that was; ISO 8601 */
};

/* A key of the user. The one to rotate is rotation_facts.key_id, previous.id the other. */
struct rotation_key {
	struct user_key key; /* with age and last use */
	struct key_search found; /* where it is on this computer */
	const char *in_use; /* why it must not be deleted, a clause; NULL: it can be */
};

/* Where the new key goes. */
struct rotation_location {
	struct resource *resource; /* kind credentials-profile, -csv or -document */
	char holds[132]; /* the key ID in it now; "": none */
	const char *gone; /* why a recorded location has no key any more, a sentence; or NULL */
	bool skip; /* left out by the operator, or because it is gone */
};

/* What there is about the keys of one user. */
struct rotation_facts {
	struct arena arena; /* owns the texts and lists, but no tree */
	const char *setup, *user;
	const char *resource; /* the ID of the access key's resource */
	const char *key_id; /* the key to rotate; "": not certain which */
	const char *supplied_id; /* the operator's own key in the answers; "": none */
	const char *now; /* by AWS's clock; ISO 8601 */
	bool adopted; /* no policy of a setup's user was created by accredit */
	struct previous_key previous;
	struct rotation_key *keys;
	size_t keys_count;
	struct rotation_location *locations; /* those that contain key_id, and more */
	size_t locations_count;
	struct unread_file *unread; /* other files that could not be searched */
	size_t unread_count;
	struct resource *wanted; /* the access key of the record; NULL: no setup's */
	struct json *backups; /* as backups_known; NULL: there is no record */
	struct json *notes; /* the pack's, of a rotation: {"label","text"}; or NULL */
};

/* Without keys and locations; yours. The texts are copied. */
struct rotation_facts *rotation_facts_new(const char *setup, const char *user,
					  const char *resource);
void rotation_facts_free(struct rotation_facts *f); /* NULL is fine */

/* Who asks: the session, the ID of the access key that it signs with, and its account. */
struct rotation_caller {
	struct aws *aws;
	const char *key_id, *account;
};

/*
 * Of a setup: its record has user, key and locations. wanted: as pack_wanted, or NULL.
 * *facts is yours; NULL with ERR_CHOICE: it has no key to rotate (AWS rotates a role's), or
 * its user does not exist.
 */
bool rotate_look(const struct record *record, const struct json *wanted,
		 const struct rotation_caller *by, struct rotation_facts **facts,
		 struct err *err);

/*
 * Of a user without a setup; profile: "" or the profile whose key is meant. NULL with
 * ERR_CHOICE: the account has no such user, or the profile is not the user's.
 */
bool rotate_look_user(const struct record *record, const char *setup, const char *user,
		      const char *profile, const struct rotation_caller *by,
		      struct rotation_facts **facts, struct err *err);

/* The key of that ID, borrowed; NULL: none, or id is "". */
struct rotation_key *rotation_find_key(const struct rotation_facts *f, const char *id);

/* Whether this shell's environment contains the key. */
bool rotate_in_environment(const struct rotation_key *key);

/*
 * Adds a location for the new key: a profile without a key, in this shell's credentials
 * file. ERR_CHOICE: it has one.
 */
bool rotate_add_profile(struct rotation_facts *f, const char *profile, struct err *err);

/* The key that the rotation before replaced, as the record's journal says. */
void rotate_read_previous(const struct record *record, struct previous_key *previous);

/* The ID of a key that was replaced and is still active, by the record alone. */
bool rotate_waiting(const struct record *record, char id[132]);

/* Whether a rotation of this record deactivated or deleted this key. */
bool rotate_deactivated(const struct record *record, const char *id);

/*
 * After such a run: whether the old key stays active because files that are not edited
 * contain it. Then err (ERR_DENIED) names them, and what to do.
 */
bool rotate_holds(const struct plan *p, struct err *err);

/* Whether the plan is a rotation's, and what to do after it: notes, yours. */
bool rotate_is(const struct plan *p);
struct json *rotate_notes(const struct plan *p);

/* What a rotation is asked for beyond the facts; all may be NULL or false. */
struct rotate_wish {
	const char *other_key; /* ID of the user's other key, deleted first; the newer
				 * key of a reverted rotation is deleted without being named */
	const char *store;	/* a command that reads the new key on standard input */
	bool probe;		/* the pack's checks with the new key */
};

/*
 * The plan of a rotation. ERR_CHOICE: two keys and none named, one that is in use, no
 * location for the new one, or an earlier rotation that is not finished.
 */
struct plan *rotate_plan(const struct rotation_facts *f, const struct json *wanted,
			 const struct rotate_wish *wish, struct err *err);

/*
 * Deletes the deactivated key; one that is waiting is deactivated, and deleted too when
 * now. *busy true with ERR_DENIED: it was used after it was deactivated, was deactivated
 * less than QUIET_HOURS ago, or is still found in a file.
 */
struct plan *rotate_finish_plan(const struct rotation_facts *f, const struct json *wanted,
				bool now, bool *busy, struct err *err);

/* Reactivates the previous key and writes it into the locations again. */
struct plan *rotate_revert_plan(const struct rotation_facts *f, const struct json *wanted,
				struct err *err);

/*
 * For a setup with a role: an inline policy that denies every session that began before
 * now. NULL with ERR_CHOICE: it has no role.
 */
struct plan *rotate_revoke_plan(const struct record *record, const struct json *wanted,
				struct aws *aws, struct err *err);

#endif
