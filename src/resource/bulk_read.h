/*
 * bulk_read.h - two questions about the whole account (account.h) in place of many about
 * each role, user and policy that several setups need.
 */
#ifndef ACCREDIT_BULK_READ_H
#define ACCREDIT_BULK_READ_H

struct aws;
struct json;
struct reply_cache;

/* Of a policy or an instance profile in such an answer: true. See tags_take of kind.h. */
#define LEARNED_NO_TAGS "NoTags"

/*
 * Fills the memory with what the account's details say of these alone: {"role": names,
 * "user": names, "policy": ARNs, "instance-profile": names}, and of the groups and
 * customer managed policies that these roles and users have. The details do not have the
 * tags of policies and instance profiles: these are asked for where they decide (a
 * policy that differs), and all is where the caller may not read the details. Instance
 * profiles that none of the roles has are asked for here, several at a time.
 */
void bulk_read_account(struct aws *a, struct reply_cache *m, const struct json *things);

#endif
