/* unattached.c - see unattached.h. */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "plan/plan.h"
#include "plan/unattached.h"

/* Whether a list, or a single text, has this text. */
static bool unattached_has_text(const struct json *list, const char *text)
{
	if (json_text(list))
		return str_eq(json_text(list), text);
	json_each(one, list)
		if (str_eq(json_text(one), text))
			return true;
	return false;
}

static bool unattached_allows(const struct json *statement, const char *action)
{
	return str_eq(json_str(statement, "Effect"), "Allow") &&
		unattached_has_text(json_get(statement, "Action"), action);
}

static void unattached_take(struct json *actions, const struct json *action,
			    const struct json *document)
{
	const struct json *statements = json_get(document, "Statement");
	const char *text = json_text(action);
	/* a lone one equals a list of one */
	bool speaks = text && unattached_allows(statements, text);

	json_each(statement, text ? statements : NULL)
		speaks = speaks || unattached_allows(statement, text);
	if (speaks && !unattached_has_text(actions, text))
		json_push(actions, json_string_new(text));
}

static void unattached_add_row(struct step *step, const struct json *missing,
			       const struct json *document)
{
	struct json *actions = json_list_new(), *row;

	json_each(statement, missing) {
		unattached_take(actions, json_get(statement, "Action"), document);
		json_each(action, json_get(statement, "Action"))
			unattached_take(actions, action, document);
	}
	if (!json_count(actions)) {
		json_free(actions);
		return;
	}
	row = json_push(step->diff, json_object_new());
	json_put_str(row, "path", "allowed actions");
	json_put(row, "found", NULL);
	json_put(row, "wanted", actions);
}

void unattached_add(struct plan *p, const char *kind, const char *name,
		 const struct json *missing, const struct json *managed)
{
	for (size_t i = 0; i < p->count; i++) {
		const struct resource *r = p->steps[i].resource;
		const char *arn = resource_str(r, "policy");

		if (r && p->steps[i].action == ACTION_CREATE && *arn &&
		    str_eq(resource_str(r, kind), name))
			unattached_add_row(&p->steps[i], missing, json_get(managed, arn));
	}
}
