/* resource.c - see resource.h. */
#include "config.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/resource.h"

struct resource *resource_new(const char *id, const char *kind, const char *name)
{
	struct resource *r = xcalloc(1, sizeof(*r));

	r->id = xstrdup(id);
	r->kind = xstrdup(kind);
	r->name = xstrdup(name);
	r->members = json_object_new();
	return r;
}

struct resource *resource_copy(const struct resource *r)
{
	struct resource *copy = r ? resource_new(r->id, r->kind, r->name) : NULL;

	if (r) {
		json_free(copy->members);
		copy->members = json_copy(r->members);
	}
	return copy;
}

void resource_free(struct resource *r)
{
	if (!r)
		return;
	json_free(r->members);
	free(r->name);
	free(r->kind);
	free(r->id);
	free(r);
}

/* The new text may be part of the old one. */
static void resource_set(char **text, const char *to)
{
	char *was = *text;

	*text = xstrdup(to);
	free(was);
}

void resource_set_id(struct resource *r, const char *id)
{
	resource_set(&r->id, id);
}

void resource_set_name(struct resource *r, const char *name)
{
	resource_set(&r->name, name);
}

struct json *resource_get(const struct resource *r, const char *member)
{
	return r ? json_get(r->members, member) : NULL;
}

const char *resource_str(const struct resource *r, const char *member)
{
	return r ? json_str(r->members, member) : "";
}

struct json *resource_path(const struct resource *r, const char *dotted)
{
	return r ? json_path(r->members, dotted) : NULL;
}

struct json *resource_put(struct resource *r, const char *member, struct json *value)
{
	return json_put(r->members, member, value);
}

void resource_put_str(struct resource *r, const char *member, const char *value)
{
	json_put_str(r->members, member, value);
}

void resource_drop(struct resource *r, const char *member)
{
	json_drop(r->members, member);
}

const char *resource_text(const struct resource *r, const char *member)
{
	if (str_eq(member, "id"))
		return r->id;
	if (str_eq(member, "kind"))
		return r->kind;
	return str_eq(member, "name") ? r->name : json_str(r->members, member);
}

struct json *resource_member(const struct resource *r, const char *member)
{
	static const char *const named[] = { "id", "kind", "name", NULL };

	if (r && str_in(member, named))
		return json_string_new(resource_text(r, member));
	return json_copy(resource_get(r, member));
}

void resources_add(struct resources *all, struct resource *r)
{
	all->items = xrealloc(all->items, (all->count + 1) * sizeof(*all->items));
	all->items[all->count++] = r;
}

void resources_free(struct resources *all)
{
	for (size_t i = 0; i < all->count; i++)
		resource_free(all->items[i]);
	free(all->items);
	*all = (struct resources){ NULL, 0 };
}

struct resource *resources_find(const struct resources *all, const char *id)
{
	for (size_t i = 0; i < all->count; i++)
		if (str_eq(all->items[i]->id, id))
			return all->items[i];
	return NULL;
}
