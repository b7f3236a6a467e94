/* check_say.c - see check.h. Here: a mistake as it is reported, and checks of several sections. */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "format/json.h"
#include "pack/check.h"

void check_say(struct check *c, const char *place, const char *fmt, ...)
{
	char text[1024], clean[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	buf_fmt(c->mistakes, "%s: ", str_clean(clean, sizeof(clean), place));
	buf_fmt(c->mistakes, "%s\n", str_clean(clean, sizeof(clean), text));
}

void check_words(struct check *c, const struct json *list, const char *place)
{
	size_t i = 0;

	json_each(word, list) {
		if (!json_text(word) || !*json_text(word)) {
			check_say(c, place, "member %zu is not a text", i);
			c->rough = true;
		}
		i++;
	}
}

bool check_among(const char *word, const char *list)
{
	size_t n = strlen(word);

	for (; *list; list += strspn(list, " ")) {
		size_t len = strcspn(list, " ");

		if (len == n && !memcmp(list, word, n))
			return true;
		list += len;
	}
	return false;
}

const char *check_at(char buf[256], const char *place, const char *member)
{
	snprintf(buf, 256, "%.160s.%.80s", place, member);
	return buf;
}

const struct json *check_object_in(const struct json *row, const char *member)
{
	const struct json *j = json_get(row, member);

	return json_type(j) == JSON_OBJECT ? j : NULL;
}

bool check_is_name(const char *s, const char *chars)
{
	return strchr(CHECK_NAME, *s) && !s[strspn(s, chars)];
}

void check_id(struct check *c, const char *id, const char *place)
{
	if (*id && !check_is_name(id, CHECK_NAME "-"))
		check_say(c, place,
			  "'%s' must consist of lowercase letters, digits and hyphens", id);
}

void check_choices(struct check *c, const char *place, const char *word,
		   const char *const *choices)
{
	struct buf all = BUF(480);

	for (; *choices; choices++)
		buf_fmt(&all, "%s%s", all.len ? ", " : "", *choices);
	check_say(c, place, "'%s' is not one of %s", word, all.s);
	buf_free(&all);
}

void check_tags(struct check *c, const struct json *row, const char *place)
{
	char here[256];

	check_at(here, place, "tags");
	json_each(tag, check_object_in(row, "tags")) {
		if (!json_text(tag))
			check_say(c, here, "'%s' is not a text", json_key(tag));
		if (str_starts(json_key(tag), "accredit:") ||
		    str_starts(json_key(tag), "aws:"))
			check_say(c, here, "a template cannot set '%s'", json_key(tag));
	}
}
