/*
 * groups.h - EC2's view of the security groups that probes made: found, opened, deleted.
 */
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

/* The one of that name, which is unique; id "" where there is none. */
bool groups_named(struct aws *aws, const char *name, char id[64], struct err *err);

/* Lets it out to TCP port 443, wherever that is. Done already is success. */
bool groups_open(struct aws *aws, const char *id, struct err *err);

/* Revokes all else of its egress: a new group comes with a rule for everything. */
bool groups_close(struct aws *aws, const char *id, struct err *err);

/* Gone already is success; DependencyViolation: something still uses it. */
bool groups_delete(struct aws *aws, const char *id, struct err *err);

/* The same, but waits until nothing uses it. c may be NULL; else it says so. */
struct step_ctx;
bool group_end(struct aws *aws, const char *id, struct step_ctx *c, struct err *err);

#endif
