/* check_names.c - see check.h. Here: names that AWS would refuse, as far as a template fixes them. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "pack/check.h"

/* Without the placeholders; *holes: how many there are. */
static void check_names_literal(struct buf *out, const char *text, size_t *holes)
{
	*holes = 0;
	while (*text) {
		const char *hole = strstr(text, "${"), *end = hole ? strchr(hole, '}') : NULL;

		if (!end) {
			buf_str(out, text);
			return;
		}
		buf_add(out, text, (size_t)(hole - text));
		*holes += 1;
		text = end + 1;
	}
}

static void check_names_by_rule(struct check *c, const struct json *row, const char *member,
				struct kind_rule rule, const char *place)
{
	const struct value_kind *k = rule.value ? &value_kinds[rule.value] : rule.own;
	const char *text = json_str(row, member);
	struct buf fixed = BUF(BUF_TEXT);
	struct err err = ERR_INIT;
	char here[256];
	size_t holes;

	if (!k)
		return;
	check_at(here, place, member);
	check_names_literal(&fixed, text, &holes);
	if (holes) {
		/* What surrounds the placeholders must fit, whatever they stand for. */
		size_t fits = k->chars ? strspn(fixed.s, k->chars) : fixed.len;
		size_t least = value_kind_characters(fixed.s) + (k->min > 1 ? 0 : holes);

		if (fixed.s[fits])
			check_say(c, here, "'%s' cannot be %s: it contains '%.1s'; %s",
				  text, k->what,
				  (unsigned char)fixed.s[fits] < 0x80 ? fixed.s + fits :
									"?",
				  k->hint);
		else if (least > k->max)
			check_say(c, here,
				  "'%.60s...' cannot be %s: at least %zu characters; %s",
				  text, k->what, least, k->hint);
	} else if (*text && !value_kind_check(k, member, text, &err))
		check_say(c, here, "%s; %s", err.text, err.hint);
	buf_free(&fixed);
}

void check_names(struct check *c, const struct json *row, const char *place)
{
	const struct kind *k = kind_find(json_str(row, "kind"));

	if (!k)
		return;
	check_names_by_rule(c, row, "name", k->rule, place);
	for (const struct kind_member *m = k->members; m && m->name; m++)
		check_names_by_rule(c, row, m->name, m->rule, place);
}
