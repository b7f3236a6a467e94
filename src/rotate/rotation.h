/*
 * rotation.h - an access key replaced without losing one: the keys that exist, and the
 * plans for the runner. The order is that of doc/reliability.md, "Rotation"; deleting the
 * old key is a plan of its own.
 */
#ifndef ACCREDIT_ROTATION_H
#define ACCREDIT_ROTATION_H

#include <stdbool.h>

#include "base/err.h"

struct aws;
struct json;
struct plan;
struct record;
struct step_work;

/* The works of a rotation's steps, for plan_read; ends in NULL. */
extern const struct step_work *const rotate_works[];

#define QUIET_HOURS 24		/* how long a parked key must have been unused */

/*
 * What there is about the keys of one user. Yours:
 *
 * {"setup","user","resource": id of the access key's resource,
 *  "key_id": the one to renew, "" when that is not certain,
 *  "keys":[{"id","status","created","days": age or -1,"last_used": {"date",
 *     "service","region"} or absent,"places":[what holds it, as keys_find],
 *     "elsewhere":[as keys_search],
 *     "current","parked","waiting","in_use": true or absent,"why": of in_use}],
 *  "backups": as backups_known,
 *  "given_id": the key of the operator's own that the answers name, or absent,
 *  "now": by AWS's clock,
 *  "adopted": true where no policy of a setup's user was created by accredit, or absent,
 *  "wanted": the access key's resource, where a record has one,
 *  "parked": {"id","at"} or absent: of the rotation before; "left": true where that
 *     was reverted, and it is the newer key, which stayed active,
 *  "waiting": {"id","at"} or absent: replaced by the rotation before and still active,
 *     for a file that accredit does not edit contained it,
 *  "unread":[{"file","why"}] or absent: other files that could not be searched,
 *  "places":[resources of kind credentials-profile, -csv and -document that hold
 *     key_id, each with "holds": the key ID in it now, "" for none],"renewal": notes of the pack}
 */

/*
 * Of a set-up: its record says user, key and places. wanted: as pack_wanted.
 * working: the access key ID this session signs with. *facts NULL with
 * ERR_CHOICE: it has no key to renew (a role's are AWS's business).
 */
bool rotate_look(const struct record *record, const struct json *wanted,
		 struct aws *aws, const char *working, struct json **facts,
		 struct err *err);

/* Of a user without a set-up; profile: "" or the profile whose key is meant. */
bool rotate_look_user(const struct record *record, const char *setup, const char *user,
		      const char *profile, struct aws *aws, const char *working,
		      struct json **facts, struct err *err);

/* Adds to a key of {"id","created"} its "days", as above. */
void rotate_key_age(struct aws *aws, struct json *key);
/* The same of "last_used"; where the last use may not be seen, "unknown": true. */
void rotate_key_use(struct aws *aws, struct json *key);

/* One more place for the new key: a profile that holds none, of the file where
 * profiles lie. ERR_CHOICE: it holds one. */
bool rotate_add_profile(struct json *facts, const char *profile, struct err *err);

/* The ID of a key that was replaced and is still active, by the record alone. */
bool rotate_waiting(const struct record *record, char id[132]);

/* Whether a rotation of this record deactivated or deleted this key. */
bool rotate_deactivated(const struct record *record, const char *id);

/*
 * After such a run: whether the old key stays active because files that are not edited
 * contain it. Then err (ERR_DENIED) names them, and what to do.
 */
bool rotate_holds(const struct plan *p, struct err *err);

/* Whether the plan is one of ours, and what to do after it: notes, yours. */
bool rotate_is(const struct plan *p);
struct json *rotate_notes(const struct plan *p);

/* What a rotation is asked for beyond the facts; all may be NULL or false. */
struct rotate_wish {
	const char *other_key; /* id of the second key, to be deleted first; the newer
				 * key of a reverted rotation goes without being named */
	const char *store;	/* a command that reads the new key on standard input */
	bool probe;		/* the pack's checks with the new key */
};

/*
 * The plan of a rotation. ERR_CHOICE: two keys and none named, one that is in
 * use, no place to put the new one, or an earlier rotation to be ended first.
 */
struct plan *rotate_plan(const struct json *facts, const struct json *wanted,
			 const struct rotate_wish *wish, struct err *err);

/*
 * Deletes the parked key; one that is waiting is deactivated, and deleted too when now.
 * *busy true with ERR_DENIED: it was used after it was parked, was not yet parked for
 * QUIET_HOURS, or is still found in a file.
 */
struct plan *rotate_finish_plan(const struct json *facts, const struct json *wanted,
				bool now, bool *busy, struct err *err);

/* Revives the parked key and puts it back into the places. */
struct plan *rotate_revert_plan(const struct json *facts, const struct json *wanted,
				struct err *err);

/*
 * For a set-up with a role: an inline policy that refuses every session made
 * before now. NULL with ERR_CHOICE: it has no role.
 */
struct plan *rotate_revoke_plan(const struct record *record, const struct json *wanted,
				struct aws *aws, struct err *err);

#endif
