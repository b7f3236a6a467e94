/*
 * iam_access_key.h - the calls about a user's access keys that more than one folder
 * makes. user: the name of an IAM user.
 */
#ifndef ACCREDIT_IAM_ACCESS_KEY_H
#define ACCREDIT_IAM_ACCESS_KEY_H

#include <stdbool.h>

#include "base/err.h"
#include "keys/user_key.h"

struct aws;

/*
 * All keys of the user (user_keys_free); no such user: none, and no_user. False: AWS did not
 * tell, and *keys is empty.
 */
bool access_keys_list(struct aws *a, const char *user, struct user_keys *keys,
		      struct err *err);

/* Fills key->days, by AWS's clock; key->last_used: what cannot be asked is unseen. */
void access_key_read_age(struct aws *a, struct user_key *key);
void access_key_read_use(struct aws *a, struct user_key *key);

/* status: "Active" or "Inactive". request_id as for aws_call. */
bool access_key_status(struct aws *a, const char *user, const char *id,
		       const char *status, char *request_id, struct err *err);

/* Made inactive, then deleted; not there is success. */
bool access_key_delete(struct aws *a, const char *user, const char *id,
		       char *request_id, struct err *err);

#endif
