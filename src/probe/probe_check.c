/* probe_check.c - lists of checks and of results; see probe_check.h. */
#include "config.h"

#include <stdlib.h>

#include "base/str.h"
#include "format/json.h"
#include "probe/probe_check.h"

void checks_free(struct checks *c)
{
	free(c->check);
	json_free(c->kept);
	*c = (struct checks){ 0 };
}

bool checks_wanted(const struct json *wanted, unsigned by)
{
	struct checks c = checks_read(wanted, by);
	bool any = c.count;

	checks_free(&c);
	return any;
}

struct check *checks_add(struct checks *into, const struct check *one)
{
	into->check = xrealloc(into->check, (into->count + 1) * sizeof(*one));
	into->check[into->count] = *one;
	return &into->check[into->count++];
}

struct checks checks_copy(const struct checks *c)
{
	struct checks copy = { NULL };

	for (size_t i = 0; i < c->count; i++)
		checks_add(&copy, &c->check[i]);
	return copy;
}

const struct json *checks_keep(struct checks *c, struct json *value)
{
	if (!c->kept)
		c->kept = json_list_new();
	return json_push(c->kept, value);
}

const char *checks_keep_text(struct checks *c, const char *text)
{
	return json_text(checks_keep(c, json_string_new(text)));
}

const struct check *checks_find(const struct checks *c, const char *id)
{
	for (size_t i = 0; i < c->count; i++)
		if (str_eq(c->check[i].id, id))
			return &c->check[i];
	return NULL;
}

void check_result_free(struct check_result *r)
{
	arena_free(&r->texts);
}

void check_results_free(struct check_results *r)
{
	for (size_t i = 0; i < r->count; i++)
		check_result_free(&r->result[i]);
	free(r->result);
	*r = (struct check_results){ 0 };
}

void check_results_add(struct check_results *into, struct check_result one)
{
	into->result = xrealloc(into->result, (into->count + 1) * sizeof(one));
	into->result[into->count++] = one;
}

const struct check_result *check_results_find(const struct check_results *r, const char *id)
{
	for (size_t i = r->count; i > 0; i--)
		if (str_eq(r->result[i - 1].id, id))
			return &r->result[i - 1];
	return NULL;
}
