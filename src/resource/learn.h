/*
 * learn.h - a few questions about the whole account in place of many about each
 * role, user and policy (GetAccountAuthorizationDetails, ListRoles).
 */
#ifndef ACCREDIT_LEARN_H
#define ACCREDIT_LEARN_H

struct aws;
struct json;
struct memo;

/*
 * Fills the memory with what the lists say in full: roles, users, their inline
 * policies and attachments, the documents of the account's own policies. What a
 * list leaves out (tags of policies and instance profiles) is asked for when it
 * is needed, and so is all where the caller may not list. The instance profiles of
 * these set-ups (a list of names) are asked for here, several at a time.
 */
void learn_account(struct aws *a, struct memo *m, const struct json *setups);

#endif
