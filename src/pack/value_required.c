/* value_required.c - see value.h. Here: whether a value is required. */
#include "config.h"

#include "base/str.h"
#include "format/fill.h"
#include "format/json.h"
#include "pack/answers.h"
#include "pack/pack.h"
#include "pack/pack_when.h"
#include "pack/value.h"

static bool value_required_gives(const struct pack_value *v, const char *name)
{
	return str_eq(v->name, name) || str_eq(v->fills, name);
}

/* Whether names leads to v: by itself, or by the defaults of those in it. */
static bool value_required_leads_to(const struct pack *p, const struct pack_value *v,
			   struct json *names, const struct answers *a)
{
	json_each(name, names) { /* grows during the loop */
		if (value_required_gives(v, json_text(name)))
			return true;
		for (const struct pack_derived *d = p->derived; d->name; d++)
			if (str_eq(d->name, json_text(name)) && !json_has(names, d->of))
				json_push(names, json_string_new(d->of));
		for (const struct pack_value *other = p->values; other->name; other++)
			if (value_required_gives(other, json_text(name)) &&
			    !*json_str(a->values, other->name) && *value_default(other, a))
				fill_text_names(other->default_text, names);
	}
	return false;
}

bool value_required(const struct pack *p, const struct pack_value *v,
		    const struct answers *a)
{
	struct json *names, *values;
	bool needed;

	if (*value_default(v, a) || !value_asked(v, a))
		return false;
	names = json_list_new();
	values = answers_values(a, p);
	/* without v: a resource that is created only with an answer does not require one */
	json_drop(values, v->name);
	json_drop(values, v->fills);
	for (const struct pack_resource *r = p->resources; r->id; r++) {
		const char *file = pack_document_of(p, r, a->policy);

		if (!resource_holds(r, a, values))
			continue;
		fill_names(r->tree, names);
		if (*file) {
			/* Of a document for a key, neither the placeholders of the key nor its secret count. */
			const struct json *document = pack_document(p, file);
			struct json *all = json_list_new();
			bool key = str_eq(r->kind, "credentials-document");

			fill_names(document, all);
			json_each(name, all)
				if (!key ||
				    (!str_in(json_text(name), pack_key_marks) &&
				     !str_eq(json_text(name), r->secret)))
					json_push(names, json_copy(name));
			json_free(all);
		}
	}
	needed = value_required_leads_to(p, v, names, a);
	json_free(names);
	json_free(values);
	return needed;
}
