/*
 * pack_when.h - whether a row of a pack counts with the answers so far: its "when",
 * "with" and "unless". Pure.
 */
#ifndef ACCREDIT_PACK_WHEN_H
#define ACCREDIT_PACK_WHEN_H

#include <stdbool.h>

struct answers;
struct json;
struct pack_condition;
struct pack_resource;
struct pack_value;
struct pack_when;

/* Whether method, policy and PARTS are among those of when. a: as answers_start left it. */
bool when_holds(const struct pack_when *when, const struct answers *a);

/*
 * when_holds; what "with" names was given or has these words; and what "unless" names
 * was not given or has other words. values: the answers in force, NAME -> text.
 */
bool condition_holds(const struct pack_condition *c, const struct answers *a,
		     const struct json *values);

/* The same for a resource. Of a setup that exists, a key's location without an answer
 * is left out. */
bool resource_holds(const struct pack_resource *r, const struct answers *a,
		    const struct json *values);

/* Whether the value is asked for at all with these answers (its "when"). */
bool value_asked(const struct pack_value *v, const struct answers *a);
/* Its default, where that counts ("default-when"); else "". Borrowed from v. */
const char *value_default(const struct pack_value *v, const struct answers *a);

/* Whether text (NULL: no) is "${NAME}" and nothing more; name: "" where it is not. */
bool value_named(const char *text, char name[64]);

/* What a word of "with" or "unless" stands for: of "${NAME}" that value; borrowed. */
const char *value_word(const struct json *values, const char *word);

#endif
