/* meaning.c - see meaning.h. */
#include "config.h"

#include <stdlib.h>

#include "base/mem.h"
#include "format/json.h"
#include "policy/iam_policy.h"
#include "resource/meaning.h"

static struct policy_set *meaning_set_of(const struct json *document)
{
	struct policy_set *set = policy_new();
	struct err ignored = ERR_INIT;

	if (document && json_get(document, "Statement") &&
	    policy_add(set, "document", document, &ignored))
		return set;
	policy_free(set);
	return NULL;
}

/* The Deny statements alone, as if they allowed; free() its statements. */
static struct policy_set meaning_denies_of(const struct policy_set *set)
{
	struct policy_set some = { .statements = xcalloc(set->n + 1, sizeof(*some.statements)) };

	for (size_t i = 0; i < set->n; i++)
		if (set->statements[i].deny) {
			some.statements[some.n] = set->statements[i];
			some.statements[some.n++].deny = false;
		}
	return some;
}

static bool meaning_take(struct policy_cover *c, const char *effect, struct json *missing,
			 bool *unsure)
{
	bool yes = c->covered == POLICY_YES;

	json_each(statement, missing ? c->missing : NULL)
		json_put_str(json_push(missing, json_copy(statement)), "Effect", effect);
	if (unsure)
		*unsure |= c->covered == POLICY_CANNOT_TELL;
	policy_cover_free(c);
	return yes;
}

bool meaning_set_covers(const struct policy_set *have, const struct policy_set *want,
			struct json *missing, bool *unsure)
{
	struct policy_set denied = meaning_denies_of(have),
			  wanted = meaning_denies_of(want);
	struct policy_cover allows = policy_covers(have, want);
	struct policy_cover denies = policy_covers(&denied, &wanted);
	bool yes = meaning_take(&allows, "Allow", missing, unsure);

	yes &= meaning_take(&denies, "Deny", missing, unsure);
	free(denied.statements);
	free(wanted.statements);
	return yes;
}

bool meaning_same(const struct json *a, const struct json *b)
{
	struct policy_set *x = meaning_set_of(a), *y = meaning_set_of(b);
	bool same = x && y && policy_same(x, y) == POLICY_YES;

	policy_free(x);
	policy_free(y);
	return same;
}

bool meaning_covers(const struct json *found, const struct json *wanted)
{
	struct policy_set *have = meaning_set_of(found), *want = meaning_set_of(wanted);
	bool yes = have && want && meaning_set_covers(have, want, NULL, NULL);

	policy_free(have);
	policy_free(want);
	return yes;
}
