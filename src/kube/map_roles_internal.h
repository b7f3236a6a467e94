/* map_roles_internal.h - shared by map_roles.c and map_roles_edit.c only. */
#ifndef ACCREDIT_MAP_ROLES_INTERNAL_H
#define ACCREDIT_MAP_ROLES_INTERNAL_H

#include <yaml.h>

#include "kube/map_roles.h"

/* A parsed text: its values, and the positions of its parts. */
struct parsed {
	const char *text;
	size_t len;
	yaml_document_t doc;
	bool loaded;
	struct json *list;	/* what it means */
	bool *seen;		/* nodes that were met: twice is an alias */
};

/* map_free in any case. */
bool map_parse(struct parsed *p, const char *text, struct err *err);
void map_free(struct parsed *p);

const yaml_node_t *map_root(struct parsed *p);
bool map_is_nothing(const yaml_node_t *root);	/* no list yet: empty, or null */
size_t map_byte(const struct parsed *p, size_t character);	/* libyaml's count in bytes */

/*
 * The index of the role's entry, the last one if there are several, as that is in force; -1:
 * none.
 */
long map_place(const struct json *list, const char *arn);

/* The position of an entry, without its hyphen. */
struct span {
	size_t from, to;
	size_t column;		/* of from, in its line */
};
struct span map_span(struct parsed *p, long at);

/* Always false; line 0: none. */
bool map_refuse(struct err *err, const char *why, size_t line);

#endif
