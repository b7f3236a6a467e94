/* kinds.c - see kinds.h. The rows are in kinds_*.c. */
#include "config.h"

#include "base/str.h"
#include "kinds/kinds.h"
#include "kinds/kinds_rows.h"

/* In the order in which templates and messages list them. */
static const struct kind *const groups[] = {
	kinds_iam, kinds_local, kinds_policy, kinds_s3, kinds_events, kinds_eks,
};
#define GROUPS (sizeof(groups) / sizeof(*groups))
#define MOST_KINDS 64

const struct kind *kind_nth(size_t n)
{
	for (size_t g = 0; g < GROUPS; g++)
		for (const struct kind *k = groups[g]; k->name; k++)
			if (!n--)
				return k;
	return NULL;
}

const struct kind *kind_find(const char *name)
{
	for (size_t g = 0; g < GROUPS; g++)
		for (const struct kind *k = groups[g]; k->name; k++)
			if (str_eq(k->name, name))
				return k;
	return NULL;
}

const char *const *kind_names(void)
{
	static const char *names[MOST_KINDS + 1];
	const struct kind *k;
	size_t n = 0;

	for (size_t i = 0; n < MOST_KINDS && (k = kind_nth(i)); i++)
		if (!k->hidden)
			names[n++] = k->name;
	return names;
}

bool kind_has_parents_name(const struct kind *k)
{
	return k->parent && str_eq(k->parent, "name");
}

const char *kind_label(const char *name)
{
	const struct kind *k = kind_find(name);

	return k ? k->label : name;
}

const struct kind_member *kind_member(const struct kind *k, const char *name)
{
	for (const struct kind_member *m = k->members; m && m->name; m++)
		if (str_eq(m->name, name))
			return m;
	return NULL;
}
