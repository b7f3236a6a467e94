/* platforms.c - see platforms.h. */
#include "config.h"

#include <stdlib.h>

#include "base/mem.h"
#include "format/json.h"
#include "pack/pack.h"
#include "pack/pack_load.h"
#include "pack/templates.h"
#include "wizard/platforms.h"

static struct platforms *platforms_new(size_t count)
{
	struct platforms *p = xcalloc(1, sizeof(*p));

	p->entries = xcalloc(count + 1, sizeof(*p->entries));
	return p;
}

static void platforms_add(struct platforms *p, const char *name, const char *title,
			  const char *caution, const char *error)
{
	p->entries[p->count++] = (struct platform_entry){
		.name = xstrdup(name),
		.title = xstrdup(title),
		.caution = xstrdup(caution),
		.error = xstrdup(error),
	};
}

struct platforms *platforms_read(struct err *err)
{
	struct json *names = templates_list(err);
	struct platforms *p = names ? platforms_new(json_count(names)) : NULL;

	json_each(name, names) {
		struct err wrong = ERR_INIT;
		struct pack *pack = pack_load(json_text(name), &wrong);

		platforms_add(p, json_text(name), pack ? pack->title : json_text(name),
			      pack ? pack->caution : "", wrong.text);
		pack_free(pack);
	}
	json_free(names);
	return p;
}

struct platforms *platforms_copy(const struct platforms *p)
{
	struct platforms *copy = platforms_new(p->count);

	for (size_t i = 0; i < p->count; i++) {
		const struct platform_entry *e = &p->entries[i];

		platforms_add(copy, e->name, e->title, e->caution, e->error);
	}
	return copy;
}

void platforms_free(struct platforms *p)
{
	for (size_t i = 0; p && i < p->count; i++) {
		free(p->entries[i].name);
		free(p->entries[i].title);
		free(p->entries[i].caution);
		free(p->entries[i].error);
	}
	if (p)
		free(p->entries);
	free(p);
}
