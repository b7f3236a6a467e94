/*
 * iam_access_key.h - the calls about a user's access keys that more than one room
 * makes. user: the name of an IAM user.
 */
#ifndef ACCREDIT_IAM_ACCESS_KEY_H
#define ACCREDIT_IAM_ACCESS_KEY_H

#include <stdbool.h>

#include "base/err.h"

struct aws;
struct json;

/*
 * All keys of the user: a list (yours) of {"id","status","created"}; no such
 * user: empty. False: AWS did not tell, *keys is NULL.
 */
bool access_keys_list(struct aws *a, const char *user, struct json **keys,
		      struct err *err);
const struct json *access_keys_find(const struct json *keys, const char *id);

/* status: "Active" or "Inactive". request_id as for aws_call. */
bool access_key_status(struct aws *a, const char *user, const char *id,
		       const char *status, char *request_id, struct err *err);

/* Made inactive, then deleted; not there is success. */
bool access_key_delete(struct aws *a, const char *user, const char *id,
		       char *request_id, struct err *err);

#endif
