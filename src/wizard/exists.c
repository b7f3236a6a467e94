/* exists.c - what the answers name must be there; see exists.h. */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "handoff/looked_for.h"
#include "kinds/resource_json.h"
#include "pack/answers.h"
#include "pack/pack.h"
#include "pack/pack_when.h"
#include "pack/value.h"
#include "policy/arn.h"
#include "wizard/existence.h"
#include "wizard/exists.h"

/* Whether what a text names is created by this very setup. */
static bool exists_is_created(const struct resources *wanted, const char *account,
			      const char *of, const char *text)
{
	const char *kind = existence_kind(of), *name = text;
	struct arn arn;

	if (str_eq(of, "arn")) {
		if (!arn_split(text, &arn) || !str_eq(arn.account, account))
			return false;
		kind = str_starts(arn.resource, "role/")  ? "role" :
			str_starts(arn.resource, "user/") ? "user" :
							    "";
		name = arn_last_part(arn.resource);
	}
	for (size_t i = 0; i < wanted->count; i++)
		if (str_eq(wanted->items[i]->kind, kind) &&
		    str_eq(wanted->items[i]->name, name))
			return true;
	return false;
}

/* Without the permission to look, nothing is reported as missing. */
static bool exists_one(struct aws *aws, const char *account, const struct pack_value *v,
		       const char *text, struct err *err)
{
	struct err why = ERR_INIT;
	enum existence is = existence_ask(aws, account, existence_of(v), text, &why);

	if (is == EXISTENCE_NO) {
		err_set(err, ERR_INPUT, "%s: %s (%s)", why.text, v->label, v->name);
		err_field(err, v->name);
		return err_hint(err, "%s: --set %s=...", why.hint, v->name);
	}
	if (is == EXISTENCE_UNKNOWN && (why.kind == ERR_STOPPED || why.kind == ERR_NET)) {
		*err = why;
		return false;
	}
	return true;
}

struct json *exists_looked_for(const struct answers *a, const struct pack *p,
			       const struct json *wanted)
{
	struct json *list = json_list_new(), *values = answers_values(a, p);
	struct resources created = resources_load(json_get(wanted, "resources"));

	for (const struct pack_value *v = p->values; v->name; v++) {
		const char *of = existence_of(v);
		struct json *all;

		if (!v->exists || !*of || !value_asked(v, a))
			continue;
		all = value_members(json_str(values, v->name));
		json_each(one, all) {
			if (exists_is_created(&created, a->account, of, json_text(one)))
				continue;
			json_push(list,
				  looked_for_row(&(struct looked_for){ of, json_text(one),
								       v->name }));
		}
		json_free(all);
	}
	resources_free(&created);
	json_free(values);
	return list;
}

bool exists_answers(const struct answers *a, const struct pack *p,
		    const struct json *wanted, struct aws *aws, struct err *err)
{
	struct json *list = exists_looked_for(a, p, wanted);
	bool ok = true;

	json_each(row, list) {
		struct looked_for one = looked_for_read(row);

		ok = ok &&
			exists_one(aws, a->account, pack_value(p, one.value), one.name,
				   err);
	}
	json_free(list);
	return ok;
}
