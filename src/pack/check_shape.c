/* check_shape.c - see check.h. Here: the members of pack.json, their types, what is missing. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "format/json.h"
#include "pack/check.h"
#include "pack/pack.h"

struct member {
	const char *name;
	enum json_type type; /* JSON_NONE: any, checked by the rules of its section */
	bool needed;
};

static const struct member top[] = {
	{ "pack", JSON_STRING, true },
	{ "name", JSON_STRING, true },
	{ "title", JSON_STRING, true },
	{ "caution", JSON_STRING, false },
	{ "methods", JSON_LIST, true },
	{ "policies", JSON_LIST, false },
	{ "groups", JSON_LIST, false },
	{ "values", JSON_LIST, true },
	{ "derived", JSON_LIST, false },
	{ "resources", JSON_LIST, true },
	{ "probes", JSON_LIST, false },
	{ "notes", JSON_LIST, false },
	{ "vendor", JSON_LIST, false },
	{ NULL, JSON_NONE, false }
};

static const struct member method[] = {
	{ "name", JSON_STRING, true },
	{ "title", JSON_STRING, true },
	{ "gives", JSON_STRING, true },
	{ "limits", JSON_LIST, false },
	{ "recommended", JSON_BOOL, false },
	{ "refused", JSON_STRING, false },
	{ "when", JSON_OBJECT, false },
	{ NULL, JSON_NONE, false }
};

static const struct member policy[] = {
	{ "name", JSON_STRING, true },
	{ "title", JSON_STRING, true },
	{ "document", JSON_STRING, true },
	{ "grants", JSON_STRING, true },
	{ "risks", JSON_STRING, true },
	{ "recommended", JSON_BOOL, false },
	{ "refused", JSON_OBJECT, false },
	{ "instead", JSON_STRING, false },
	{ "when", JSON_OBJECT, false },
	{ NULL, JSON_NONE, false }
};

static const struct member group[] = {
	{ "name", JSON_STRING, true },
	{ "title", JSON_STRING, true },
	{ "early", JSON_BOOL, false },
	{ NULL, JSON_NONE, false }
};

static const struct member value[] = {
	{ "name", JSON_STRING, true },
	{ "label", JSON_STRING, true },
	{ "help", JSON_STRING, true },
	{ "vendor", JSON_STRING, false },
	{ "group", JSON_STRING, false },
	{ "rare", JSON_BOOL, false },
	{ "kind", JSON_STRING, true },
	{ "default", JSON_STRING, false },
	{ "default-when", JSON_OBJECT, false },
	{ "check", JSON_NONE, false },
	{ "titles", JSON_OBJECT, false },
	{ "fills", JSON_STRING, false },
	{ "cluster", JSON_STRING, false },
	{ "nodes-of", JSON_STRING, false },
	{ "picks", JSON_STRING, false },
	{ "asked", JSON_BOOL, false },
	{ "optional", JSON_BOOL, false },
	{ "refused", JSON_STRING, false },
	{ "exists", JSON_BOOL, false },
	{ "warns", JSON_OBJECT, false },
	{ "warns-in", JSON_OBJECT, false },
	{ "fixes", JSON_OBJECT, false },
	{ "when", JSON_OBJECT, false },
	{ NULL, JSON_NONE, false }
};

static const struct member derived[] = {
	{ "name", JSON_STRING, true },
	{ "of", JSON_STRING, true },
	{ "first", JSON_NUMBER, true },
	{ NULL, JSON_NONE, false }
};

static const struct member resource[] = {
	{ "id", JSON_STRING, true },
	{ "kind", JSON_STRING, true },
	{ "name", JSON_STRING, true },
	{ "tags", JSON_OBJECT, false },
	{ "document", JSON_STRING, false },
	{ "needs", JSON_LIST, false },
	{ "caution", JSON_STRING, false },
	{ "unless", JSON_NONE, false },
	{ "with", JSON_NONE, false },
	{ "when", JSON_OBJECT, false },
	{ NULL, JSON_NONE, false }
};

