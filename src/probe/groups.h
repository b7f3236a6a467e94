/* groups.h - the security groups that probes create: found, opened and deleted in EC2. */
#ifndef ACCREDIT_PROBE_GROUPS_H
#define ACCREDIT_PROBE_GROUPS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct aws;
struct json;

/* A security group that a probe made for its worker. */
struct worker_group {
	const char *id, *name, *setup;
};

struct worker_groups {
	struct worker_group *group;
	size_t count;
	struct json *reply; /* what their texts are in */
};

/* Of a reply of DescribeSecurityGroups, which it takes; worker_groups_free. */
struct worker_groups worker_groups_read(struct json *reply);
void worker_groups_free(struct worker_groups *all);

/* By accredit's tag; worker_groups_free. setup NULL: of every setup. False: err. */
bool groups_find(struct aws *aws, const char *setup, struct worker_groups *all,
		 struct err *err);

/* The group of that name, which is unique; id "": there is none. */
bool groups_named(struct aws *aws, const char *name, char id[64], struct err *err);

/*
 * Allows egress to TCP port 443 of every address. It is no failure if it is allowed already.
 */
bool groups_open(struct aws *aws, const char *id, struct err *err);

/* Revokes all other egress rules: a new group has one that allows everything. */
bool groups_close(struct aws *aws, const char *id, struct err *err);

/* No such group is success; err's code DependencyViolation: something still uses it. */
bool groups_delete(struct aws *aws, const char *id, struct err *err);

/* The same, but waits until nothing uses it. c: the step that shows this; may be NULL. */
struct step_ctx;
bool group_end(struct aws *aws, const char *id, struct step_ctx *c, struct err *err);

#endif
