/* kinds.c - see kinds.h. The rows are in kinds_*.c. */
#include "config.h"

#include <stdio.h>
#include <string.h>

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

bool kind_fill_words(struct buf *out, const char *words, const char *name,
		     const struct json *members)
{
	struct buf text = BUF(BUF_TEXT);
	bool whole = words;

	for (const char *s = words; whole && *s;) {
		char member[32];
		size_t n = strcspn(s, "{"), len;
		const char *value;

		buf_add(&text, s, n);
		s += n;
		if (!*s)
			break;
		len = strcspn(s, "}");
		snprintf(member, sizeof(member), "%.*s", (int)(len - 1), s + 1);
		value = *member ? json_str(members, member) : name;
		whole = *value;
		buf_str(&text, value);
		s += len + 1;
	}
	if (whole)
		buf_str(out, text.s);
	buf_free(&text);
	return whole;
}

const struct kind_member *kind_member(const struct kind *k, const char *name)
{
	for (const struct kind_member *m = k->members; m && m->name; m++)
		if (str_eq(m->name, name))
			return m;
	return NULL;
}
