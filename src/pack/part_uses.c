/* part_uses.c - see part_uses.h. */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "pack/answers.h"
#include "pack/pack.h"
#include "pack/part_uses.h"
#include "pack/value.h"

/* Adds the parts that create the resource with this id, unless the part itself does. */
static void part_uses_add(const struct pack *p, const char *id, const char *part,
			  struct json *all)
{
	for (const struct pack_resource *r = p->resources; r->id; r++) {
		const char *const *parts = r->condition.when.parts;

		if (!str_eq(r->id, id) || !parts || str_in(part, parts))
			continue;
		for (; *parts; parts++)
			if (!json_has(all, *parts))
				json_push(all, json_string_new(*parts));
	}
}

void part_uses(const struct pack *p, const char *part, const struct answers *a, bool missing,
	       struct buf *out)
{
	struct json *all = json_list_new();
	struct json *chosen = value_members(json_str(a->values, "PARTS"));
	bool first = true;

	for (const struct pack_resource *r = p->resources; r->id; r++)
		if (r->condition.when.parts && str_in(part, r->condition.when.parts))
			for (const char *const *id = r->needs; id && *id; id++)
				part_uses_add(p, *id, part, all);
	json_each(one, all) {
		if (missing && json_has(chosen, json_text(one)))
			continue;
		buf_fmt(out, "%s%s", first ? "" : ", ", json_text(one));
		first = false;
	}
	json_free(chosen);
	json_free(all);
}
