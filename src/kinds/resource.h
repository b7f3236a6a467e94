/*
 * resource.h - a resource in memory: what a template wants, or what AWS or this computer
 * has. resource_json.h reads it from JSON and writes it as JSON.
 */
#ifndef ACCREDIT_KINDS_RESOURCE_H
#define ACCREDIT_KINDS_RESOURCE_H

#include <stddef.h>

struct json;

struct resource {
	char *id;		/* the template's ID; "" for one that is only found */
	char *kind;		/* the name of its kind: "role" */
	char *name;		/* as AWS or the file system knows it */
	struct json *members;	/* an object of what only its kind knows; never id, kind, name */
};

/* A resource without members; yours. The texts are copied. */
struct resource *resource_new(const char *id, const char *kind, const char *name);
struct resource *resource_copy(const struct resource *r);	/* NULL gives NULL */
void resource_free(struct resource *r);				/* NULL is fine */

void resource_set_id(struct resource *r, const char *id);
void resource_set_name(struct resource *r, const char *name);

/*
 * The members of its kind, as json.h reads them: borrowed, and NULL or "" where r is NULL.
 * resource_path: several names with dots between them.
 */
struct json *resource_get(const struct resource *r, const char *member);
const char *resource_str(const struct resource *r, const char *member);
struct json *resource_path(const struct resource *r, const char *dotted);

/* Each adds or replaces a member; resource_put takes the value and returns it, borrowed. */
struct json *resource_put(struct resource *r, const char *member, struct json *value);
void resource_put_str(struct resource *r, const char *member, const char *value);
void resource_drop(struct resource *r, const char *member);

/* The text of a member that a table names: id, kind or name, or one of its kind. */
const char *resource_text(const struct resource *r, const char *member);
/* The same as JSON, yours; NULL: there is none. r may be NULL. */
struct json *resource_member(const struct resource *r, const char *member);

/* A list that owns its resources; all zero is an empty one. */
struct resources {
	struct resource **items;
	size_t count;
};
void resources_add(struct resources *all, struct resource *r);	/* takes r */
void resources_free(struct resources *all);			/* leaves an empty list */
/* The one with this ID, borrowed; NULL: none. */
struct resource *resources_find(const struct resources *all, const char *id);

#endif
