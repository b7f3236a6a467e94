/*
 * rotate_internal.h - the steps of a rotation, and what its plans need of the facts; for
 * this folder alone. Others see rotation.h.
 */
#ifndef ACCREDIT_ROTATE_INTERNAL_H
#define ACCREDIT_ROTATE_INTERNAL_H

#include "plan/plan.h"
#include "rotate/rotation.h"

/* IDs of steps. */
#define DELETE_OTHER_STEP "key.drop" /* the user's other key deleted */
#define STORE_STEP "key.store" /* the new key on a command's standard input */
#define KEY_CHECK_STEP "key.check" /* the pack's checks with the new key */
#define DEACTIVATE_STEP "key.park" /* the old key; outputs parked_id, parked_at */
#define KEEP_OLD_STEP                                                                      \
	"key.hold" /* the old key stays active; outputs waiting_id, waiting_at */
#define ENVIRONMENT_STEP                                                                   \
	"key.environment" /* reports that the environment has the old key */
#define FINISH_STEP "key.finish" /* the deactivated key deleted */
#define REACTIVATE_STEP "key.revive" /* the previous key active again, and tested */
#define KEEP_NEWER_STEP "key.leave" /* after a revert; outputs as DEACTIVATE_STEP */

#define REVOKE_ID "revoke-sessions"	/* resource of the policy that ends sessions */

/* Where the operator's own key was deleted. */
#define OTHER_KEY_HINT                                                                     \
	"run the setup again with another key: --set ACCESS_KEY_ID=ID --secret "             \
	"SECRET_ACCESS_KEY=@FILE"

/* Their params: {"user","key_id","resource"} and, for the store, {"command"}. */
extern const struct step_work rotate_delete_other_work, rotate_store_work,
	rotate_check_work, rotate_deactivate_work, rotate_keep_old_work,
	rotate_environment_work, rotate_finish_work, rotate_reactivate_work,
	rotate_keep_newer_work;

struct buf;

/* Into the facts: the operator's own key that the answers name, and its user. */
void rotate_put_supplied(struct rotation_facts *f, const struct json *wanted);
/* ERR_CHOICE: the record has another user's name for it, so its keys were not listed. */
bool rotate_is_owner(struct aws *aws, const struct rotation_facts *f, struct err *err);

/* The location of that resource, borrowed from it. */
struct key_location rotate_location(const struct resource *r);

/* One key to rotate, room for a second, and a location for it; else ERR_CHOICE. */
bool rotate_may_begin(const struct rotation_facts *f, const struct rotate_wish *wish,
		      struct err *err);
/*
 * The user's other key, which is deleted first: the one named, or the newer key of a
 * reverted rotation; "": none.
 */
const char *rotate_other_key(const struct rotation_facts *f,
			     const struct rotate_wish *wish);
/* Every location can be written, and has the old key or none, before AWS is asked. */
bool rotate_locations_ready(const struct rotation_facts *f, struct err *err);

/* No file contains the previous key any more; else ERR_DENIED names file and line. */
bool rotate_is_updated(const struct rotation_facts *f, struct err *err);
/* "line 3 of 'FILE', line 9 of 'FILE' and 2 more". */
void rotate_add_lines(struct buf *out, const struct key_line *lines, size_t n);

/*
 * Whether the secret of the key old is on this computer, or each location has it; else
 * ERR_CHOICE.
 */
bool rotate_can_revert(const struct rotation_facts *f, const char *old, struct err *err);

/* Whether there is a previous key; else ERR_CHOICE. */
bool rotate_has_previous(const struct rotation_facts *f, struct err *err);
/* Deactivated for QUIET_HOURS, and not used since; else ERR_DENIED. */
bool rotate_is_quiet(const struct rotation_facts *f, struct err *err);

#endif
