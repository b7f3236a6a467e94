/*
 * restore.c - what a removal takes back of resources that others made: each member that
 * this setup changed goes back to what it was, where it still is as it was left. What
 * others changed since stays, and is told; see build_internal.h.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "kinds/resource_json.h"
#include "plan/build_internal.h"
#include "plan/diff.h"
#include "resource/document.h"
#include "resource/kind.h"
#include "resource/meaning.h"

#define SHORT 160	/* so long a value is shown in a sentence */

struct back {
	const struct kind *kind;
	const struct resource_kind *io;
	struct resource *before, *set;
	const struct resource *now;
	struct resource *target; /* what it is to become */
	struct json *rows;		/* of what goes back: a plan's diff */
	struct json *kept;		/* of what stays: {path, was, set, now, why} */
};

static void restore_add_row(struct back *b, const char *path, const struct json *now,
			    const struct json *then)
{
	struct json *row = json_push(b->rows, json_object_new());

	json_put_str(row, "path", path);
	json_put(row, "found", json_copy(now));
	json_put(row, "wanted", json_copy(then));
}

static void restore_keep(struct back *b, const char *path, const struct json *was,
			 const struct json *set, const struct json *now, const char *why)
{
	struct json *row = json_push(b->kept, json_object_new());

	json_put_str(row, "path", path);
	json_put(row, "was", json_copy(was));
	json_put(row, "set", json_copy(set));
	json_put(row, "now", json_copy(now));
	json_put_str(row, "why", why);
}

#define CHANGED "it was changed since"
#define CANNOT "it cannot be undone by itself"
#define NEAREST "AWS cannot remove it; this is the closest"

/* --- a member ------------------------------------------------------------------------ */

static bool restore_same(const struct json *a, const struct json *b)
{
	return (!a && !b) || json_equal(a, b);
}

/* An object: each of its members by itself. */
static void restore_take_object(struct back *b, const char *member)
{
	const struct json *was = resource_get(b->before, member),
			  *now = resource_get(b->now, member);
	struct json *into = resource_put(b->target, member,
					 now ? json_copy(now) : json_object_new());

	json_each(set, resource_get(b->set, member)) {
		const char *key = json_key(set);
		const struct json *w = json_get(was, key), *n = json_get(now, key);
		char *path = xasprintf("%s.%s", member, key);

		if (!restore_same(n, w) && !restore_same(n, set)) {
			restore_keep(b, path, w, set, n, CHANGED);
		} else if (!restore_same(n, w)) {
			if (w)
				json_put(into, key, json_copy(w));
			else
				json_drop(into, key);
			restore_add_row(b, path, n, w);
		}
		free(path);
	}
}

static bool restore_holds_statement(const struct json *document,
				    const struct json *statement)
{
	const struct json *all = json_get(document, "Statement");

	if (json_type(all) != JSON_LIST)
		return json_equal(all, statement);
	json_each(one, all)
		if (json_equal(one, statement))
			return true;
	return false;
}

/* now without the statements that were added; NULL: none of them is there as it was. */
static struct json *restore_without_added(const struct json *was, const struct json *set,
					  const struct json *now)
{
	struct json *out = json_copy(now), *left = json_list_new();
	bool any = false;

	json_each(statement, json_get(now, "Statement")) {
		bool added = restore_holds_statement(set, statement) &&
			!restore_holds_statement(was, statement);

		any |= added;
		if (!added)
			json_push(left, json_copy(statement));
	}
	json_put(out, "Statement", left);
	if (any && json_count(left))
		return out;
	json_free(out);
	return NULL;
}

static void restore_take_document(struct back *b)
{
	const struct json *was = resource_get(b->before, "document");
	const struct json *set = resource_get(b->set, "document"),
			  *now = resource_get(b->now, "document");
	struct json *then;

	if (!was || !now || meaning_same(was, now))
		return;
	then = meaning_same(set, now) ? json_copy(was) :
					restore_without_added(was, set, now);
	if (!then) {
		restore_keep(b, "document", was, set, now, CHANGED);
		return;
	}
	document_diff(b->rows, "document", now, then, false);
	resource_put(b->target, "document", then);
}

static void restore_take_plain(struct back *b, const char *member)
{
	const struct json *was = resource_get(b->before, member),
			  *set = resource_get(b->set, member);
	const struct json *now = resource_get(b->now, member);
	struct json *then = NULL;

	if (!set || restore_same(now, was))
		return;
	if (restore_same(now, set)) /* NULL: it cannot go back */
		then = b->io->back ? b->io->back(member, was) : json_copy(was);
	if (then) {
		if (!was && json_type(then) != JSON_NULL)
			restore_keep(b, member, NULL, set, then, NEAREST);
		restore_add_row(b, member, now, then);
		resource_put(b->target, member, then);
	} else {
		restore_keep(b, member, was, set, now,
			     restore_same(now, set) ? CANNOT : CHANGED);
	}
}

