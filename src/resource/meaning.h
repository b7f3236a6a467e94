/*
 * meaning.h - policy documents compared by what they allow and deny, not by how they
 * are written: no Sid, no order, merged or split statements.
 */
#ifndef ACCREDIT_RESOURCE_MEANING_H
#define ACCREDIT_RESOURCE_MEANING_H

#include <stdbool.h>

struct json;
struct policy_set;

/* Both mean the same. False also where that is not certain, or one is no policy. */
bool meaning_same(const struct json *a, const struct json *b);

/* found allows all that wanted allows, and denies all that it denies; as above. */
bool meaning_covers(const struct json *found, const struct json *wanted);

/*
 * The same of sets. missing (may be NULL): a list, gets the statements of want that have
 * does not have, as small as they can be said. *unsure (may be NULL): it is not certain.
 */
bool meaning_set_covers(const struct policy_set *have, const struct policy_set *want,
			struct json *missing, bool *unsure);

#endif
