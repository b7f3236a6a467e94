/*
 * learn.h - two questions about the whole account (account.h) in place of many about
 * each role, user and policy that several setups need.
 */
#ifndef ACCREDIT_LEARN_H
#define ACCREDIT_LEARN_H

struct aws;
struct json;
struct memo;

/*
 * Fills the memory with what the account's details say of these alone: {"role": names,
 * "user": names, "policy": ARNs, "instance-profile": names}, and of the groups and
 * customer managed policies that these roles and users have. What the details leave
 * out (tags of policies, instance profiles' tags) is asked for when it is needed, and
 * so is all where the caller may not read the details. The instance profiles are asked
 * for here, several at a time.
 */
void learn_account(struct aws *a, struct memo *m, const struct json *things);

#endif
