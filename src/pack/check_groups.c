/* check_groups.c - see check.h. Here: groups of values, and titles of their words. */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "pack/check.h"
#include "pack/pack.h"

enum { GROUPS_MAX = 32 };

void check_group(struct check *c, const struct json *row, const char *place)
{
	const char *name = json_str(row, "name");
	char here[256];
	bool used = false;

	check_id(c, name, check_at(here, place, "name"));
	json_each(other, json_get(c->p->tree, "groups")) {
		if (other == row)
			break;
		if (*name && str_eq(json_str(other, "name"), name))
			check_say(c, here, "'%s' is the name of two groups", name);
	}
	for (const struct pack_value *v = c->p->values; v->name; v++)
		used |= str_eq(v->group, name);
	if (*name && !used)
		check_say(c, here, "no value is in the group '%s'", name);
}

/* The titles of words of "check". */
static void check_groups_titles(struct check *c, const struct json *row, const char *place)
{
	char in[256], here[256];

	check_at(in, place, "titles");
	json_each(title, check_object_in(row, "titles")) {
		check_at(here, in, json_key(title));
		if (!json_has(json_get(row, "check"), json_key(title)))
			check_say(c, here, "'%s' is not one of its choices",
				  json_key(title));
		if (!json_text(title) || !*json_text(title))
			check_say(c, here, "must be the title of the word");
	}
}

void check_grouped(struct check *c, const struct json *row, const char *place)
{
	const char *name = json_str(row, "group");
	const struct pack_group *group = c->p->groups;
	const char *all[GROUPS_MAX + 1] = { NULL };
	size_t n = 0;
	char here[256];

	check_groups_titles(c, row, place);
	/* The account is that of the credentials: no one is asked for it. */
	if (!json_get(c->p->tree, "groups") || str_eq(json_str(row, "name"), "ACCOUNT_ID"))
		return;
	check_at(here, place, "group");
	while (group->name && !str_eq(group->name, name)) {
		if (n < GROUPS_MAX)
			all[n++] = group->name;
		group++;
	}
	if (!*name)
		check_say(c, place, "'group' is missing");
	else if (!group->name)
		check_choices(c, here, name, all);
	else if (group->early && json_get(json_get(row, "when"), "policy"))
		check_say(c, here, "'%s' is asked before the policy is chosen, which its "
			  "'when' depends on", name);
}
