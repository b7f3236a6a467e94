/* check.c - see check.h. Here: the stages. */
#include "config.h"

#include "format/json.h"
#include "pack/check.h"

/* Everything but the rendered documents. */
static void check_read(struct check *c)
{
	check_shape(c);
	check_rows(c);
	check_links(c);
	check_documents(c);
	if (!c->rough && !c->circle)
		check_defaults(c);
}

bool check_loaded(const struct pack *p, struct buf *mistakes)
{
	struct check c = { .p = p, .mistakes = mistakes, .start = mistakes->len,
			   .good = json_object_new() };

	check_read(&c);
	json_free(c.good);
	return mistakes->len == c.start;
}

bool check_pack(const struct pack *p, struct buf *mistakes)
{
	struct check c = { .p = p,
			   .strict = true,
			   .mistakes = mistakes,
			   .start = mistakes->len,
			   .good = json_object_new() };

	check_read(&c);
	if (!c.rough && !c.circle)
		check_renders(&c);
	json_free(c.good);
	return mistakes->len == c.start;
}