static const struct member probe[] = {
	{ "id", JSON_STRING, true },
	{ "says", JSON_STRING, true },
	{ "call", JSON_NONE, true },
	{ "expected", JSON_STRING, true },
	{ "where", JSON_STRING, true },
	{ "optional", JSON_BOOL, false },
	{ "each", JSON_STRING, false },
	{ "cluster", JSON_STRING, false },
	{ "namespace", JSON_STRING, false },
	{ "account", JSON_STRING, false },
	{ "image", JSON_STRING, false },
	{ "tags", JSON_OBJECT, false },
	{ "unless", JSON_NONE, false },
	{ "with", JSON_NONE, false },
	{ "when", JSON_OBJECT, false },
	{ NULL, JSON_NONE, false }
};

static const struct member note[] = {
	{ "label", JSON_STRING, true },
	{ "text", JSON_STRING, true },
	{ "at", JSON_STRING, false },
	{ "unless", JSON_NONE, false },
	{ "with", JSON_NONE, false },
	{ "when", JSON_OBJECT, false },
	{ NULL, JSON_NONE, false }
};

static const struct member vendor[] = {
	{ "label", JSON_STRING, true },	    { "text", JSON_STRING, true },
	{ "key_part", JSON_STRING, false }, { "title", JSON_STRING, false },
	{ "unless", JSON_NONE, false },	    { "with", JSON_NONE, false },
	{ "when", JSON_OBJECT, false },	    { NULL, JSON_NONE, false }
};

static const struct section {
	const char *name;
	const struct member *members;
	bool some;	/* at least one row */
	bool open;	/* further members belong to the row's kind */
} sections[] = {
	{ "methods", method, true, false },
	{ "policies", policy, false, false },
	{ "groups", group, true, false },
	{ "values", value, false, false },
	{ "derived", derived, false, false },
	{ "resources", resource, true, true },
	{ "probes", probe, false, false },
	{ "notes", note, false, false },
	{ "vendor", vendor, false, false },
};

static const char *const type_names[] = {
	[JSON_NONE] = "anything", [JSON_NULL] = "null", [JSON_BOOL] = "true or false",
	[JSON_NUMBER] = "a number", [JSON_STRING] = "a text", [JSON_LIST] = "a list",
	[JSON_OBJECT] = "an object",
};

/* One object against its table. place: "pack.json" or "pack.json: values[3]". */
static void check_shape_members(struct check *c, const struct json *j,
			  const struct member *members, bool open, const char *place)
{
	const char *dot = strchr(place, ' ') ? "." : ": ";
	char at[256];

	json_each(child, j) {
		const struct member *m = members;

		while (m->name && !str_eq(m->name, json_key(child)))
			m++;
		snprintf(at, sizeof(at), "%s%s%s", place, dot, json_key(child));
		if (m->name) {
			if (m->type != JSON_NONE && json_type(child) != m->type) {
				check_say(c, at, "must be %s, not %s", type_names[m->type],
					  type_names[json_type(child)]);
				c->rough = true;
			} else if (m->needed && json_text(child) && !*json_text(child)) {
				check_say(c, at, "must not be empty");
			}
		} else if (!open)
			check_say(c, at, "unknown member");
	}
	for (; members->name; members++)
		if (members->needed && !json_get(j, members->name))
			check_say(c, place, "'%s' is missing", members->name);
}

static void check_shape_section(struct check *c, const struct section *s)
{
	const struct json *rows = json_get(c->p->tree, s->name);
	char place[128];
	size_t i = 0;

	if (json_type(rows) != JSON_LIST)
		return;
	if (s->some && !json_count(rows)) {
		snprintf(place, sizeof(place), "pack.json: %s", s->name);
		check_say(c, place, "holds nothing");
	}
	json_each(row, rows) {
		snprintf(place, sizeof(place), "pack.json: %s[%zu]", s->name, i++);
		if (json_type(row) == JSON_OBJECT) {
			check_shape_members(c, row, s->members, s->open, place);
			continue;
		}
		check_say(c, place, "must be an object");
		c->rough = true;
	}
}

void check_shape(struct check *c)
{
	const struct json *j = c->p->tree;

	if (json_type(j) != JSON_OBJECT) {
		check_say(c, "pack.json", "must be an object");
		c->rough = true;
		return;
	}
	check_shape_members(c, j, top, false, "pack.json");
	if (*json_str(j, "pack") && !str_eq(json_str(j, "pack"), "1"))
		check_say(c, "pack.json: pack", "'%s' is not the supported version, \"1\"",
			  json_str(j, "pack"));
	for (size_t i = 0; i < sizeof(sections) / sizeof(*sections); i++)
		check_shape_section(c, &sections[i]);
}
