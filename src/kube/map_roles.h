/*
 * map_roles.h - the text under mapRoles in the ConfigMap aws-auth: YAML that others write. It
 * is parsed as YAML and edited as text: every byte outside the edited entry is kept. Pure;
 * the only file that uses libyaml.
 */
#ifndef ACCREDIT_KUBE_MAP_ROLES_H
#define ACCREDIT_KUBE_MAP_ROLES_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

struct json;

#define MAP_ROLES_MAX (1u << 20)	/* what a ConfigMap holds */

/*
 * The list as a tree (yours): objects of texts, "groups" a list of texts; nothing,
 * null and ~ are an empty list. NULL: no YAML, no list, or one with aliases; err names the line.
 */
struct json *map_roles_read(const char *text, struct err *err);

/* The role's ARN as aws-auth knows it: without a path. Into out. */
void map_roles_principal(struct buf *out, const char *arn);

/*
 * The entry in force of this role, with or without its path: {"rolearn",
 * "username","groups"} as it was found, and "text", the lines themselves; yours.
 * NULL: there is none, or err is set.
 */
struct json *map_roles_find(const char *text, const char *arn, struct err *err);

/* The lines that an entry {"rolearn","username","groups"} is written as. */
void map_roles_lines(struct buf *out, const struct json *entry);

/*
 * The text with this entry in the place of its role's, or behind the last one. An
 * entry with "text", as map_roles_find gives it, is written in those words again.
 * The result is read again and compared. False: the text is written in a way
 * that is not edited safely.
 */
bool map_roles_put(struct buf *out, const char *text, const struct json *entry,
		   struct err *err);

/* The same without the entry of this role; no such entry is success. */
bool map_roles_drop(struct buf *out, const char *text, const char *arn, struct err *err);

#endif