static void restore_take_members(struct back *b)
{
	for (const char *const *m = b->kind->compares; *m; m++) {
		bool object = json_type(resource_get(b->set, *m)) == JSON_OBJECT;

		if (str_eq(*m, "document") && !b->kind->plain)
			restore_take_document(b);
		else if (object && !b->io->back)
			restore_take_object(b, *m);
		else
			restore_take_plain(b, *m);
	}
}

/* The name and the members of it. */
static void restore_copy(struct resource *to, const struct resource *from)
{
	resource_set_name(to, from->name);
	json_each(member, from->members)
		resource_put(to, json_key(member), json_copy(member));
}

/* One that is an entry among others' goes back as a whole, or not at all. */
static void restore_take_whole(struct back *b)
{
	struct json *then = diff_resource(b->kind, b->before, b->now, true);
	struct json *since = diff_resource(b->kind, b->set, b->now, true);

	json_each(row, then) {
		const struct json *now = json_get(row, "found"), *was = json_get(row, "wanted");
		const char *path = json_str(row, "path");

		if (json_count(since))
			restore_keep(b, path, was, resource_get(b->set, path), now,
				     CHANGED);
		else
			restore_add_row(b, path, now, was);
	}
	if (json_count(b->rows))
		restore_copy(b->target, b->before);
	json_free(then);
	json_free(since);
}

/* --- told ----------------------------------------------------------------------------- */

static bool restore_is_short(const struct json *value)
{
	struct buf text = BUF(BUF_TEXT);
	bool fits;

	json_print(&text, value);
	fits = text.len <= SHORT;
	buf_free(&text);
	return fits;
}

static void restore_add_value(struct buf *out, const struct json *value)
{
	if (!value || json_type(value) == JSON_NULL)
		buf_str(out, "not there");
	else if (json_text(value))
		buf_str(out, json_text(value));
	else
		json_print(out, value);
}

static void restore_tell_left(struct reading *r, const struct back *b)
{
	struct buf why = BUF(4000);

	keep_reason_free(r->kept);
	buf_str(&why, "it existed before");
	json_each(row, b->rows)
		buf_fmt(&why, "%s%s",
			row == json_first(b->rows) ?
				"; this removal undoes what the setup changed in it: " :
				", ",
			json_str(row, "path"));
	json_each(row, b->kept) {
		const struct json *was = json_get(row, "was"), *set = json_get(row, "set");
		const struct json *now = json_get(row, "now");

		buf_str(&why, "; ");
		buf_fmt(&why, "%s is kept, because %s", json_str(row, "path"),
			json_str(row, "why"));
		if (!restore_is_short(was) || !restore_is_short(set) ||
		    !restore_is_short(now))
			continue;
		buf_str(&why, ": it was ");
		restore_add_value(&why, was);
		buf_str(&why, ", this setup set it to ");
		restore_add_value(&why, set);
		buf_str(&why, ", and now it is ");
		restore_add_value(&why, now);
	}
	r->kept = keep_reason_new(json_count(b->kept) ? "changed" : "adopted", why.s);
	if (json_count(b->kept))
		r->kept->changed = json_copy(b->kept);
	buf_free(&why);
}

/* In use: all that this setup changed stays with it, and can be taken back later. */
static void restore_tell_used(struct reading *r, const struct back *b)
{
	struct buf why = BUF(2000);

	buf_fmt(&why, "%s; what this setup changed in it is kept: ", r->kept->why);
	json_each(row, b->rows)
		buf_fmt(&why, "%s%s", row == json_first(b->rows) ? "" : ", ",
			json_str(row, "path"));
	free(r->kept->why);
	r->kept->why = xstrdup(why.s);
	buf_free(&why);
}

enum action back_decide(struct reading *r, struct json **diff)
{
	struct back b = { .kind = r->kind,
			  .io = r->io,
			  .now = r->found,
			  .before = resource_found_load(json_get(r->change, "before")),
			  .set = resource_load(json_get(r->change, "wanted")),
			  .rows = json_list_new(),
			  .kept = json_list_new() };
	enum action action = ACTION_NONE;

	*diff = json_list_new();
	if (r->found) {
		b.target = resource_copy(r->wanted);
		restore_copy(b.target, r->found);
		json_put(resource_put(b.target, "took_back", resource_save(b.set)), "raw",
			 json_bool_new(true));
		if (r->kind->whole)
			restore_take_whole(&b);
		else
			restore_take_members(&b);
		if (r->kept && json_count(b.rows))
			restore_tell_used(r, &b);
		else
			restore_tell_left(r, &b);
		if (json_count(b.rows) && !keep_reason_is(r->kept, "in-use")) {
			action = ACTION_UPDATE;
			json_free(*diff);
			*diff = json_copy(b.rows);
			resource_free(r->wanted);
			r->wanted = resource_copy(b.target);
		}
	}
	resource_free(b.target);
	resource_free(b.set);
	resource_free(b.before);
	json_free(b.rows);
	json_free(b.kept);
	return action;
}
