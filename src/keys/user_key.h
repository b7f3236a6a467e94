/*
 * user_key.h - what AWS says of an IAM user's access keys, without their secrets:
 * AccessKeyMetadata of ListAccessKeys, and GetAccessKeyLastUsed.
 */
#ifndef ACCREDIT_KEYS_USER_KEY_H
#define ACCREDIT_KEYS_USER_KEY_H

#include <stdbool.h>
#include <stddef.h>

/* The last use of a key, as GetAccessKeyLastUsed says. */
struct key_use {
	bool unseen; /* the caller may not ask */
	char date[32]; /* ISO 8601; "": never used, or unseen */
	char service[64]; /* "s3" */
	char region[64];
};

struct user_key {
	char id[132];
	char status[16]; /* "Active", "Inactive" or "Expired" */
	char created[32]; /* ISO 8601 */
	double days; /* its age; -1: not known. Filled on request, as last_used */
	struct key_use last_used;
};

/* All keys of a user; all zero is an empty list. */
struct user_keys {
	struct user_key *items;
	size_t count;
	bool no_user; /* there is no such IAM user */
};

void user_keys_add(struct user_keys *keys, const char *id, const char *status,
		   const char *created);
void user_keys_free(struct user_keys *keys); /* leaves an empty list */

/* The key of that ID, borrowed; NULL: none. */
const struct user_key *user_keys_find(const struct user_keys *keys, const char *id);

#endif
