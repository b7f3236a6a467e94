/*
 * discovery_task.c - what was found in the account for a platform, and what a face takes of
 * it as answers; see wizard.h.
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "pack/answers.h"
#include "pack/pack.h"
#include "pack/pack_when.h"
#include "wizard/wizard_internal.h"

/* One that was asked for by its name comes before the others. */
static void discovery_task_put_first(struct discovery *all, struct discovery *one)
{
	size_t n = 0;
	struct discovered first = one->items[0];

	for (size_t i = 0; i < all->count; i++)
		if (str_eq(all->items[i].kind, first.kind) &&
		    str_eq(all->items[i].name, first.name)) {
			struct discovery old = { .items = xcalloc(1, sizeof(first)),
						 .count = 1 };

			old.items[0] = all->items[i];
			discovery_free(&old);
		} else {
			all->items[n++] = all->items[i];
		}
	all->items = xrealloc(all->items, (n + 1) * sizeof(*all->items));
	memmove(&all->items[1], &all->items[0], n * sizeof(*all->items));
	all->items[0] = first;
	all->count = n + 1;
	one->count = 0;
}

bool discovery_task_run(struct wizard *w, struct err *err)
{
	struct discovery found;
	bool one = *w->named;

	w->taken = 0;
	if (!wizard_go_to(w, w->j.given.region, err) ||
	    !discovery_find(&w->j, w->named_kind, one ? w->named : NULL, &found, err))
		return false;
	if (one && found.count && str_eq(w->discovery.platform, found.platform))
		discovery_task_put_first(&w->discovery, &found);
	else if (!one || found.count) {
		struct discovery old = w->discovery;

		w->discovery = found;
		found = old;
	}
	discovery_free(&found);
	return true;
}

void wizard_drop_discovered(struct wizard *w)
{
	const struct json *were = NULL;

	/* What was read from the account is of that one alone. */
	for (size_t i = 0; i < w->discovery.count; i++) {
		were = w->discovery.items[i].values;
		json_each(value, were)
			if (str_eq(json_str(w->j.given.values, json_key(value)),
				   json_text(value)))
				json_drop(w->j.given.values, json_key(value));
	}
	w->taken = 0;
}

bool wizard_take_discovered(struct wizard *w, size_t i, struct err *err)
{
	const struct discovered *one = i < w->discovery.count ? &w->discovery.items[i] : NULL;
	struct answers *given = &w->j.given;

	if (!one)
		return err_set(err, ERR_INPUT, "nothing was found in the account");
	wizard_drop_discovered(w);
	snprintf(given->method, sizeof(given->method), "%s", one->method);
	snprintf(given->policy, sizeof(given->policy), "%s", one->policy);
	json_each(value, one->values)
		if (!answers_set(given, w->j.pack, json_key(value), json_text(value), err))
			return false;
	w->taken = i + 1;
	return true;
}

bool wizard_asks(const struct wizard *w, const struct pack_value *v)
{
	const struct discovered *one;

	if (!w->taken || w->taken > w->discovery.count)
		return true;
	one = &w->discovery.items[w->taken - 1];
	return !str_eq(v->name, "ACCOUNT_ID") && !str_eq(v->name, "REGION") &&
		!*json_str(one->values, v->name) && value_asked(v, &w->j.given) &&
		wizard_required(w, v);
}

bool wizard_asks_method(const struct wizard *w)
{
	return !w->taken || (w->taken <= w->discovery.count &&
			     *w->discovery.items[w->taken - 1].methods);
}

bool wizard_asks_name(const struct wizard *w)
{
	return !w->taken || setups_find(&w->setups, w->j.pack->name);
}
