/*
 * groups.h - EC2's view of the security groups that probes made: found, opened, deleted.
 */
#ifndef ACCREDIT_PROBE_GROUPS_H
#define ACCREDIT_PROBE_GROUPS_H

#include <stdbool.h>

#include "base/err.h"

struct aws;
struct json;

/* By our tag: a list (yours) of {"id","name","setup"}. setup NULL: of every setup. */
bool groups_find(struct aws *aws, const char *setup, struct json **list, struct err *err);

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
