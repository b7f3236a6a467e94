/* resource_json.c - see resource_json.h. */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "kinds/resource_json.h"

/* What the EKS API calls associationId; the journal has it as "id". */
#define ASSOCIATION "pod-identity-association"
#define ASSOCIATION_ID "association_id"

/* id_as: the member that "id" is in memory; NULL: it is the template's. */
static struct resource *resource_json_load(const struct json *j, const char *id_as)
{
	struct resource *r;

	if (json_type(j) != JSON_OBJECT)
		return NULL;
	r = resource_new(id_as ? "" : json_str(j, "id"), json_str(j, "kind"),
			 json_str(j, "name"));
	json_each(member, j) {
		const char *key = json_key(member);

		if (str_eq(key, "id") && id_as)
			resource_put(r, id_as, json_copy(member));
		else if (!str_eq(key, "id") && !str_eq(key, "kind") && !str_eq(key, "name"))
			resource_put(r, key, json_copy(member));
	}
	return r;
}

struct resource *resource_load(const struct json *j)
{
	return resource_json_load(j, NULL);
}

struct resource *resource_found_load(const struct json *j)
{
	bool association = str_eq(json_str(j, "kind"), ASSOCIATION);

	return resource_json_load(j, association ? ASSOCIATION_ID : NULL);
}

static struct json *resource_json_new(const struct resource *r, bool with_id)
{
	struct json *j = json_object_new();

	if (with_id && *r->id)
		json_put_str(j, "id", r->id);
	if (*r->kind)
		json_put_str(j, "kind", r->kind);
	if (*r->name)
		json_put_str(j, "name", r->name);
	return j;
}

struct json *resource_save(const struct resource *r)
{
	struct json *j = r ? resource_json_new(r, true) : NULL;

	json_each(member, r ? r->members : NULL)
		json_put(j, json_key(member), json_copy(member));
	return j;
}

struct json *resource_found_save(const struct resource *r)
{
	/* before these members the journal has the ID of a key's location that was found */
	static const char *const after[] = { "secret", "key_id", NULL };
	struct json *j;
	/* those that a rotation writes have it first */
	bool later = r && str_starts(r->kind, "credentials-") && !resource_get(r, "holds");

	if (!r)
		return NULL;
	j = resource_json_new(r, !later);
	json_each(member, r->members) {
		const char *key = json_key(member);

		if (later && *r->id && str_in(key, after))
			json_put_str(j, "id", r->id);
		if (str_eq(r->kind, ASSOCIATION) && str_eq(key, ASSOCIATION_ID))
			key = "id";
		json_put(j, key, json_copy(member));
	}
	return j;
}

struct resources resources_load(const struct json *list)
{
	struct resources all = { NULL, 0 };

	json_each(one, list)
		if (json_type(one) == JSON_OBJECT)
			resources_add(&all, resource_load(one));
	return all;
}
