/* uncovered.c - see cover.h. */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "policy/cover.h"

static void uncovered_put_element(struct json *out, const struct policy_statement *s,
				  const char *element, const char * not, const char *text)
{
	const struct json *own = json_get(s->json, element);

	if (text && (own || json_get(s->json, not)))
		json_put_str(out, element, text);
	else if (own)
		json_put(out, element, json_copy(own));
	else if (json_get(s->json, not))
		json_put(out, not, json_copy(json_get(s->json, not)));
}

static void uncovered_copy_element(struct json *out, const struct policy_statement *s,
				   const char *element)
{
	if (json_get(s->json, element))
		json_put(out, element, json_copy(json_get(s->json, element)));
}

static bool uncovered_same_but(const struct json *a, const struct json *b,
			       const char *element)
{
	json_each(member, a)
		if (!str_eq(json_key(member), element) &&
		    !json_equal(member, json_get(b, json_key(member))))
			return false;
	return json_count(a) == json_count(b) && json_get(a, element) && json_get(b, element);
}

static struct json *uncovered_as_list(const struct json *value)
{
	struct json *list;

	if (json_type(value) == JSON_LIST)
		return json_copy(value);
	list = json_list_new();
	json_push(list, json_copy(value));
	return list;
}

static bool uncovered_join(struct json *list, const struct json *one, const char *element)
{
	json_each(other, list)
		if (uncovered_same_but(other, one, element)) {
			struct json *all = uncovered_as_list(json_get(other, element));
			struct json *more = uncovered_as_list(json_get(one, element));

			json_each(value, more)
				if (!json_has(all, json_text(value)))
					json_push(all, json_copy(value));
			json_put(other, element, all);
			json_free(more);
			return true;
		}
	return false;
}

bool uncovered_add(struct json *list, const struct policy_statement *s, const char *action,
		   const char *resource)
{
	const struct policy_principals *p = &s->principal;
	struct json *one;
	struct json *out = json_object_new();

	if (*s->sid)
		json_put_str(out, "Sid", s->sid);
	json_put_str(out, "Effect", s->deny ? "Deny" : "Allow");
	/* The one principal that was checked, of all that the statement has. */
	if (!p->given || p->except || p->everyone || p->n != 1) {
		uncovered_copy_element(out, s, "Principal");
		uncovered_copy_element(out, s, "NotPrincipal");
	} else {
		json_put_str(json_put(out, "Principal", json_object_new()), p->name->kind,
			     p->name->name);
	}
	uncovered_put_element(out, s, "Action", "NotAction", action);
	uncovered_put_element(out, s, "Resource", "NotResource", resource);
	uncovered_copy_element(out, s, "Condition");
	one = out;
	json_each(other, list)
		if (json_equal(other, one)) {
			json_free(one);
			return false;
		}
	if (uncovered_join(list, one, "Resource") || uncovered_join(list, one, "Action"))
		json_free(one);
	else
		json_push(list, one);
	return true;
}
