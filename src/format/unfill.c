/* unfill.c - see unfill.h. Trees are at most as deep as json.c lets them be. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "format/fill.h"
#include "format/json.h"
#include "format/unfill.h"

/* A form that takes more tries than STEPS_MAX counts as another one. */
enum { HOLES_MAX = 8, TEXT_MAX = 2048, STEPS_MAX = 100000 };

struct unfill_holes {
	size_t count, steps;
	struct {
		char name[FILL_NAME_MAX], text[TEXT_MAX];
	} of[HOLES_MAX];
};

/* Whether text is of this form; its holes are added. */
static bool unfill_match(const char *form, const char *text, struct unfill_holes *holes)
{
	size_t at = holes->count, n = 0;

	for (; *form; form++, text++) {
		n = fill_hole(form, at < HOLES_MAX ? holes->of[at].name :
						     (char[FILL_NAME_MAX]){ 0 });
		if (n)
			break;
		if (*form != *text)
			return false;
	}
	if (!n)
		return !*text;
	if (at == HOLES_MAX)
		return false;
	for (size_t taken = 1; taken < TEXT_MAX && text[taken - 1]; taken++) {
		if (++holes->steps > STEPS_MAX)
			break;
		holes->count = at + 1;
		snprintf(holes->of[at].text, TEXT_MAX, "%.*s", (int)taken, text);
		if (unfill_match(form + n, text + taken, holes))
			return true;
	}
	holes->count = at;
	return false;
}

bool unfill_text(const char *form, const char *text, unfill_told *told, void *with)
{
	struct unfill_holes holes = { .count = 0 };

	if (!unfill_match(form, text, &holes) || !holes.count)
		return false;
	for (size_t i = 0; i < holes.count; i++)
		told(with, holes.of[i].name, holes.of[i].text);
	return true;
}

static bool unfill_list_has(const struct json *list, const char *text)
{
	if (json_text(list))
		return !strcasecmp(json_text(list), text);
	json_each(one, list)
		if (json_text(one) && !strcasecmp(json_text(one), text))
			return true;
	return false;
}

/* Two statements that have nothing to do with each other tell nothing. */
static bool unfill_is_other(const struct json *a, const struct json *b)
{
	const struct json *actions = json_get(a, "Action");

	if (!str_eq(json_str(a, "Effect"), json_str(b, "Effect")))
		return true;
	if (!actions)
		return false;
	if (json_text(actions))
		return !unfill_list_has(json_get(b, "Action"), json_text(actions));
	json_each(action, actions)
		if (json_text(action) &&
		    unfill_list_has(json_get(b, "Action"), json_text(action)))
			return false;
	return true;
}

void unfill_tree(const struct json *j, const struct json *filled, unfill_told *told,
		 void *with)
{
	if (json_type(j) == JSON_LIST) {
		json_each(one, j)
			unfill_tree(one, filled, told, with);
	} else if (json_type(filled) == JSON_LIST) {
		json_each(one, filled)
			unfill_tree(j, one, told, with);
	} else if (json_text(j) && json_text(filled)) {
		unfill_text(json_text(j), json_text(filled), told, with);
	} else if (json_type(j) == JSON_OBJECT && json_type(filled) == JSON_OBJECT &&
		   !unfill_is_other(j, filled)) {
		json_each(member, j)
			json_each(other, filled)
				if (str_eq(json_key(member), json_key(other)) ||
				    unfill_text(json_key(member), json_key(other), told,
						with))
					unfill_tree(member, other, told, with);
	}
}
