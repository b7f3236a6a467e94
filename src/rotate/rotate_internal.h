/*
 * rotate_internal.h - the steps of a rotation among themselves; the outside sees
 * rotation.h.
 */
#ifndef ACCREDIT_ROTATE_INTERNAL_H
#define ACCREDIT_ROTATE_INTERNAL_H

#include "plan/plan.h"

#define DELETE_OTHER_STEP "key.drop" /* the second key, given up */
#define STORE_STEP "key.store"	/* a command of the operator's takes the new key */
#define KEY_CHECK_STEP "key.check" /* the pack's checks with the new key */
#define DEACTIVATE_STEP "key.park" /* the old key inactive; outputs parked_id, parked_at */
#define KEEP_OLD_STEP                                                                      \
	"key.hold" /* the old key stays active; outputs waiting_id, waiting_at */
#define ENVIRONMENT_STEP                                                                   \
	"key.environment" /* says that the environment contains the old key */
#define FINISH_STEP "key.finish"	/* the parked key deleted */
#define REACTIVATE_STEP "key.revive" /* the parked key active again, and proved */
#define KEEP_NEWER_STEP                                                                    \
	"key.leave" /* after a revert: what is parked now; outputs as park */

#define REVOKE_ID "revoke-sessions"	/* resource of the policy that ends sessions */

/* Their params: {"user","key_id"} and, for the store, {"command"}. */
extern const struct step_work rotate_delete_other_work, rotate_store_work,
	rotate_check_work, rotate_deactivate_work, rotate_keep_old_work,
	rotate_environment_work, rotate_finish_work, rotate_reactivate_work,
	rotate_keep_newer_work;

struct aws;
struct json;
struct rotate_wish;

/* Into facts: the key of the operator's own that the answers name, and its user. */
void rotate_put_supplied(struct json *facts, const struct json *wanted);
/* ERR_CHOICE: the record has another user's name for it, so its keys were not listed. */
bool rotate_is_owner(struct aws *aws, const struct json *facts, struct err *err);

/* The key of that id in the facts; NULL: none, or id is "". */
const struct json *rotate_key(const struct json *facts, const char *id);

/* One key to renew, room for a second, and somewhere to put it; else ERR_CHOICE. */
bool rotate_may_begin(const struct json *facts, const struct rotate_wish *wish,
		      struct err *err);
/* The second key that goes first: the one named, or what a revert left and nothing uses; "". */
const char *rotate_other_key(const struct json *facts, const struct rotate_wish *wish);
/* Every place can be written, and holds the old key or none, before AWS is asked. */
bool rotate_locations_ready(const struct json *facts, struct err *err);

struct record;
/* "parked" and "waiting" of the facts, as the record's journal says. */
void rotate_put_previous_key(const struct record *record, struct json *facts);
/* Whether this shell's environment contains this key of the facts. */
bool rotate_in_environment(const struct json *key);
/*
 * Where the key is still found and no plan of ours updates it: none. Else ERR_DENIED
 * names file and line.
 */
bool rotate_is_updated(const struct json *facts, const struct json *waiting,
		       struct err *err);
/* "line 3 of FILE, line 9 of FILE and 2 more" of such a list, into out. */
struct buf;
void rotate_add_lines(struct buf *out, const struct json *rows);

/* Whether the secret of the key old is on this computer, or each location has it;
 * else ERR_CHOICE. */
bool rotate_can_revert(const struct json *facts, const char *old, struct err *err);

/* {"id","at"} of the key that was replaced, deactivated or waiting; NULL: ERR_CHOICE. */
const struct json *rotate_previous_key(const struct json *facts, struct err *err);
/* Parked for QUIET_HOURS, and not used since; else ERR_DENIED. */
bool rotate_is_quiet(const struct json *facts, const struct json *parked,
		     struct err *err);

#endif
