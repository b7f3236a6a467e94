/* extra_json.c - extras in memory, and as events; see extra.h. */
#include "config.h"

#include <stdlib.h>

#include "base/mem.h"
#include "format/json.h"
#include "plan/extra.h"

struct extra *extras_push(struct extras *all, const char *kind, const char *name)
{
	struct extra *x = xcalloc(1, sizeof(*x));

	x->kind = kind ? xstrdup(kind) : NULL;
	x->name = name ? xstrdup(name) : NULL;
	x->members = json_object_new();
	all->items = xrealloc(all->items, (all->count + 1) * sizeof(*all->items));
	all->items[all->count++] = x;
	return x;
}

void extras_move(struct extras *all, struct extras *from, const char *of)
{
	all->items = xrealloc(all->items,
			      (all->count + from->count + 1) * sizeof(*all->items));
	for (size_t i = 0; i < from->count; i++) {
		from->items[i]->of = of;
		all->items[all->count++] = from->items[i];
	}
	free(from->items);
	*from = (struct extras){ NULL, 0 };
}

void extras_free(struct extras *all)
{
	for (size_t i = 0; i < all->count; i++) {
		free(all->items[i]->kind);
		free(all->items[i]->name);
		json_free(all->items[i]->members);
		free(all->items[i]);
	}
	free(all->items);
	*all = (struct extras){ NULL, 0 };
}

const char *extra_str(const struct extra *x, const char *member)
{
	return json_str(x->members, member);
}

bool extra_true(const struct extra *x, const char *member)
{
	return json_true(json_get(x->members, member));
}

struct json *extra_event(const struct extra *x)
{
	struct json *event = json_object_new();

	json_put_str(event, "event", x->kind ? "extra" : "undecided");
	if (x->of)
		json_put_str(event, "of", x->of);
	if (x->kind) {
		json_put_str(event, "kind", x->kind);
		json_put_str(event, "name", x->name);
	}
	json_each(member, x->members)
		json_put(event, json_key(member), json_copy(member));
	return event;
}
