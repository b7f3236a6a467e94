/*
 * prerequisites.h - what a setup works with and does not create itself: whether it is there.
 */
#ifndef ACCREDIT_PREREQUISITES_H
#define ACCREDIT_PREREQUISITES_H

struct journey;
struct json;

/*
 * Appends to list {"event":"missing","of": name of the answer, or id of the resource,
 * "kind","name"} for each bucket that an answer names whose row says "exists" and that no
 * resource of the setup creates, and each role that gets access to a cluster and is not the setup's own, where
 * AWS says that there is none. What may not be looked at says nothing.
 */
void prerequisites_add(const struct journey *j, struct json *list);

#endif
