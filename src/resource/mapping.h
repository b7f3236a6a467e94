/*
 * mapping.h - the two ways a role comes into a cluster: an access entry of EKS,
 * or a line of the ConfigMap aws-auth. cluster_access.c chooses between them.
 *
 * A mapping is {"cluster","principal","by","username","groups" (sorted),"type"};
 * of a line besides "line", its text, and, of one that was found, "entry", all
 * that stands in it.
 */
#ifndef ACCREDIT_RESOURCE_MAPPING_H
#define ACCREDIT_RESOURCE_MAPPING_H

#include <stdbool.h>

#include "base/err.h"
#include "kinds/kinds.h"

struct aws;
struct json;
struct resource;

#define TYPE_NODES "EC2_LINUX"
#define NODE_USER "system:node:{{EC2PrivateDNSName}}"

/* A list of texts, sorted and each once; yours. */
struct json *mapping_groups(const struct json *list);

/* As the hooks of resource_kind. */
bool access_entry_read(struct aws *a, const struct resource *wanted,
		       struct resource **found, struct err *err);
bool access_entry_make(struct aws *a, const struct resource *wanted,
		       const struct resource *found, char *request_id, struct err *err);
bool access_entry_remove(struct aws *a, const struct resource *found, char *request_id,
			 struct err *err);

bool aws_auth_read(struct aws *a, const struct resource *wanted, struct resource **found,
		   struct err *err);
/*
 * wanted NULL: the line goes. Only what was found is replaced: a line that
 * another changed since is left, and so is every other line. What stood there
 * before is saved first (aws_auth_backup).
 */
bool aws_auth_write(struct aws *a, const struct resource *wanted,
		    const struct resource *found, struct err *err);
/* What its line says, {"rolearn","username","groups"}; yours. */
struct json *aws_auth_entry(const struct resource *mapping);
/* Puts the wanted line, and what the ConfigMap says now, into wanted. */
bool aws_auth_settle(struct aws *a, struct resource *wanted, struct err *err);

/* The file that a ConfigMap of this version is saved in; NULL: no home. free() it. */
char *aws_auth_backup(const struct resource *mapping, const char *version);

#endif
