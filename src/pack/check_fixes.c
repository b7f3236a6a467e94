/* check_fixes.c - see check.h. Here: answers that fix others, a value's "fixes". */
#include "config.h"

#include <stdio.h>

#include "base/str.h"
#include "format/json.h"
#include "pack/check.h"
#include "pack/pack.h"
#include "pack/value.h"

void check_fixes(struct check *c, const struct json *row, const char *place)
{
	const struct json *fixes = json_get(row, "fixes");
	char here[256];

	if (!fixes)
		return;
	snprintf(here, sizeof(here), "%.160s.fixes", place);
	if (!str_eq(json_str(row, "kind"), "choice"))
		check_say(c, here, "only a choice can set other values");
	json_each(answer, fixes) {
		if (!json_has(json_get(row, "check"), json_key(answer)))
			check_say(c, here, "'%s' is not one of its choices",
				  json_key(answer));
		if (json_type(answer) != JSON_OBJECT) {
			check_say(c, here, "'%s' must be an object of values",
				  json_key(answer));
			continue;
		}
		json_each(text, answer) {
			const struct pack_value *v = pack_value(c->p, json_key(text));
			struct err err = ERR_INIT;

			if (!v)
				check_say(c, here, "'%s' is not a value of this template",
					  json_key(text));
			else if (!json_text(text) || !*json_text(text))
				check_say(c, here, "'%s' must be a text", json_key(text));
			else if (!value_check(v, json_text(text), &err))
				check_say(c, here, "%s", err.text);
		}
	}
}
